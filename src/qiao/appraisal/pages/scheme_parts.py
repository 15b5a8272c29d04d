"""What a scheme's page is made of: plain sentences, the worked example, two versions side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from qiao.appraisal.queries.schemes import whom_told
from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.scheme.evaluate import Outcome
from qiao.appraisal.rules.scheme.example import example_of
from qiao.appraisal.rules.scheme.plainly import Part, Row, gates_of, legs_of, pay_of, rows_of
from qiao.appraisal.rules.scheme.scheme import RHYTHM_WORDS, SECTOR_WORDS, Scheme
from qiao.appraisal.rules.scheme.telling import Said, money, number
from qiao.appraisal.rules.scheme.writing import written
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say

SAMPLE = """\
[scheme]
code = ""
name = ""
since = 2027-01-01
posts = ["rm"]
rhythm = "quarter"

[indicator.K4]
weight = "100"
target = "sheet"
scoring = { way = "completion", cap = "1.2" }

[leg.formula]
name = "R"
plan = "built-in"

[pay]
base_part = "0.35"

[deferral]
part = "0.4"
years = 3
"""


@dataclass(frozen=True, slots=True)
class Parts:
    """A scheme in sentences."""

    scheme: Scheme
    rhythm: str
    sector: str
    whom: str
    rows: tuple[Row, ...]
    legs: tuple[Part, ...]
    gates: tuple[Part, ...]
    pay: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example as texts, or why there is none."""

    outcome: Outcome | None
    legs: tuple[tuple[str, str, tuple[Said, ...]], ...] = ()
    indicators: tuple[tuple[str, str, str, tuple[Said, ...]], ...] = ()
    gates: tuple[tuple[str, Said], ...] = ()
    score: str = ""
    later: tuple[int, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of two versions: in one of them, or in both."""

    sign: str
    text: str


def parts_of(scheme: Scheme) -> Parts:
    """A scheme's sections."""
    return Parts(
        scheme=scheme,
        rhythm=RHYTHM_WORDS[scheme.rhythm],
        sector=SECTOR_WORDS[scheme.sector],
        whom=whom_told(scheme),
        rows=rows_of(scheme),
        legs=legs_of(scheme),
        gates=gates_of(scheme),
        pay=pay_of(scheme),
    )


def example_of_page(scheme: Scheme, *, plans: Mapping[str, Plan], peers_least: int) -> Example:
    """The example; a scheme that cannot be reckoned with says why."""
    try:
        outcome = example_of(scheme, plans=plans, peers_least=peers_least)
    except Refusal as refusal:
        return Example(None, refused=say(refusal))
    return Example(
        outcome,
        legs=tuple((one.leg.name, money(one.amount), one.steps) for one in outcome.legs),
        indicators=tuple(
            (one.indicator.code, one.indicator.name, number(one.points), one.steps) for one in outcome.indicators
        ),
        gates=tuple((one.gate.name, one.step) for one in outcome.gates),
        score="" if outcome.score is None else number(outcome.score),
        later=outcome.spread.later_fen,
    )


def compared_lines(before: Scheme, after: Scheme) -> list[Line]:
    """The lines that differ, as both would be written: '-' is the other version's, '+' this one's."""
    old, new = written(before).splitlines(), written(after).splitlines()
    lines: list[Line] = []
    for kind, first, last, since, until in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            lines += [Line("−", text) for text in old[first:last] if text]
            lines += [Line("+", text) for text in new[since:until] if text]
    return lines
