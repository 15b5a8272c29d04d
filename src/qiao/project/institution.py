"""The demo's ladder, careers, certificates and opening, told through the doors that a bank uses, where none are yet."""

from datetime import date

from qiao.duty.actions import rotating
from qiao.duty.rules.due import Rotation
from qiao.duty.rules.parameters import POST_NAMES
from qiao.ground.models import User
from qiao.office import actions as office
from qiao.people.actions import ladders, posting
from qiao.people.actions.certificates import take_in_certificates
from qiao.people.queries.certificates import fitting
from qiao.people.queries.ladders import versions_of
from qiao.people.queries.staff import Staff
from qiao.people.rules.career import Term
from qiao.people.rules.samples import NEUTRAL, NEUTRAL_MATRIX
from qiao.project.demo import posting as made
from qiao.project.demo.competing import compete

WHY = "演示：采用通用六级（虚构）"


def institute(*, today: date, actor: str) -> bool:
    """Adopt the neutral ladder by two persons, tell careers and certificates, lead an opening some way; once."""
    users = User.objects.in_bulk(["HR01", "HEAD00", "HEAD01", *made.PANEL], field_name="username")
    hr, head = users.get("HR01"), users.get("HEAD00") or users.get("HEAD01")
    panel = [users[name] for name in made.PANEL if name in users]
    if hr is None or head is None or len(panel) < len(made.PANEL) or versions_of(NEUTRAL.scheme):
        return False
    _adopt(hr, head, today=today)
    rows = Staff.objects.filter(post="rm", left_on=None).order_by("staff_id")
    managers = [made.Manager(row.staff_id, row.level, row.hired_on) for row in rows]
    read = fitting(made.certificates(managers, today=today))
    take_in_certificates(read, file=made.FILE, digest="", person=hr, actor=actor)
    _careers(managers, today=today, actor=actor)
    _rotations(hr, today=today)
    compete(hr, panel, today=today)
    return True


def _adopt(hr: User, head: User, *, today: date) -> None:
    asked = ladders.propose(NEUTRAL, since=made.SINCE, reason=WHY, on=today, actor=hr)
    office.decide(asked.pk, approve=True, reason="", on=today, actor=head)
    scheme = NEUTRAL.scheme
    asked = ladders.propose_matrix(scheme, NEUTRAL_MATRIX, since=made.SINCE, reason=WHY, on=today, actor=hr)
    office.decide(asked.pk, approve=True, reason="", on=today, actor=head)


def _rotations(hr: User, *, today: date) -> None:
    """Most people came into their post by a rotation of the last years, so that few are due for another one."""
    rows = Staff.objects.filter(post__in=POST_NAMES, left_on=None).order_by("staff_id")
    known = [(row.staff_id, row.hired_on) for row in rows]
    for staff_id, since in made.rotations(known, today=today):
        rotating.tell_rotation(
            staff_id,
            Rotation.CONTROL.value,
            place=made.ROTATED_TO,
            since=since,
            until=None,
            reason=made.ROTATED_WHY,
            on=today,
            actor=hr,
        )


def _careers(managers: list[made.Manager], *, today: date, actor: str) -> None:
    for one in made.careers(managers, today=today):
        if one.since > today:
            continue
        if one.kind == "appointed":
            term = Term(NEUTRAL.scheme, one.level, one.since, None, probation=True)
            posting.appoint(one.staff_id, term=term, reason=one.reason, actor=actor)
        elif one.kind == "confirmed":
            posting.confirm(one.staff_id, since=one.since, reason=one.reason, actor=actor)
        elif one.kind == "promoted":
            posting.move_level(one.staff_id, level=one.level, since=one.since, reason=one.reason, actor=actor)
        else:
            posting.suspend(one.staff_id, since=one.since, until=one.until, reason=one.reason, actor=actor)
