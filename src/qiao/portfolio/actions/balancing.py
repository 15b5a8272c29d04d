"""A proposal to balance a unit: made, edited, put aside, asked for; every step is checked by the rules anew.

The caller gathers the branch (figures lie in a storey above). Agreed to, the moves go to one function that `handing`
holds, each as a `Transfer`: `requesting` asks for them. While nothing is plugged in there, nothing can be submitted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.people.queries import staff as people
from qiao.portfolio.adapters.balancing import balance
from qiao.portfolio.models import BalanceMove, BalanceProposal
from qiao.portfolio.queries import proposals
from qiao.portfolio.queries import serving as queries
from qiao.portfolio.rules.balancing import Branch, Move, Solved
from qiao.portfolio.rules.proposing import KIND, ProposalState, Transfer, check_draft, check_moves, told_of

VERB = "portfolio.balance"
BATCH_ROWS = 1_000


@dataclass(slots=True)
class Handing:
    """What has been plugged in so far to take agreed moves over, within the decision's transaction; None = nothing."""

    over: Callable[[Sequence[Transfer], User], None] | None = None


handing = Handing()


def propose_balance(branch: Branch, *, day: date, month: str, seconds: int, actor: User) -> BalanceProposal:
    """Work out a proposal for a unit and keep it as a draft; the solver runs before anybody waits for a lock."""
    require(actor, VERB, branch.unit)
    if not branch.people or not branch.clients:
        raise Refusal("balance.empty", _("No manager of this unit leads a customer; there is nothing to balance."))
    return keep_proposal(branch, balance(branch, seconds=seconds), day=day, month=month, actor=actor)


@recorded
def keep_proposal(branch: Branch, solved: Solved, *, day: date, month: str, actor: User) -> BalanceProposal:
    """Keep a plan as a draft."""
    require(actor, VERB, branch.unit)
    check_moves(branch, solved.moves)
    made = BalanceProposal.objects.create(
        unit=branch.unit,
        name=branch.name,
        day=day,
        month=month,
        state=ProposalState.DRAFT,
        told=told_of(branch, solved),
        made_by=actor.username,
        made_at=clock.now(),
    )
    rows = (BalanceMove(proposal=made, named=one.taker, **_plain(one)) for one in solved.moves)
    BalanceMove.objects.bulk_create(rows, batch_size=BATCH_ROWS)
    note(_subject(made), new={"unit": branch.unit, "day": day, "moved": len(solved.moves)})
    return made


def _plain(move: Move) -> dict[str, str]:
    return {"party_id": move.party_id, "giver": move.giver, "taker": move.taker}


@recorded
def change_move(number: int, party_id: str, *, taker: str, branch: Branch, actor: User) -> BalanceProposal:
    """Let a customer of a draft go to somebody else, or stay where it is (''); the whole plan is looked over anew."""
    found = _draft(number, actor)
    row = BalanceMove.objects.filter(proposal=found, party_id=party_id).first()
    if row is None:
        raise Refusal("balance.unknown", _("The proposal does not move customer %(party)s."), party=party_id[:64])
    old = {"taker": "" if row.dropped else row.taker}
    row.taker, row.dropped = (row.taker, True) if not taker else (taker, False)
    plan = [one for one in proposals.standing_moves(proposals.plan_of(number)) if one.party_id != party_id]
    if not row.dropped:
        check_moves(branch, [*plan, Move(party_id, row.giver, row.taker)])
    row.save(update_fields=["taker", "dropped"])
    note(_subject(found), old=old, new={"customer": party_id, "taker": taker})
    return found


@recorded
def put_aside(number: int, *, actor: User) -> BalanceProposal:
    """Put a draft aside: nobody submits it any more."""
    found = _draft(number, actor)
    _close(found, ProposalState.DROPPED, request=None)
    note(_subject(found), old={"state": ProposalState.DRAFT}, new={"state": ProposalState.DROPPED})
    return found


@recorded
def submit_balance(number: int, *, branch: Branch, reason: str, on: date, actor: User) -> Approval:
    """Ask the head for the moves of a draft that stand, all of them or none."""
    found = _draft(number, actor)
    if handing.over is None:
        raise Refusal("balance.unplugged", _("This bank does not hand customers over here yet."))
    plan = proposals.standing_moves(proposals.plan_of(number))
    if not plan:
        raise Refusal("balance.nothing", _("Every customer of the proposal stays; there is nothing to ask for."))
    check_moves(branch, plan)
    wish = {"proposal": number, "since": on.isoformat(), "moves": [_plain(one) for one in plan]}
    asked = office.ask(KIND, found.unit, wish=wish, reason=reason, on=on, actor=actor)
    _close(found, ProposalState.SUBMITTED, request=asked.pk)
    states = {"state": ProposalState.SUBMITTED, "request": asked.pk}
    note(_subject(found), old={"state": ProposalState.DRAFT}, new=states, reason=reason)
    return asked


def _draft(number: int, actor: User) -> BalanceProposal:
    found = proposals.proposal_of(number)
    if found is None:
        raise Refusal("balance.none", _("There is no such proposal."))
    require(actor, VERB, found.unit)
    check_draft(found.state)
    return found


def _close(found: BalanceProposal, state: ProposalState, *, request: int | None) -> None:
    found.state, found.request = state, request
    found.save(update_fields=["state", "request"])


def _subject(found: BalanceProposal) -> str:
    return f"balance {found.pk}"


def _standing(_subject: str, wish: Wish) -> Any:
    """Who serves each of the customers on the day: a request is stale once one of them has changed hands."""
    parties = [one["party_id"] for one in wish["moves"]]
    return queries.servers_of(parties, on=date.fromisoformat(wish["since"]))


def _changes(_subject: str, wish: Wish, _before: Any) -> Sequence[Change]:
    """Customers by number, since who decides may see others than who asks; people by name."""
    ids = sorted({one[end] for one in wish["moves"] for end in ("giver", "taker")})
    names = people.staff_names(ids)
    lines = [
        Change(one["party_id"], names.get(one["giver"], one["giver"]), names.get(one["taker"], one["taker"]))
        for one in wish["moves"]
    ]
    return [*lines, Change(gettext("Holds from"), "", wish["since"])]


def _carry_out(order: Order) -> None:
    """Have the customers asked for, from the wished day on or from today where that has passed."""
    assert handing.over is not None, "asked for, and nothing carries it out"
    since = max(date.fromisoformat(order.wish["since"]), order.on)
    moves = [Transfer(one["party_id"], one["giver"], one["taker"], since, order.reason) for one in order.wish["moves"]]
    handing.over(moves, order.actor)


def _called(subject: str) -> str:
    return people.org_names().get(subject, subject)


BALANCE_KIND = Kind(
    KIND,
    _("balancing of a unit"),
    ask_verb=VERB,
    decide_verb="portfolio.balance_decide",
    called=_called,
    standing=_standing,
    changes=_changes,
    carry_out=_carry_out,
    heads=(_("Gives"), _("Takes")),
)
