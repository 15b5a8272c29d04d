"""What a manager is asked for of the customers served today: what is late, what expires, which next step was promised.

One line a customer for what is late, so that the book asks once; the page behind it gathers all of it.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from django.urls import reverse
from django.utils.http import urlencode

from qiao.customers import queries as customers
from qiao.ground.models import User
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.tasks import TASKS_MOST, TaskLine
from qiao.portfolio.queries import serving as portfolio
from qiao.profile.queries import duties, gaps, register
from qiao.profile.rules.duties import Expiry, Step, due_of

SOURCE = "known"
SERVED_MOST = 5_000


def duties_of(person: User, on: date) -> list[TaskLine]:
    """At most 50 lines, the most urgent of each sort first."""
    if person.post != "rm" or not person.staff_id:
        return []
    served = portfolio.running(on).filter(staff_id=person.staff_id).values_list("party_id", flat=True)
    parties = customers.with_families(list(served.distinct()[:SERVED_MOST]))
    items = register.items_on(on)
    own = [item for item in items if item.owner == "rm"]
    late = sorted(
        (min(one.due for one in found), party_id, len(found))
        for party_id, found in gaps.late_of(parties, own, on=on).items()
    )[:TASKS_MOST]
    expiring = duties.expiring_of(parties, items, on=on)[:TASKS_MOST]
    steps = duties.steps_of(parties, on=on)[:TASKS_MOST]
    known = {party_id for _due, party_id, _n in late} | {one for one, _what in (*expiring, *steps)}
    names = customers.customer_names(sorted(known))
    lines = [*_steps(steps, names), *_expiring(expiring, names, on=on), *_late(late, names)]
    lines.sort(key=lambda line: (line.due or on, line.address))
    return list(islice(lines, TASKS_MOST))


def _late(late: list[tuple[date, str, int]], names: dict[str, str]) -> Iterator[TaskLine]:
    for due, party_id, count in late:
        yield TaskLine(
            _("%(name)s: %(count)s items of the record have to be looked at again"),
            reverse("customer_known_ask", args=[party_id]),
            due,
            {"name": names.get(party_id, party_id), "count": count},
            source=SOURCE,
        )


def _expiring(expiring: list[tuple[str, Expiry]], names: dict[str, str], *, on: date) -> Iterator[TaskLine]:
    for party_id, one in expiring:
        words = _("%(name)s: %(item)s %(entry)s expires on %(day)s")
        if one.expired:
            words = _("%(name)s: %(item)s %(entry)s expired on %(day)s")
        entry = one.known.entry
        address = reverse("customer_known_item", args=[party_id, one.item.code])
        yield TaskLine(
            words,
            f"{address}?{urlencode({'entry': entry})}",
            due_of(one.on, on=on),
            {
                "name": names.get(party_id, party_id),
                "item": one.item.words,
                "entry": one.called,
                "day": one.on.isoformat(),
            },
            source=SOURCE,
        )


def _steps(steps: list[tuple[str, Step]], names: dict[str, str]) -> Iterator[TaskLine]:
    for party_id, step in steps:
        yield TaskLine(
            _("%(name)s: next step: %(step)s"),
            reverse("customer_known_item", args=[party_id, "contact"]),
            step.due,
            {"name": names.get(party_id, party_id), "step": step.words or "-"},
            source=SOURCE,
        )
