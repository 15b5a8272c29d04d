"""A unit as balancing sees it: its managers with norms, the customers they lead with weights, and what stays put.

A customer whom several people serve stays: those who share agree first. Its money counts for each by the share, itself
and its hours for each.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F

from qiao.contribution.queries.runs import Run
from qiao.contribution.queries.shelf import party_figures
from qiao.customers import queries as customers
from qiao.desk.queries.load import MANAGER, norms_on
from qiao.desk.queries.takers import takes_none
from qiao.desk.rules.norms import FEN_A_WAN, Norms
from qiao.ground.authority import Scope
from qiao.ground.money import MICRO_A_FEN
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people
from qiao.people.queries.authority import Authority, granted_on
from qiao.people.queries.staff import Staff
from qiao.portfolio.queries.counting import counting
from qiao.portfolio.queries.fitting import barred
from qiao.portfolio.queries.serving import Assignment
from qiao.portfolio.queries.sources import sources
from qiao.portfolio.rules.balancing import NOTHING, WHOLE_BP, Amounts, Branch, Client, Person, added
from qiao.portfolio.rules.fitting import KINDS, kinds_of
from qiao.ties.queries import kept

LEAD = "lead"
DAYS_A_MONTH = 30
CUSTOMERS_MOST = 5_000
"""A unit with more customers is balanced part by part."""
SHARED = _("several people serve the customer, and they agree first")
LEFT = _("has left the post")
OTHER_POST = _("is no relationship manager")
BESIDE = _("the level serves customers beside a colleague only")


@dataclass(frozen=True, slots=True)
class Gathered:
    """A branch with its people by id and the day's units."""

    branch: Branch
    people: Mapping[str, Staff]


def gathered(unit: str, run: Run | None, scope: Scope, *, on: date) -> Gathered:
    """The unit with all below it; one that the scope does not see is refused."""
    found = people.visible_orgs(scope).filter(org_id=unit).first()
    if found is None:
        raise Refusal("unit.unknown", _("There is no such unit, or you may not see it."))
    staff = {
        one.staff_id: one for one in Staff.objects.filter(org_id__in=people.orgs_below(unit)).select_related("org")
    }
    served = _served(staff, on=on)
    if len(served) > CUSTOMERS_MOST:
        words = _("The unit leads %(n)s customers; balance units below it, of at most %(most)s each.")
        raise Refusal("balance.large", words, n=len(served), most=CUSTOMERS_MOST)
    norms = norms_on(on)
    weights = _weights(list(served), run, norms)
    clients, fixed = _clients(served, weights, staff=staff, on=on)
    carrying = {one.holder for one in clients} | set(fixed)
    able = [one for key, one in sorted(staff.items()) if key in carrying or (one.post == MANAGER and _in_post(one, on))]
    standing, levels = _standing([one.staff_id for one in able], on=on)
    persons = tuple(
        _within(_person(one, norms, fixed, on=on), levels.get(one.staff_id), standing.get(one.staff_id, ()))
        for one in able
    )
    branch = Branch(unit, found.name, persons, _told(clients, persons))
    return Gathered(branch, staff)


def _told(clients: Sequence[Client], persons: Sequence[Person]) -> tuple[Client, ...]:
    """The customers with what the levels here ask of them: their sizes, and what they owe."""
    levels = [who.level for who in persons if who.level is not None]
    by_size = any(frozenset(one.segments) - KINDS for one in levels)
    by_debt = any(one.propose_fen is not None for one in levels)
    return tuple(
        replace(
            one,
            size=sources.size(one.party_id) if by_size else "",
            owed_fen=sources.owed(one.party_id) if by_debt and one.weights[2] else 0,
        )
        for one in clients
    )


def _served(staff: Collection[str], *, on: date) -> dict[str, list[Assignment]]:
    """By customer (those that are one as one) everybody who serves it, where one of these people does; no cover."""
    pairs = dict(customers.alias_pairs())
    own = counting(on).filter(staff_id__in=list(staff)).values_list("party_id", flat=True).distinct()
    asked = customers.with_families(list(own))
    found: dict[str, list[Assignment]] = {}
    for row in counting(on).filter(party_id__in=asked).order_by("party_id", "staff_id", "since"):
        found.setdefault(pairs.get(row.party_id, row.party_id), []).append(row)
    return dict(sorted(found.items()))


