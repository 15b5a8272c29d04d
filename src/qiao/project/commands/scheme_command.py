"""`qiao scheme`: check a scheme's file, show its worked example, put it on file as a draft."""

import argparse
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext

from qiao.appraisal.actions import schemes as appraisal
from qiao.appraisal.queries import schemes
from qiao.appraisal.rules.scheme.evaluate import Outcome
from qiao.appraisal.rules.scheme.example import example_of
from qiao.appraisal.rules.scheme.findings import SEVERITY_WORDS, Finding, Severity
from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.appraisal.rules.scheme.telling import Said, money, number
from qiao.ground import clock
from qiao.ground.money import spaced, text_of_scaled
from qiao.ground.saying import fill
from qiao.project import terminal
from qiao.project.files import content_of
from qiao.project.printing import say, table
from qiao.simulation.queries.loopholes import loopholes_of
from qiao.simulation.rules.loopholes.words import DOES_WORDS, KIND_WORDS, MEND_WORDS

REFUSED, DONE = 1, 0


def run(called: argparse.Namespace) -> int:
    """Dispatch."""
    content = content_of(Path(called.file))
    if called.action == "check":
        return _check(content, file=called.file)
    if called.action == "example":
        _example(content, file=called.file)
        return DONE
    if called.action == "loopholes":
        return _loopholes(content, file=called.file)
    record = appraisal.add_scheme(content, file=called.file, asker=None, actor=terminal.person())
    words = gettext("Scheme %(code)s is on file as a draft, no. %(number)s; a second person publishes it.")
    say(words, code=record.code, number=record.pk)
    return DONE


def _check(content: bytes, *, file: str) -> int:
    """Print the findings with their lines; refused where one of them refuses."""
    found = schemes.checked(read_scheme(content, file=file, strict=False), on=clock.today()).findings
    for one in found:
        say("%(line)s", line=_told(one, file=file))
    refused = sum(1 for one in found if one.severity is Severity.REFUSE)
    if refused:
        say(gettext("%(file)s cannot be published: %(refused)s findings refuse it."), file=file, refused=refused)
        return REFUSED
    say(gettext("%(file)s can be published; %(found)s findings to be considered."), file=file, found=len(found))
    return DONE


def _loopholes(content: bytes, *, file: str) -> int:
    """Print what the search finds, what costs the bank most first; refused where it finds anything."""
    scheme = read_scheme(content, file=file, strict=False)
    found = loopholes_of(scheme, on=clock.today())
    for one in found:
        words = gettext("%(file)s: %(kind)s: %(does)s; pay rises by %(gain)s, the bank's profit changes by %(profit)s")
        say(
            words,
            file=file,
            kind=gettext(KIND_WORDS[one.kind]),
            does=fill(DOES_WORDS[one.kind], one.facts),
            gain=spaced(text_of_scaled(one.gain_fen, places=2)),
            profit=spaced(text_of_scaled(one.profit_fen, places=2)),
        )
        say("  %(mend)s", mend=gettext(MEND_WORDS[one.kind]))
    if found:
        say(gettext("%(file)s: %(found)s loopholes, of two managers over two years."), file=file, found=len(found))
        return REFUSED
    say(gettext("%(file)s: no loophole was found."), file=file)
    return DONE


def _told(one: Finding, *, file: str) -> str:
    words = gettext("%(file)s, line %(line)s: %(severity)s: %(finding)s")
    told = words % {
        "file": file,
        "line": one.line,
        "severity": gettext(SEVERITY_WORDS[one.severity]),
        "finding": fill(one.words, one.facts),
    }
    if one.rule is None:
        return told
    by = gettext("by %(source)s %(article)s") % {
        "source": gettext(one.rule.source),
        "article": gettext(one.rule.article) if one.rule.article else "",
    }
    mark = "" if one.rule.verified else " " + gettext("(to be verified)")
    return f"{told} [{by.strip()}{mark}]"


def _example(content: bytes, *, file: str) -> None:
    """Print the example step by step."""
    scheme = read_scheme(content, file=file)
    outcome = example_of(
        scheme, plans=schemes.known_plans(), peers_least=schemes.peers_least_on(max(scheme.since, clock.today()))
    )
    period = outcome.facts.period
    say(
        gettext("%(name)s, %(since)s to %(until)s, a made-up person"),
        name=scheme.name,
        since=period.since,
        until=period.until - timedelta(days=1),
    )
    _legs(outcome)
    if outcome.indicators:
        table(
            [gettext("indicator"), gettext("points"), gettext("why")],
            [
                [f"{one.indicator.code} {gettext(one.indicator.name)}", number(one.points), _line(one.steps)]
                for one in outcome.indicators
            ],
        )
    for one in outcome.gates:
        say("%(line)s", line=f"{one.gate.name}: {_line((one.step,))}")
    for step in outcome.steps:
        say("%(line)s", line=_line((step,)))
    say(
        gettext("paid now %(now)s, later %(later)s"),
        now=text_of_scaled(outcome.spread.now_fen, places=2),
        later=" + ".join(text_of_scaled(one, places=2) for one in outcome.spread.later_fen) or "0.00",
    )


def _legs(outcome: Outcome) -> None:
    if outcome.legs:
        table(
            [gettext("leg"), gettext("yuan"), gettext("why")],
            [[one.leg.name, money(one.amount), _line(one.steps)] for one in outcome.legs],
        )


def _line(steps: tuple[Said, ...]) -> str:
    return "; ".join(fill(step.words, step.facts) for step in steps)
