"""Teams as profit centres of a month: both views read from the run's own tables, each by a way of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from qiao.contribution.queries.runs import Run, folder_of
from qiao.contribution.queries.shelf import unclaimed_file
from qiao.contribution.rules.indicators import MARGIN_OF_SIDES
from qiao.desk.rules.centres import Centre, Sums, Views, centre, parts_of
from qiao.desk.rules.load import units_below
from qiao.engine import reading
from qiao.people.queries import staff as people
from qiao.people.queries.staff import OrgUnit

UNITS_MOST = 20_000
BY_SIDE = """
    coalesce(sum(CASE WHEN side = 'deposit' THEN balance_days_micro END), 0) AS deposit_balance_days_micro,
    coalesce(sum(CASE WHEN side = 'loan' THEN balance_days_micro END), 0) AS loan_balance_days_micro,
    sum(margin_micro) AS margin_micro, sum(expected_loss_micro) AS expected_loss_micro, sum(fee_micro) AS fee_micro
"""
STAFF = "read_parquet($staff, hive_partitioning = false)"
MEMBERS = f"""
    SELECT s.org_id AS org_id, count(*) AS people,
        sum(deposit_balance_days_micro) AS deposit_balance_days_micro,
        sum(loan_balance_days_micro) AS loan_balance_days_micro, sum({MARGIN_OF_SIDES}) AS margin_micro,
        sum(expected_loss_micro) AS expected_loss_micro, sum(fee_micro) AS fee_micro
    FROM read_parquet($file, hive_partitioning = false) r JOIN {STAFF} s USING (staff_id)
    GROUP BY 1 ORDER BY 1 LIMIT {UNITS_MOST}
"""  # noqa: S608  constants of this code
FACTS = f"""
    SELECT coalesce(s.org_id, c.org_id, '') AS org_id, {BY_SIDE}
    FROM read_parquet($file, hive_partitioning = false) c LEFT JOIN {STAFF} s USING (staff_id)
    GROUP BY 1 ORDER BY 1 LIMIT {UNITS_MOST}
"""  # noqa: S608  the same
UNCLAIMED = f"""
    SELECT coalesce(org_id, '') AS org_id, {BY_SIDE}
    FROM read_parquet($file, hive_partitioning = false) WHERE staff_id = ''
    GROUP BY 1 ORDER BY 1 LIMIT {UNITS_MOST}
"""  # noqa: S608  the same


@dataclass(frozen=True, slots=True)
class Centres:
    """A unit as a whole, the parts it is cut into, and for the whole bank what no unit keeps: fees nobody claims."""

    unit: OrgUnit
    whole: Centre
    parts: tuple[tuple[OrgUnit, Centre], ...]
    nowhere: Centre | None


def views_of(run: Run) -> Views:
    """Both views of a run, by unit."""
    return views_in(folder_of(run), unclaimed=unclaimed_file(run))


def views_in(folder: Path, *, unclaimed: Path) -> Views:
    """Both views out of a run's tables: what people have and what nobody claims, and every line of credit."""
    staff = str(folder / "staff.parquet")
    members = reading.rows(MEMBERS, {"file": str(folder / "staff_result.parquet"), "staff": staff})
    facts = reading.rows(FACTS, {"file": str(folder / "account_credit.parquet"), "staff": staff})
    nobodys = reading.rows(UNCLAIMED, {"file": str(unclaimed)})
    return Views(
        {row["org_id"]: int(row["people"]) for row in members}, _by_unit(members), _by_unit(nobodys), _by_unit(facts)
    )


def _by_unit(rows: list[dict[str, Any]]) -> Mapping[str, Sums]:
    names = [one.name for one in fields(Sums)]
    return {row["org_id"]: Sums(**{name: int(row[name]) for name in names}) for row in rows}


def centres_of(run: Run, unit: OrgUnit) -> Centres:
    """A unit and the units straight below it as profit centres."""
    views = views_of(run)
    parents = dict(OrgUnit.objects.values_list("org_id", "parent_id"))
    below = units_below(parents)
    cut = parts_of(unit.org_id, below, parents)
    named = OrgUnit.objects.in_bulk([one for one, _units in cut])
    root = people.root_unit()
    return Centres(
        unit,
        centre(unit.org_id, below[unit.org_id], views),
        tuple((named[one], centre(one, units, views)) for one, units in cut),
        centre("", {""}, views) if root is not None and root.org_id == unit.org_id else None,
    )
