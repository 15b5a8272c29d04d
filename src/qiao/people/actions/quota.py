"""A budget beyond the level's quota: asked for by who leads, agreed to by a second person who sees the manager too."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require, scope_of
from qiao.ground.models import User
from qiao.ground.money import scaled_from_text
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.people.models import QuotaExtra
from qiao.people.queries.quota import quotas_of
from qiao.people.queries.staff import staff_of, visible_staff
from qiao.people.queries.telling import yuan
from qiao.people.rules.quota import EXTRA_MOST_FEN, MONTH, parts_of, subject_of

QUOTA = "quota"


def sees(person: User, subject: object) -> bool:
    """Whether somebody leads the person whose month it is."""
    return leads(person, parts_of(str(subject))[0])


def leads(person: User, staff_id: str) -> bool:
    """Whether somebody sees another's person; of oneself nobody asks or decides anything."""
    if not staff_id or staff_id == person.staff_id:
        return False
    return visible_staff(scope_of(person, on=clock.today())).filter(staff_id=staff_id).exists()


def propose(staff_id: str, *, month: str, extra: str, reason: str, on: date, actor: User) -> Approval:
    """Ask for a budget beyond the quota of a month, this one or one to come."""
    subject = subject_of(staff_id, month)
    if not MONTH.fullmatch(month) or month < f"{on:%Y-%m}" or int(month[:4]) > on.year + 1:
        raise Refusal("quota.month", _("Name a month from this one to the end of next year, as 2026-11."))
    require(actor, "people.quota_ask", subject)
    try:
        fen = scaled_from_text(extra.replace(",", "").strip(), places=2)
    except (ValueError, ArithmeticError):
        fen = 0
    if not 0 < fen <= EXTRA_MOST_FEN:
        raise Refusal("quota.extra", _("Write the budget in yuan, more than nothing and with at most two decimals."))
    return office.ask(QUOTA, subject, wish={"extra_fen": fen}, reason=reason, on=on, actor=actor)


def called(subject: str) -> str:
    """Whose month."""
    staff_id, month = parts_of(subject)
    staff = staff_of(staff_id)
    return f"{staff.name if staff else staff_id} {month}"


def standing(subject: str, _wish: Wish) -> Any:
    """What was added to the month so far."""
    staff_id, month = parts_of(subject)
    (found,) = quotas_of(staff_id, [month], on=clock.today())
    return {"extra_fen": found.extra_fen}


def changes(subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """The month's quota, what was used, and the budget before and after."""
    staff_id, month = parts_of(subject)
    (found,) = quotas_of(staff_id, [month], on=clock.today())
    level = "—" if found.level_fen is None else yuan(found.level_fen)
    used, old = yuan(found.used_fen), int(before["extra_fen"])
    return [
        Change(gettext("Quota of the level"), level, level),
        Change(gettext("Used so far"), used, used),
        Change(gettext("Budget beyond it"), yuan(old), yuan(old + int(wish["extra_fen"]))),
    ]


def carry_out(order: Order) -> None:
    """Add the budget."""
    staff_id, month = parts_of(order.subject)
    add_extra(
        staff_id,
        month=month,
        extra_fen=int(order.wish["extra_fen"]),
        reason=order.reason,
        number=order.number,
        actor=order.actor,
    )


@recorded
def add_extra(staff_id: str, *, month: str, extra_fen: int, reason: str, number: int, actor: User) -> None:
    """Keep a budget beyond a month's quota, as request `number` was approved to."""
    QuotaExtra.objects.create(staff_id=staff_id, month=month, extra_fen=extra_fen, reason=reason, approval_id=number)
    note(f"quota {staff_id}", new={"month": month, "amount": yuan(extra_fen), "request": number}, reason=reason)


QUOTA_KIND = Kind(
    QUOTA,
    _("budget beyond the expense quota"),
    ask_verb="people.quota_ask",
    decide_verb="people.quota_decide",
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
)
