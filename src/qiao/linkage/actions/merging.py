"""Merge and split as requests: one person asks, a second decides, the alias is written or taken back.

Nobody's tables are rewritten: the absorbed id stays as an alias of the one that stays, and reads resolve it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.customers import actions as customer_actions
from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.linkage.models import CustomerPair
from qiao.linkage.queries import pairs
from qiao.linkage.queries.pairs import MERGE, SPLIT
from qiao.linkage.queries.sides import beyond_as_one, side_by_side, standing_of
from qiao.linkage.rules.deciding import (
    OPEN,
    PairState,
    ids_of,
    pair_of_subject,
    party_of_subject,
    subject_of_pair,
    subject_of_party,
)
from qiao.linkage.rules.judging import WHY_WORDS
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish

ASKED_AT_ONCE_MOST = 50


def ask_merge(number: int, *, survivor: str, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person to let the pair be one customer; `survivor` is the id that stays."""
    pair = pairs.pair_of(number)
    require(actor, "linkage.merge_ask", pair.ids)
    if pair.state not in OPEN:
        raise Refusal(
            "pair.decided", _("This pair is decided already; look at what was decided, and take it back first.")
        )
    if survivor not in pair.ids:
        raise Refusal("pair.survivor", _("Choose which of the two stays."))
    _check_one(pair)
    wish = {"survivor": survivor, "absorbed": _other(pair, survivor)}
    return office.ask(MERGE, subject_of_pair(pair.pk), wish=wish, reason=reason, on=on, actor=actor)


def _check_one(pair: CustomerPair) -> None:
    """Refuse where one of the two stands no more, or where somebody said that they, or those merged, are two."""
    absorbed = customers.survivors_of(list(pair.ids))
    if absorbed:
        words = _("%(party)s was merged into %(other)s already; look at the pair with that customer.")
        party_id = next(iter(absorbed))
        raise Refusal("pair.absorbed", words, party=party_id, other=absorbed[party_id])
    one, other = (customers.family_of(party_id) for party_id in pair.ids)
    apart = pairs.apart_among(one, other)
    if apart is not None:
        words = _("%(one)s and %(other)s, whom the two stand for, were said to be two customers: take that back first.")
        raise Refusal("pair.apart", words, one=apart.first_id, other=apart.second_id)


def ask_merges(numbers: Iterable[int], *, reason: str, on: date, actor: User) -> tuple[int, list[Refusal]]:
    """Ask for several clear matches, each by a request of its own; returns how many, and why others were not."""
    asked, refused = 0, []
    for number in list(dict.fromkeys(numbers))[:ASKED_AT_ONCE_MOST]:
        try:
            ask_merge(number, survivor=_clear(number).survivor_id, reason=reason, on=on, actor=actor)
            asked += 1
        except Refusal as refusal:
            refused.append(refusal)
    return asked, refused


def _clear(number: int) -> CustomerPair:
    pair = pairs.pair_of(number)
    if pair.state != PairState.CLEAR:
        raise Refusal("pair.not_clear", _("Only clear matches are asked for several at once."))
    return pair


