"""The named cast: a branch with managers, HR, a head and an auditor; the neutral ladder adopted by two of them."""

from datetime import date

from qiao.ground.models import User
from qiao.office import actions as office
from qiao.people.actions import ladders
from qiao.people.models import OrgUnit, Staff
from qiao.people.rules import samples
from qiao.people.rules.ladder import Ladder

TODAY = date(2026, 10, 5)
ADOPTED = date(2024, 1, 1)
MANAGER, COLLEAGUE, STRANGER = "RM1", "RM2", "RM9"


def take_in_branch() -> None:
    """Two managers and a lead of one team; a stranger of another branch; HR, a head, an auditor at head office."""
    for unit, above in (("H", None), ("B1", "H"), ("T1", "B1"), ("B2", "H")):
        OrgUnit.objects.create(org_id=unit, name=unit, kind="branch", parent_id=above)
    for staff_id, unit, post, level in (
        (MANAGER, "T1", "rm", "中级"),
        (COLLEAGUE, "T1", "rm", ""),
        (STRANGER, "B2", "rm", ""),
        ("LE1", "T1", "lead", ""),
        ("HD1", "B1", "head", ""),
        ("HR1", "H", "hr", ""),
        ("HR2", "H", "hr", ""),
        ("AU1", "H", "auditor", ""),
    ):
        Staff.objects.create(staff_id=staff_id, name=f"Name {staff_id}", org_id=unit, post=post, level=level)


def log_in(staff_id: str) -> User:
    """The log-in of somebody of the branch."""
    staff = Staff.objects.get(pk=staff_id)
    user, _made = User.objects.get_or_create(
        username=staff_id.lower(), defaults={"post": staff.post, "staff_id": staff_id, "first_name": staff.name}
    )
    return user


def adopt(wished: Ladder = samples.NEUTRAL, *, since: date = ADOPTED) -> None:
    """HR asks for the ladder and its sample matrix, the head agrees."""
    asked = ladders.propose(wished, since=since, reason="adopted", on=TODAY, actor=log_in("HR1"))
    office.decide(asked.pk, approve=True, reason="", on=TODAY, actor=log_in("HD1"))
    matrix = samples.MATRICES.get(wished.scheme)
    if matrix:
        asked = ladders.propose_matrix(
            wished.scheme, matrix, since=since, reason="adopted", on=TODAY, actor=log_in("HR1")
        )
        office.decide(asked.pk, approve=True, reason="", on=TODAY, actor=log_in("HD1"))
