"""Who brought which loan in: written when the shares of its customer first change, by whatever way, and never changed.

Source: piece 2, 3.1. The parts are those of the day on which the loan was opened.
"""

from collections.abc import Sequence

from qiao.ground import clock
from qiao.ground.periods import day_of
from qiao.portfolio.models import Originator
from qiao.portfolio.queries import serving as queries
from qiao.portfolio.rules.handing import origins
from qiao.portfolio.rules.lines import Line


def write_originators(party_id: str, lines: Sequence[Line]) -> int:
    """Write down whoever had the loans that are not written down yet; call it within the change. How many they are."""
    known = frozenset(one.account_id for one in queries.originators_of(party_id))
    found = origins(queries.loans_of(party_id), lines, known_accounts=known)
    Originator.objects.bulk_create(
        Originator(
            account_id=one.account_id,
            staff_id=one.staff_id,
            party_id=party_id,
            opened_on=day_of(one.opened_on_day),
            share_bp=one.share_bp,
            written_at=clock.now(),
        )
        for one in found
    )
    return len(found)