def ask_split(party_id: str, *, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person to let an absorbed record be a customer of its own again."""
    survivor = customers.survivor_of(party_id)
    require(actor, "linkage.merge_ask", (survivor,))
    if survivor == party_id:
        raise Refusal("pair.not_merged", _("This customer is not merged into another; there is nothing to split."))
    return office.ask(SPLIT, subject_of_party(party_id), wish={"from": survivor}, reason=reason, on=on, actor=actor)


def _other(pair: CustomerPair, survivor: str) -> str:
    return pair.second_id if survivor == pair.first_id else pair.first_id


def called_merge(subject: str) -> str:
    """The two names."""
    return " · ".join(_named(pairs.named_by(subject)))


def called_split(subject: str) -> str:
    """The name of the record that would stand by itself."""
    return _named((party_of_subject(subject),))[0]


def _named(party_ids: Sequence[str]) -> list[str]:
    known = customers.customers_by_id(party_ids)
    return [f"{known[one].name if one in known else '—'} {one}" for one in party_ids]


def standing_merge(_subject: str, wish: Wish) -> Any:
    """Both records as they stand, their numbers as digests, and whom each holds already."""
    return standing_of((wish["survivor"], wish["absorbed"]))


def standing_split(subject: str, wish: Wish) -> Any:
    """The absorbed record and the one that it is an alias of."""
    return standing_of((wish["from"], party_of_subject(subject)))


def changes_merge(subject: str, wish: Wish, _before: Any) -> Sequence[Change]:
    """Both records side by side, the figures that will be read together, and why, as long as the pair stands.

    Where the shareholders would go beyond 100 %, that too: not refused, since a holder told of both is mended after it.
    """
    kept, absorbed = wish["survivor"], wish["absorbed"]
    both = [*side_by_side(kept, absorbed), *beyond_as_one(kept, absorbed)]
    changes = [Change(row.what, row.one, row.other) for row in both]
    pair = pairs.pair_of_ids(kept, absorbed)
    if pair is None or subject != subject_of_pair(pair.pk):
        return changes
    probability = f"{min(pair.ppm // 100, 9_999) / 100:.2f} %"  # never rounded up to a certainty
    found = Change(gettext("Why"), gettext(WHY_WORDS.get(pair.why, pair.why)), probability)
    return [*changes, found]


def changes_split(subject: str, wish: Wish, _before: Any) -> Sequence[Change]:
    """The two records side by side as they would stand again."""
    rows = side_by_side(wish["from"], party_of_subject(subject))
    return [Change(row.what, row.one, row.other) for row in rows]


def carry_out_merge(order: Order) -> None:
    """Write the alias and close the pair."""
    wish: Mapping[str, str] = order.wish
    pair = pairs.pair_of(pair_of_subject(order.subject))
    _check_one(pair)
    customer_actions.absorb(
        wish["absorbed"],
        into=wish["survivor"],
        request=order.number,
        reason=order.reason,
        actor=order.actor.username,
    )
    close_pair(
        pair.pk,
        state=PairState.MERGED,
        survivor=wish["survivor"],
        request=order.number,
        reason=order.reason,
        actor=order.actor.username,
    )


def carry_out_split(order: Order) -> None:
    """Take the alias back; the pair that was merged is remembered as split and is not proposed again."""
    actor, party_id = order.actor.username, party_of_subject(order.subject)
    into = str(customers.alias_edges().get(party_id, order.wish["from"]))
    merged = pairs.pair_of_ids(into, party_id)
    if merged is not None:
        close_pair(
            merged.pk,
            state=PairState.SPLIT,
            survivor=merged.survivor_id,
            request=order.number,
            reason=order.reason,
            actor=actor,
        )
    customer_actions.restore(party_id, request=order.number, reason=order.reason, actor=actor)


def part(party_ids: Sequence[str]) -> None:
    """Remember pairs as split whose alias is gone, as where an extract takes the customer out that stood for both.

    Listens to the aliases, within the action that changed them.
    """
    edges = {ids_of(one, into) for one, into in customers.alias_edges().items()}
    for pair in pairs.merged_among(party_ids):
        if pair.ids not in edges:
            pair.state = PairState.SPLIT.value
            pair.save(update_fields=["state"])
            note(f"pair {pair.pk}", old={"state": PairState.MERGED.value}, new={"state": pair.state})


@recorded
def close_pair(number: int, *, state: PairState, survivor: str, request: int, reason: str, actor: str) -> None:
    """Note at the pair what an approved request did."""
    pair = pairs.pair_of(number)
    old = {"state": pair.state}
    pair.state, pair.survivor_id, pair.request, pair.reason = state.value, survivor, request, reason
    pair.decided_by, pair.decided_at = actor, clock.now()
    pair.save(update_fields=["state", "survivor_id", "request", "reason", "decided_by", "decided_at"])
    note(f"pair {number}", old=old, new={"state": pair.state, "request": request}, reason=reason)


HEADS = (_("Stays"), _("Becomes an alias"))
MERGE_KIND = Kind(
    MERGE,
    _("merge of two customers"),
    ask_verb="linkage.merge_ask",
    decide_verb="linkage.merge_decide",
    called=called_merge,
    standing=standing_merge,
    changes=changes_merge,
    carry_out=carry_out_merge,
    heads=HEADS,
    read_verb="linkage.see",
)
SPLIT_KIND = Kind(
    SPLIT,
    _("split of a merged customer"),
    ask_verb="linkage.merge_ask",
    decide_verb="linkage.merge_decide",
    called=called_split,
    standing=standing_split,
    changes=changes_split,
    carry_out=carry_out_split,
    heads=(_("Stays"), _("Stands by itself again")),
    read_verb="linkage.see",
)
