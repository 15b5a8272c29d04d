"""Who may do what with a request's subject, which begins with the member it is about."""

from typing import Any

from qiao.cycle.queries.cycles import leads_member, member_by, reads_talk, sees_member, unled
from qiao.cycle.queries.grades import interview_of
from qiao.ground import clock
from qiao.ground.models import User
from qiao.people.actions.quota import leads

DECIDING = frozenset({"head", "hr"})


def is_own(person: User, subject: Any) -> bool:
    """Whether the subject is of the person."""
    member = member_by(subject)
    return member is not None and bool(person.staff_id) and member.staff_id == person.staff_id


def leads_subject(person: User, subject: Any) -> bool:
    """Whether the person leads whom the subject is about."""
    member = member_by(subject)
    return member is not None and leads_member(person, member)


def sees_subject(person: User, subject: Any) -> bool:
    """Whether the person may see what the subject is about."""
    member = member_by(subject)
    return member is not None and sees_member(person, member)


def reads_subject(person: User, subject: Any) -> bool:
    """Whether the person reads the interview the subject is about."""
    member = member_by(subject)
    found = interview_of(member) if member is not None else None
    return member is not None and reads_talk(person, member, noted_by=found.noted_by if found is not None else "")


def stands_in(person: User, subject: Any) -> bool:
    """Human resources, where nobody who leads is there; never of oneself."""
    member = member_by(subject)
    if member is None or person.post != "hr" or not leads(person, member.staff_id):
        return False
    return bool(unled([member], on=clock.today()))


def proposes_for(person: User, subject: Any) -> bool:
    """Who leads, and human resources, never of oneself."""
    member = member_by(subject)
    if member is None:
        return False
    return leads_member(person, member) or (person.post == "hr" and leads(person, member.staff_id))


def decides_for(person: User, subject: Any) -> bool:
    """A head or human resources who see the person, never of oneself."""
    member = member_by(subject)
    return member is not None and person.post in DECIDING and leads(person, member.staff_id)
