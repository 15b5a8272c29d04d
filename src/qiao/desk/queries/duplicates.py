"""Pairs of customers who may be one, of those a person sees; and the figures that are read together after a merge."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qiao.contribution.queries import figures, runs
from qiao.contribution.rules.indicators import CONTRIBUTION, DEPOSITS, LOANS
from qiao.customers import queries as customers
from qiao.desk.queries.sight import served_subquery
from qiao.engine.headings import heading
from qiao.ground.authority import scope_of
from qiao.ground.figures import NOTHING, grouped
from qiao.ground.models import User
from qiao.ground.money import MICRO_A_YUAN
from qiao.linkage.queries.pairs import CustomerPair, found_pairs
from qiao.portfolio.queries import serving as portfolio

YUAN_PLACES = 2
SHOWN = (DEPOSITS, LOANS, CONTRIBUTION)


def in_sight(person: User, *, on: date) -> "QuerySet[Any, Any] | None":
    """The customers whom a person sees, as a part of a question; None for everybody."""
    return served_subquery(scope_of(person, on=on), period=runs.serving_period(figures.asked_run(""), on=on))


def sees_all(person: User, party_ids: Sequence[str], on: date) -> bool:
    """Whether a person sees every one of these customers."""
    seen = in_sight(person, on=on)
    if seen is None:
        return True
    survivors = customers.survivors_of(party_ids)
    asked = {survivors.get(party_id, party_id) for party_id in party_ids}
    return customers.listed_customers(seen).filter(party_id__in=asked).count() == len(asked)


def pairs_seen(person: User, tab: str, *, on: date, **chosen: str) -> QuerySet[CustomerPair]:
    """The pairs of a tab of which the person sees both customers."""
    rows, seen = found_pairs(tab, **chosen), in_sight(person, on=on)
    return rows if seen is None else rows.filter(first_id__in=seen, second_id__in=seen)


def figures_of(party_ids: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """What moves with each record: accounts, people who serve, balances and contribution of the newest month."""
    run = figures.asked_run("")
    sums = figures.party_sums(run, party_ids) if run else {}
    days = (run.until - run.since).days if run else 1
    told: dict[str, Mapping[str, str]] = {}
    for party_id in party_ids:
        one = sums.get(party_id)
        served = {row.staff_id for row in portfolio.assignments_of(party_id)}
        told[party_id] = {
            _("Accounts"): str(len(figures.accounts_of(run, party_id))) if run else "—",
            _("People who have served"): str(len(served)),
            **{heading(shown): _yuan(shown.value(one, days=days)) if one else NOTHING for shown in SHOWN},
        }
    return told


def _yuan(micro: Fraction | None) -> str:
    return NOTHING if micro is None else grouped(micro / MICRO_A_YUAN, places=YUAN_PLACES)
