"""Grades: proposed from the scheme or from points, another one with a reason; when poor performance asks for a plan.

Source: piece 5 (line 493: result used, poor performance handled). Grades are a dated table: each with its least points.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

GRADE_WORDS = {
    "A": _("outstanding"),
    "B": _("better than expected"),
    "C": _("as expected"),
    "D": _("to be improved"),
    "E": _("not as expected"),
}
"""Words of the grades that the program brings; a house that names others reads their codes."""
REASON_LEAST = 4
SECOND = 2


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """When a plan is asked for: in how many lowest grades at once, and after how many of the next one in a row."""

    lowest: int
    in_a_row: int


def in_order(grades: Mapping[str, int]) -> list[str]:
    """The codes of the grades, the best first."""
    return sorted(grades, key=lambda code: (-grades[code], code))


def suggested(score: Fraction | None, *, scheme_grade: str, grades: Mapping[str, int]) -> str:
    """The scheme's own grade where the house knows it, else the first whose least points are reached; '' without."""
    if scheme_grade in grades:
        return scheme_grade
    if score is None:
        return ""
    order = in_order(grades)
    return next((code for code in order if score >= grades[code]), order[-1])


def check_grade(code: str, *, grades: Mapping[str, int]) -> str:
    """A grade of the house."""
    if code not in grades:
        raise Refusal("cycle.grade", _("Choose one of the grades %(grades)s."), grades=", ".join(in_order(grades)))
    return code


def check_reason(reason: str, *, differs: bool) -> str:
    """Another grade than follows from the score needs its reason."""
    said = " ".join(reason.split())
    if differs and len(said) < REASON_LEAST:
        raise Refusal("cycle.reason", _("Say why the grade is another than the one that follows from the score."))
    return said


def check_stand_in(reason: str) -> str:
    """Who proposes in the place of who leads says why."""
    said = " ".join(reason.split())
    if len(said) < REASON_LEAST:
        raise Refusal("cycle.reason", _("Nobody who leads is there; say why you propose this grade in their place."))
    return said


def asks_plan(grade: str, earlier: Sequence[str], *, grades: Mapping[str, int], terms: PlanTerms) -> bool:
    """Whether a grade asks for a plan; `earlier` are the person's grades of earlier cycles, the newest first."""
    order = in_order(grades)
    if grade not in order:
        return False
    low = order[-terms.lowest :]
    if grade in low:
        return True
    near = order[: len(order) - terms.lowest][-1:]
    before = earlier[: terms.in_a_row - 1]
    return grade in near and len(before) == terms.in_a_row - 1 and all(one in near or one in low for one in before)


def distribution(pairs: Iterable[tuple[str, str]], *, grades: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """By unit how many have each grade; '' counts who has none yet."""
    counted: dict[str, Counter[str]] = {}
    for unit, grade in pairs:
        counted.setdefault(unit, Counter())[grade] += 1
    return {unit: {code: counts.get(code, 0) for code in ("", *in_order(grades))} for unit, counts in counted.items()}
