"""What is decided of a pair without a second person, for it moves nothing: not the same, and to be looked at again."""

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.linkage.models import CustomerPair
from qiao.linkage.queries import pairs
from qiao.linkage.rules.deciding import OPEN, PairState
from qiao.office.rules.deciding import check_reason

REASON_MOST = 500
CLOSED = frozenset({PairState.NOT_SAME, PairState.SPLIT})


@recorded
def say_not_same(number: int, *, reason: str, person: User, actor: str) -> CustomerPair:
    """Remember that the two are two customers; no later search proposes them again."""
    pair = _open(number, person)
    if pairs.asked_of(pair) is not None:
        raise Refusal("pair.asked", _("A merge of the two is asked for; decide or withdraw that request first."))
    return _moved(pair, PairState.NOT_SAME, reason=check_reason(reason), actor=actor)


@recorded
def look_again(number: int, *, reason: str, person: User, actor: str) -> CustomerPair:
    """Take "not the same" back: the pair stands in the doubtful queue again."""
    pair = pairs.pair_of(number)
    require(person, "linkage.decide", pair.ids)
    if pair.state not in CLOSED:
        raise Refusal(
            "pair.not_closed", _("This pair was not said to be two customers; there is nothing to take back.")
        )
    return _moved(pair, PairState.DOUBTFUL, reason=check_reason(reason), actor=actor)


def _open(number: int, person: User) -> CustomerPair:
    pair = pairs.pair_of(number)
    require(person, "linkage.decide", pair.ids)
    if pair.state not in OPEN:
        raise Refusal(
            "pair.decided", _("This pair is decided already; look at what was decided, and take it back first.")
        )
    return pair


def _moved(pair: CustomerPair, state: PairState, *, reason: str, actor: str) -> CustomerPair:
    old = {"state": pair.state}
    pair.state, pair.reason = state.value, reason[:REASON_MOST]
    pair.decided_by, pair.decided_at = actor, clock.now()
    pair.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    note(f"pair {pair.pk}", old=old, new={"state": pair.state, "customers": list(pair.ids)}, reason=pair.reason)
    return pair