def _weights(party_ids: Sequence[str], run: Run | None, norms: Norms) -> dict[str, tuple[str, Amounts]]:
    """Of each customer its kind and what it weighs: itself, deposits and loans in 10,000 yuan, minutes."""
    days = (run.until - run.since).days if run else 1
    unit = days * MICRO_A_FEN * FEN_A_WAN
    names = ("deposit_balance_days_micro", "loan_balance_days_micro")
    rows = party_figures().filter(party_id__in=list(party_ids)).values_list("party_id", *names) if run else ()
    sums = {party: (max(deposits, 0) // unit, max(loans, 0) // unit) for party, deposits, loans in rows}
    kinds = customers.kinds_of(party_ids)
    return {
        party: (kinds.get(party, ""), (1, *sums.get(party, (0, 0)), norms.minutes.get(kinds.get(party, ""), 0)))
        for party in party_ids
    }


def _clients(
    served: Mapping[str, list[Assignment]],
    weights: Mapping[str, tuple[str, Amounts]],
    *,
    staff: Collection[str],
    on: date,
) -> tuple[list[Client], dict[str, Amounts]]:
    """Customers with the one who leads them here, and what those who serve beside them carry."""
    groups = dict(kept.memberships().filter(key__in=list(served)).values_list("key", F("group_id")))
    clients: list[Client] = []
    fixed: dict[str, Amounts] = {}
    for party, rows in served.items():
        kind, weight = weights[party]
        servers = sorted({row.staff_id for row in rows})
        holder = _holder(rows, staff)
        for one in servers:
            if one != holder and one in staff:
                fixed[one] = added(fixed.get(one, NOTHING), _shared(weight, rows, one))
        months = (on - min(row.since for row in rows if row.staff_id == holder)).days // DAYS_A_MONTH
        locked = SHARED if len(servers) > 1 or any(row.account_id for row in rows) else ""
        group = str(groups.get(party, ""))
        own = _shared(weight, rows, holder)
        clients.append(Client(party, holder, kind, own, months=months, group=group, locked=locked))
    return clients, fixed


def _shared(weight: Amounts, rows: Sequence[Assignment], staff_id: str) -> Amounts:
    """What a customer puts on one of those who serve it: money by the share in the whole customer, the rest whole."""
    share = sum(row.share_bp for row in rows if row.staff_id == staff_id and not row.account_id)
    one, deposits, loans, minutes = weight
    return one, deposits * share // WHOLE_BP, loans * share // WHOLE_BP, minutes


def _holder(rows: Sequence[Assignment], staff: Collection[str]) -> str:
    """Who leads the customer among the unit's people; where nobody does, who has the largest share."""
    own = [row for row in rows if row.staff_id in staff]
    return min(own, key=lambda row: (row.role != LEAD, bool(row.account_id), -row.share_bp, row.staff_id)).staff_id


def _standing(staff_ids: Sequence[str], *, on: date) -> tuple[dict[str, tuple[str, ...]], Mapping[str, Authority]]:
    """What keeps these people from being given customers by a plan, in words, and what their levels allow."""
    bars, none = barred(staff_ids, on=on), takes_none(staff_ids, on=on)
    found = {one: (*bars.get(one, ()), *none.get(one, ())) for one in bars.keys() | none.keys()}
    return found, granted_on(staff_ids, on=on)


def _within(person: Person, level: Authority | None, why: Sequence[str]) -> Person:
    """The person within the level: no more customers, no other kinds, none at all where something bars."""
    bars = person.bars if LEFT in person.bars else (*person.bars, *(one.replace("%", "%%") for one in why))
    if level is None:
        return replace(person, bars=bars)
    most, *others = person.norm
    fewer = level.customers_most if most is None else min(most, level.customers_most)
    bars = bars if level.alone else (*bars, BESIDE)
    return replace(person, norm=(fewer, *others), segments=kinds_of(level), bars=bars, level=level)


def _in_post(one: Staff, on: date) -> bool:
    return one.left_on is None or one.left_on >= on


def _person(one: Staff, norms: Norms, fixed: Mapping[str, Amounts], *, on: date) -> Person:
    """Who has left carries nothing; who is in another post keeps the customers and is given none."""
    most = norms.of(one.level) if _in_post(one, on) else NOTHING
    bars = (() if _in_post(one, on) else (LEFT,)) + (() if one.post == MANAGER else (OTHER_POST,))
    customers_most, deposits, loans, minutes = most
    norm = (customers_most, deposits // FEN_A_WAN, loans // FEN_A_WAN, minutes)
    return Person(one.staff_id, one.name, norm, fixed.get(one.staff_id, NOTHING), bars=bars)
