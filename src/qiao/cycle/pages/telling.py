"""What pages of the cycle do and say alike."""

from datetime import date
from fractions import Fraction

from django.http import Http404
from django.utils.translation import gettext as _

from qiao.cycle.actions.grading import LEAD
from qiao.cycle.models import Cycle, CycleMember
from qiao.cycle.queries import cycles
from qiao.cycle.rules.cycle import STAGE_WORDS, Stage
from qiao.cycle.rules.grades import GRADE_WORDS
from qiao.ground.authority import may, require
from qiao.ground.figures import grouped
from qiao.ground.models import User
from qiao.ground.money import MICRO_A_YUAN
from qiao.ground.typed import beside
from qiao.people.queries.staff import staff_names

WRONG = 400
WORDS_LETTERS = 2_100
told = beside(("cycle.", "approval."))
SEE, READ = "cycle.see", "cycle.read"


def seen_cycle(person: User, number: int, *, on: date) -> Cycle:
    """A cycle that the person sees; any other is as if it were not there."""
    require(person, SEE)
    found = cycles.cycle_of(number)
    if found is None or not cycles.sees_cycle(person, found, on=on):
        raise Http404
    return found


def seen_member(person: User, number: int, staff_id: str) -> CycleMember:
    """Somebody in a cycle whom the person sees; any other is as if not there."""
    require(person, SEE)
    one = cycles.cycle_of(number)
    found = cycles.member_of(one, staff_id) if one is not None else None
    if found is None or not cycles.sees_member(person, found):
        raise Http404
    return found


def head_of(person: User, member: CycleMember) -> dict[str, object]:
    """What every page about somebody in a cycle has at its top."""
    return {
        "cycle": member.cycle,
        "member": member,
        "name": staff_names([member.staff_id]).get(member.staff_id, member.staff_id),
        "stage": STAGE_WORDS[Stage(member.cycle.stage)],
        "own": bool(person.staff_id) and person.staff_id == member.staff_id,
        "leads": may(person, LEAD, str(member.pk)),
    }


def points(micro: int | None) -> str:
    """A kept score in points with two decimals."""
    return "—" if micro is None else grouped(Fraction(micro, MICRO_A_YUAN), places=2)


def grade_name(code: str) -> str:
    """A grade with its word, where the program has one."""
    if not code:
        return "—"
    return f"{code} {_(GRADE_WORDS[code])}" if code in GRADE_WORDS else code
