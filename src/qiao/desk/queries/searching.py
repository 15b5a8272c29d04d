"""Search over what a person may see: customers by name, pinyin and numbers, people by name and number."""

from dataclasses import dataclass
from functools import partial

from qiao.contribution.queries import runs
from qiao.customers import queries as customers
from qiao.customers.queries import Customer
from qiao.desk.queries.sight import seen_among, served_subquery
from qiao.ground import clock
from qiao.ground.authority import may, scope_of
from qiao.ground.models import User
from qiao.people.queries import staff as people
from qiao.people.queries.staff import Staff

CUSTOMERS_MOST, PEOPLE_MOST = 30, 10
TEXT_MOST = 64


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought; `more` says that there are further customers, to be found by a longer text."""

    text: str
    customers: list[Customer]
    people: list[Staff]
    more: bool


def search(person: User, text: str, *, most: int = CUSTOMERS_MOST) -> Found:
    """Customers and people of the person's scope that the text finds; nothing for an empty text."""
    text = text.strip()[:TEXT_MOST]
    if not text:
        return Found("", [], [], more=False)
    scope = scope_of(person, on=clock.today())
    found: list[Customer] = []
    if may(person, "customers.see"):
        period = runs.serving_period(runs.newest_run(), on=clock.today())
        served, among = served_subquery(scope, period=period), partial(seen_among, scope=scope, period=period)
        found = customers.found_customers(text, served, most=most + 1, among=among)
    staff = list(people.listed_staff(scope, text=text)[:PEOPLE_MOST]) if may(person, "people.see") else []
    return Found(text, found[:most], staff, more=len(found) > most)
