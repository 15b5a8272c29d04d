"""`qiao link simulate`: a bank for one enterprise's system, alone on this machine, and the report of how it behaved."""

import argparse
import json
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from django.utils.translation import gettext

from qiao.directlink.actions import playing
from qiao.directlink.api.simulator import ADDRESS, Simulator, served
from qiao.directlink.rules import simulated
from qiao.directlink.rules.judging import FAULT_WORDS, STATEMENT, Finding, report_of
from qiao.directlink.rules.simulating import ALL, SCRIPT_WORDS, Script, chosen
from qiao.ground import clock, home
from qiao.ground.money import text_of_scaled
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project import printing, serving
from qiao.project.printing import say
from qiao.project.simulated_bank import simulated_bank

MINUTE_SECONDS = 60
KEYS = "keys"
REPORT, REPORT_TEXT = "link-report.json", "link-report.txt"
STATEMENT_WORDS = _("a statement of two pages is read to its end")
VERSION = "1"
"""Of the kit: scripts and judgements that change make another one."""


def run(called: argparse.Namespace) -> int:
    """Serve until stopped, until the time is over or until everything was seen; write the report."""
    with simulated_bank():
        certificate = _certificate(called.signed)
        scripts = _scripts(called.script, is_signed=bool(certificate))
        out = _folder(called.out)
        serving.free_or_refused(ADDRESS, called.port)
        scene = playing.set_up(at=clock.now(), certificate=certificate)
        keys = playing.lay_keys(Path(called.keys) if called.keys else home.home() / KEYS, at=clock.now())
        simulator = Simulator(scripts, called.script == ALL, float(called.slow_seconds), is_signed=bool(certificate))
        began = clock.now().isoformat(timespec="seconds")
        with served(simulator, called.port) as port:
            _tell_scene(port, scene, scripts)
            _tell_keys(port, keys)
            _wait(simulator, minutes=called.minutes, until_done=called.until_done)
        found = simulator.findings()
        ended = clock.now().isoformat(timespec="seconds")
        report = report_of(simulator.seen, found, began=began, ended=ended, version=VERSION)
        _write(out, report, found)
    return _status(found)


def _scripts(said: str, *, is_signed: bool) -> tuple[Script, ...]:
    """The scripts of a run; an agent's signatures would be refused by a clock that was moved to the night."""
    scripts = chosen(said)
    if is_signed and scripts == (Script.NIGHT,):
        raise Refusal("simulate.night", _("The script of the night moves the bank's clock, which signatures forbid."))
    return tuple(script for script in scripts if not is_signed or script is not Script.NIGHT)


def _certificate(path: str | None) -> str:
    if path is None:
        return ""
    try:
        return Path(path).read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal("simulate.certificate", _("%(file)s is no certificate in PEM."), file=path) from error


def _folder(path: str) -> Path:
    folder = Path(path)
    if not folder.is_dir():
        raise Refusal("simulate.folder", _("There is no folder %(folder)s for the report."), folder=path)
    return folder


def _wait(simulator: Simulator, *, minutes: int | None, until_done: bool) -> None:
    """Until somebody stops it, the end of the time, or the end of the scripts; the report is written in any case."""
    ended = simulator.done if until_done else threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    former = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        ended.wait(None if minutes is None else minutes * MINUTE_SECONDS)
    finally:
        for one, kept in former.items():
            signal.signal(one, kept)


def _tell_scene(port: int, scene: playing.Scene, scripts: Sequence[Script]) -> None:
    say(gettext("The simulated bank answers FOX on http://%(address)s:%(port)s"), address=ADDRESS, port=port)
    say(gettext("Everything in it is made up; it has a folder of its own, which goes at the end."))
    rows = [
        (gettext("customer number"), simulated.CUSTOMER),
        (gettext("operator"), simulated.OPERATOR),
        (gettext("password"), simulated.PASSWORD),
        (gettext("account"), f"{simulated.ACCOUNT} {simulated.NAME}"),
        (gettext("balance"), text_of_scaled(playing.BALANCE_FEN, places=2)),
        (gettext("second account"), f"{simulated.SECOND_ACCOUNT} {simulated.NAME}"),
        (gettext("payee at this bank"), f"{simulated.PAYEE} {simulated.PAYEE_NAME}"),
        (gettext("employee at this bank"), f"{simulated.PERSON} {simulated.PERSON_NAME}"),
        (gettext("payee at another bank"), f"{simulated.FAR_ACCOUNT} {simulated.FAR_NAME}"),
        (gettext("the other bank"), f"{simulated.FAR_BANK_NUMBER} {simulated.FAR_BANK}"),
        (gettext("day with two pages"), scene.yesterday.isoformat()),
    ]
    widest = max(printing.width(name) for name, _value in rows)
    for name, value in rows:
        say("%(name)s  %(value)s", name=name + " " * (widest - printing.width(name)), value=value)
    for script in scripts:
        say("%(script)s: %(words)s", script=script.value, words=gettext(SCRIPT_WORDS[script]))
    say(gettext("Name a script in the purpose of a payment, or pay in turn; Ctrl-C ends it and writes the report."))


def _tell_keys(port: int, keys: playing.Keys) -> None:
    """How the REST interface is asked at once, by a line that can be copied."""
    url = f"http://{ADDRESS}:{port}/v1/accounts"
    say(gettext("The REST interface answers on http://%(address)s:%(port)s/v1/"), address=ADDRESS, port=port)
    say(
        gettext("keys in %(folder)s: %(names)s"),
        folder=str(keys.folder),
        names=f"{keys.operator}, {keys.administrator}",
    )
    stem = keys.folder / keys.operator
    say("qiao link sign GET %(url)s --key %(stem)s.key --certificate %(stem)s.pem \\", url=url, stem=str(stem))
    say("  | curl --silent -H @- %(url)s", url=url)
    printing.finish()


def _lines(found: Sequence[Finding]) -> list[str]:
    """The report in words, a line a script."""
    lines = []
    for one in found:
        words = STATEMENT_WORDS if one.script == STATEMENT else SCRIPT_WORDS[Script(one.script)]
        verdict = gettext("passed") if one.is_passed else gettext("not passed")
        lines.append(f"{one.script}: {verdict} ({gettext(words)})")
        lines += [f"  - {gettext(FAULT_WORDS[fault])}" for fault in one.faults]
    return lines


def _write(out: Path, report: dict[str, Any], found: Sequence[Finding]) -> None:
    text = [*_lines(found), gettext("digest of the report: %(digest)s") % {"digest": report["digest"]}]
    (out / REPORT).write_text(json.dumps(report, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
    (out / REPORT_TEXT).write_text("\n".join(text) + "\n", "utf-8")
    for line in text:
        say("%(line)s", line=line)
    say(gettext("The report is in %(file)s."), file=str(out / REPORT))


def _status(found: Sequence[Finding]) -> int:
    failed = [one.script for one in found if not one.is_passed]
    if failed:
        raise Refusal(
            "simulate.not_passed",
            _("Not passed, %(count)s of %(all)s: %(scripts)s."),
            count=len(failed),
            all=len(found),
            scripts=", ".join(failed),
        )
    return 0
