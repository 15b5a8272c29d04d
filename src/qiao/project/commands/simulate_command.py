"""`qiao simulate [FILE]`: a scheme's file tried on kept months; without a file what pages asked for."""

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.contribution.queries import runs
from qiao.ground import home
from qiao.ground.money import spaced, text_of_scaled
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project import terminal
from qiao.project.files import content_of
from qiao.project.printing import say, table
from qiao.simulation.actions.working import work_off
from qiao.simulation.queries.reckoning import reckon
from qiao.simulation.queries.results import summary_of
from qiao.simulation.rules.setting import Against, Setting, check_assumed

DONE = 0
LOCK_FILE = "simulations.lock"


def run(called: argparse.Namespace) -> int:
    """Reckon one file, or work off what waits, one program at a time."""
    if called.file:
        _one(called)
        return DONE
    with home.alone(LOCK_FILE):
        count = work_off(actor=terminal.person())
    say(gettext("%(count)s simulations worked out."), count=count)
    return DONE


def _one(called: argparse.Namespace) -> None:
    kept = runs.months()
    if not kept:
        raise Refusal("simulation.nothing", _("No month is settled yet; a simulation needs kept months."))
    scheme = read_scheme(content_of(Path(called.file)), file=called.file)
    setting = Setting(
        name=scheme.name,
        text=scheme.text,
        first=called.since or min(kept),
        last=called.until or max(kept),
        unit=called.unit or "",
        against=Against(called.against),
        assumed_percent=check_assumed(called.assumed),
    )
    found = reckon(scheme, setting, seen=None, tell=lambda _done, _of: None)
    _print(summary_of(found), setting)


def _print(told: dict[str, Any], setting: Setting) -> None:
    say(
        gettext("%(name)s, %(first)s to %(last)s: %(people)s people; it would pay %(new)s against %(held)s"),
        name=setting.name,
        first=setting.first,
        last=setting.last,
        people=told["people"],
        new=_yuan(told["new_fen"]),
        held=_yuan(told["held_fen"]),
    )
    say(gettext("%(winners)s people gain, %(losers)s lose"), winners=told["winners"], losers=told["losers"])
    table(
        [gettext("period"), gettext("people"), gettext("as things stand"), gettext("by the scheme"), gettext("now")],
        [
            [one["piece"], str(one["people"]), *(_yuan(one[name]) for name in ("held_fen", "new_fen", "now_fen"))]
            for one in told["pieces"]
        ],
    )
    if told["assumed"]:
        words = gettext("Assumed at %(percent)s%% of their weight, as nobody has handed them in: %(codes)s")
        say(words, percent=setting.assumed_percent, codes=", ".join(sorted(told["assumed"])))
    for name, words in (
        ("partial", gettext("Not whole, as months were not chosen: %(pieces)s")),
        ("base_assumed", gettext("Base as of the first kept day, as the year before is not kept: %(pieces)s")),
    ):
        if told[name]:
            say(words, pieces=", ".join(told[name]))


def _yuan(fen: int) -> str:
    return spaced(text_of_scaled(fen, places=2))
