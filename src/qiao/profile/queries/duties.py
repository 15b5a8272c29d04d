"""What many customers' records ask of who keeps them: papers that expire, next steps; what is late, `gaps` tell."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import QuerySet

from qiao.customers import queries as customers
from qiao.profile.models import ItemValue
from qiao.profile.queries.record import known_from
from qiao.profile.rules.duties import CONTACT, STAGES, Expiry, Step, expiries, next_step
from qiao.profile.rules.items import Item
from qiao.profile.rules.standing import Known, standing

ROWS_MOST = 20_000
STEPS_DAYS = 366


def expiring_of(parties: Sequence[str], items: Sequence[Item], *, on: date) -> list[tuple[str, Expiry]]:
    """The entries of these customers that expire within 90 days or have expired, the most urgent first."""
    dated = [item for item in items if item.expiry and item.asked]
    rows = ItemValue.objects.filter(party_id__in=parties, item__in=[item.code for item in dated], taken_back_at=None)
    found = [
        (party_id, one)
        for party_id, known in _by_party(rows).items()
        for one in expiries(standing(known, day=on).values(), dated, on=on)
    ]
    return sorted(found, key=lambda pair: (pair[1].on, pair[0]))


def steps_of(parties: Sequence[str], *, on: date) -> list[tuple[str, Step]]:
    """The next steps promised at these customers' newest contacts of the last year, the most urgent first."""
    since = on - timedelta(days=STEPS_DAYS)
    rows = ItemValue.objects.filter(party_id__in=parties, item=CONTACT, taken_back_at=None, valid_from__gte=since)
    steps = ((party_id, next_step(standing(known, day=on).values())) for party_id, known in _by_party(rows).items())
    horizon = on + timedelta(days=max(STAGES))
    found = [(party_id, step) for party_id, step in steps if step and step.due <= horizon]
    return sorted(found, key=lambda pair: (pair[1].due, pair[0]))


def _by_party(rows: "QuerySet[ItemValue]") -> dict[str, list[Known]]:
    found: defaultdict[str, list[Known]] = defaultdict(list)
    newest = list(rows.order_by("-id")[:ROWS_MOST])
    one_with = customers.survivors_of(sorted({row.party_id for row in newest}))
    for row in newest:
        found[one_with.get(row.party_id, row.party_id)].append(known_from(row))
    return dict(found)
