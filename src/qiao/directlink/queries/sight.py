"""Which enterprises of the link somebody of the bank sees; for the workbench alone, which knows who serves whom.

The link's desk, the auditor and the administrator work for the whole bank; a head sees those whose customers the own
units serve, and those that name no customer; whoever serves a customer sees its enterprise.
"""

from datetime import date

from django.db.models import Q, QuerySet

from qiao.customers import queries as customers
from qiao.directlink.models import Enterprise
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.once import once
from qiao.people.queries import staff as people
from qiao.portfolio.queries import serving as portfolio

EVERYWHERE = frozenset({"desk", "auditor", "admin"})
READING = frozenset({"head", "desk", "auditor"})
"""Who reads accounts, instructions and journals; whoever serves a customer is told what it has agreed to."""
SEEING = READING | {"rm", "lead", "admin"}
WITHOUT_NAMES = frozenset({"admin"})
"""The administrator keeps connections alive and sees no customers."""
ENTERPRISES_MOST = 5_000


def enterprises_for(person: User, *, on: date) -> "QuerySet[Enterprise]":
    """The enterprises that a person sees."""
    rows = Enterprise.objects.all()
    if person.post not in SEEING:
        return rows.none()
    parties = None if person.post in EVERYWHERE else served_parties(person, on=on)
    if parties is None:
        return rows
    served = Q(party_id__in=parties)
    return rows.filter(served | Q(party_id="")) if person.post == "head" else rows.filter(served)


@once
def served_parties(person: User, *, on: date) -> tuple[str, ...] | None:
    """The customers on the link whom somebody serves whom the person sees; None where that is everybody's."""
    scope = scope_of(person, on=on)
    if scope.everything:
        return None
    known = list(Enterprise.objects.exclude(party_id="").values_list("party_id", flat=True)[:ENTERPRISES_MOST])
    survivors = customers.survivors_of(known) if known else {}
    servers = portfolio.servers_of([survivors.get(one, one) for one in known], on=on) if known else {}
    visible = set(people.visible_ids(scope) or ())
    return tuple(one for one in known if visible & set(servers.get(survivors.get(one, one), ())))


def sees_enterprise(person: User, number: object) -> bool:
    """Whether a person sees one enterprise."""
    if person.post in EVERYWHERE:
        return True
    return enterprises_for(person, on=clock.today()).filter(pk=str(number)[:10]).exists()


def seen_numbers(person: User, *, on: date) -> frozenset[str] | None:
    """The numbers of the enterprises that a person sees; None where that is all of them. At most 5,000."""
    if person.post in EVERYWHERE or (person.post == "head" and served_parties(person, on=on) is None):
        return None
    return frozenset(enterprises_for(person, on=on).values_list("pk", flat=True)[:ENTERPRISES_MOST])
