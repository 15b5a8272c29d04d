"""Reads what lies beside a person's own figures under schemes, for pay, simulation and estimates alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from qiao.appraisal.queries.schemes import charges_on
from qiao.appraisal.queries.targets import standing_targets
from qiao.appraisal.rules.eva import Charges
from qiao.appraisal.rules.scheme.beside import (
    Facts,
    Stands,
    among_peers,
    asks_eva,
    by_sheet,
    in_millionths,
    over_last_year,
    reached,
    with_teams,
)
from qiao.appraisal.rules.scheme.facts import PersonFacts
from qiao.appraisal.rules.scheme.scheme import Indicator, Scheme
from qiao.ground.money import micro_of_fen
from qiao.ground.periods import month_period
from qiao.people.queries import staff as people

ByCode = Mapping[str, Mapping[str, int]]
"""By person and indicator, millionths."""


def branches_and_units() -> Callable[[str], tuple[str, frozenset[str]]]:
    """Of a unit: the one just below the head office that it belongs to (or itself), and all units above it with it."""
    known: dict[str, tuple[str, frozenset[str]]] = {}

    def tree(org_id: str) -> tuple[str, frozenset[str]]:
        if org_id not in known:
            above = people.orgs_above(org_id) or [org_id]
            known[org_id] = (above[-2] if len(above) > 1 else above[-1], frozenset(above))
        return known[org_id]

    return tree


def charges_of(schemes: Sequence[Scheme], months: Sequence[str]) -> Charges | None:
    """Taxes, costs and capital on the last day of the months; None where no scheme asks for EVA."""
    return charges_on(month_period(months[-1]).until - timedelta(days=1)) if asks_eva(schemes) else None


def own_targets(indicators: Sequence[Indicator], *, period: str, staff_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Each person's targets of a period by indicator, millionths; those who have none are left out."""
    wanted = by_sheet(indicators)
    rows = standing_targets(list(staff_ids), [period]) if wanted else {}
    found: dict[str, dict[str, int]] = {}
    for staff_id in staff_ids:
        for code, measure in wanted.items():
            row = rows.get((staff_id, measure.value, period))
            if row is not None:
                found.setdefault(staff_id, {})[code] = micro_of_fen(row.amount_fen)
    return found


def laid_out(
    indicators: Sequence[Indicator],
    facts: Facts,
    *,
    stands: Stands,
    targets: ByCode,
    last_year: ByCode,
    peers_least: int,
) -> dict[str, PersonFacts]:
    """The facts of people under the same schemes with all that lies beside them."""
    facts = with_teams(indicators, facts, stands=stands)
    peers = among_peers(indicators, facts, stands=stands, peers_least=peers_least)
    return {
        staff_id: replace(
            one,
            targets=targets.get(staff_id, {}),
            last_year=last_year.get(staff_id, {}),
            peers=peers.get(staff_id, {}),
        )
        for staff_id, one in facts.items()
    }


def reached_before(indicators: Sequence[Indicator], facts: Facts, *, stands: Stands) -> dict[str, dict[str, int]]:
    """By person and indicator what these facts of an earlier time come to, millionths: targets that stand over them."""
    wanted = over_last_year(indicators)
    teams = with_teams(wanted, facts, stands=stands)
    return {staff_id: in_millionths(reached(wanted, one)) for staff_id, one in teams.items()}
