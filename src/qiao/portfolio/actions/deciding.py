"""An extract against what was agreed here: one person proposes which is to stand, a second one decides.

Kept, ours stand and the same lines of the extract are not asked about again. Taken, the extract's stand from then on,
and the customer follows extracts again until something is agreed here anew.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.models import User
from qiao.ground.periods import day_number, day_of
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.portfolio.actions import changing
from qiao.portfolio.models import AssignmentConflict, ExtractLine, OwnPortfolio
from qiao.portfolio.queries import serving as queries
from qiao.portfolio.rules.asking import SUPERVISE
from qiao.portfolio.rules.conflicts import ConflictState, first_difference, from_plain, plain
from qiao.portfolio.rules.lines import check_whole
from qiao.portfolio.rules.shares import Act

KIND = "conflict"


def propose(number: int, *, take: bool, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person to keep ours, or to take the extract's."""
    found = queries.conflict_of(number)
    if found is None or found.state != ConflictState.OPEN:
        raise Refusal("conflict.closed", _("This conflict is closed already; nothing is left to decide."))
    wish = {"conflict": found.pk, "take": take}
    return office.ask(KIND, found.party_id, wish=wish, reason=reason, on=on, actor=actor)


def standing(subject: str, _wish: Wish) -> Any:
    """Ours as they stand, and the extract's newest lines."""
    return {"ours": plain(queries.lines_of(subject)), "theirs": plain(queries.extract_lines_of(subject))}


def changes(_subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """What is proposed, and the shares on the days on which the two differ."""
    ours, theirs = from_plain(before["ours"]), from_plain(before["theirs"])
    day = first_difference(ours, theirs)
    told = gettext("Take the extract's") if wish["take"] else gettext("Keep ours")
    head = [Change(gettext("Decision"), "", told)]
    if day is None:
        return head
    return [
        *head,
        Change(gettext("They differ from"), "", str(day_of(day))),
        *changing.told_changes(ours, theirs, since_day=day),
    ]


def carry_out(order: Order) -> None:
    """Keep ours or take the extract's."""
    found = queries.open_conflict(order.subject)
    if found is None or found.pk != order.wish["conflict"]:
        raise Refusal("conflict.closed", _("This conflict is closed already; nothing is left to decide."))
    if order.wish["take"]:
        theirs = check_whole(queries.extract_lines_of(order.subject))
        first = first_difference(queries.lines_of(order.subject), theirs)
        changing.rewrite(
            order.subject,
            theirs,
            act=Act.EXTRACT,
            account_id="",
            since=day_of(day_number(order.on) if first is None else first),
            reason=order.reason,
            number=order.number,
            actor=order.actor.username,
        )
    close_conflict(found.pk, take=order.wish["take"], reason=order.reason, request=order.number, actor=order.actor)


@recorded
def close_conflict(number: int, *, take: bool, reason: str, request: int, actor: User) -> None:
    """Close a conflict as decided; call it within the request that decides."""
    found = AssignmentConflict.objects.get(pk=number)
    found.state = (ConflictState.TAKEN if take else ConflictState.KEPT).value
    found.closed_at, found.approval_id = clock.now(), request
    found.save(update_fields=["state", "closed_at", "approval_id"])
    if take:
        ExtractLine.objects.filter(party_id=found.party_id).delete()
        OwnPortfolio.objects.filter(party_id=found.party_id).delete()
    else:
        OwnPortfolio.objects.filter(party_id=found.party_id).update(kept_digest=found.digest)
    note(
        f"portfolio {found.party_id}",
        old={"state": ConflictState.OPEN.value},
        new={"state": found.state, "request": request},
        reason=reason,
    )


CONFLICT_KIND = Kind(
    KIND,
    _("an extract against what was agreed"),
    ask_verb=SUPERVISE,
    decide_verb=SUPERVISE,
    called=changing.called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    heads=(_("Ours"), _("The extract's")),
)
