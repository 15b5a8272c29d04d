"""Shadow credit: a memo that somebody helped, agreed by a second person; it is shown apart and enters no sum.

Source: piece 5 (team and person are two views of one sum); domain: what a product specialist is told of is counted
twice on purpose, and so stands beside the shares and never among them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.ground.audit import note, recorded
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.portfolio.actions.claiming import called
from qiao.portfolio.models import ShadowCredit
from qiao.portfolio.queries import serving as queries
from qiao.portfolio.queries.serving import claim_subject, party_of_claim
from qiao.portfolio.rules.lines import percent
from qiao.portfolio.rules.shares import check_share

KIND = "shadow"


def propose(
    party_id: str,
    staff_id: str,
    *,
    share_bp: int,
    since: date,
    until: date | None,
    reason: str,
    on: date,
    actor: User,
) -> Approval:
    """Ask for a memo; `until` is the day after its last."""
    check_share(share_bp)
    if share_bp == 0 or (until is not None and until <= since):
        raise Refusal("shadow.empty", _("A memo of shadow credit has a share above 0 and at least one day."))
    if queries.staff_is_unknown(staff_id):
        raise Refusal("portfolio.person", _("Nobody has the number %(person)s."), person=staff_id[:64])
    wish = {"share": share_bp, "since": since.isoformat(), "until": until.isoformat() if until else None}
    return office.ask(KIND, claim_subject(party_id, staff_id), wish=wish, reason=reason, on=on, actor=actor)


def standing(subject: str, wish: Wish) -> Any:
    """The memo that stands from that day, if any."""
    party_id, _bar, staff_id = subject.rpartition("|")
    return [
        one.share_bp
        for one in queries.shadows_of(party_id)
        if one.staff_id == staff_id and str(one.since) == wish["since"]
    ]


def changes(_subject: str, wish: Wish, _before: Any) -> Sequence[Change]:
    """The memo's share and days."""
    return [
        Change(gettext("Shadow credit"), "—", f"{percent(wish['share'])} %"),
        Change(gettext("From day to day"), "", f"{wish['since']} – {wish['until'] or ''}"),
    ]


def carry_out(order: Order) -> None:
    """Write the memo."""
    party_id, staff_id = party_of_claim(order.subject), order.subject.rpartition("|")[2]
    write_shadow(party_id, staff_id, wish=order.wish, reason=order.reason, request=order.number, actor=order.actor)


@recorded
def write_shadow(party_id: str, staff_id: str, *, wish: Wish, reason: str, request: int, actor: User) -> ShadowCredit:
    """Keep a memo as the request was approved to; one from the same day is put in its place."""
    since = date.fromisoformat(wish["since"])
    until = date.fromisoformat(wish["until"]) if wish["until"] else None
    row, _is_new = ShadowCredit.objects.update_or_create(
        party_id=party_id,
        staff_id=staff_id,
        since=since,
        defaults={"until": until, "share_bp": wish["share"], "reason": reason, "approval_id": request},
    )
    note(f"portfolio {party_id}", new={"shadow": staff_id, "share": wish["share"], "request": request}, reason=reason)
    return row


SHADOW_KIND = Kind(
    KIND,
    _("memo of shadow credit"),
    ask_verb="portfolio.ask_memo",
    decide_verb="portfolio.decide_claim",
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
)
