"""A customer's record as it was known at a moment, by the merges of that moment, within what a person may see today."""

from datetime import date, datetime

from qiao.customers import queries as customers
from qiao.desk.queries.customer import sighted
from qiao.ground.models import User
from qiao.profile.queries.record import known_of
from qiao.profile.rules.standing import Known, standing


def record_then(person: User, party_id: str, *, day: date, at: datetime, on: date) -> dict[tuple[str, str], Known]:
    """The record of a day as known at the moment.

    Of whom was one with the customer then and is another today, only what the person may open today.
    """
    rows = known_of(party_id, at=at)
    others = {one.party_id for one in rows}.difference(customers.family_of(party_id))
    hidden = {one for one in sorted(others) if sighted(person, one, on=on) is None}
    return standing((one for one in rows if one.party_id not in hidden), day=day, at=at)
