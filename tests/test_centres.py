"""Teams as profit centres: for any bank both views give one sum, unit by unit, and the units are the bank."""

import tempfile
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from qiao.contribution.queries.runs import chosen_run
from qiao.desk.queries.centres import centres_of, views_in
from qiao.desk.rules.centres import NOTHING, Sums, centre, parts_of, together
from qiao.desk.rules.load import units_below
from qiao.people.queries.staff import OrgUnit
from tests.banks.bank import Bank
from tests.banks.served import Served
from tests.banks.strategies import banks
from tests.oracle.reading import Rows
from tests.oracle.settlement import settle
from tests.test_twins import HAND_PLANS

WIDE = pa.decimal128(38, 0)


def micro(text: str) -> Decimal:
    return Decimal(text).scaleb(6)


def lay(
    folder: Path, name: str, rows: Iterable[Mapping[str, object]], texts: Iterable[str], numbers: Iterable[str]
) -> Path:
    schema = pa.schema([*((one, pa.string()) for one in texts), *((one, WIDE) for one in numbers)])
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), folder / f"{name}.parquet")
    return folder / f"{name}.parquet"


def tables(bank: Bank, folder: Path) -> Path:
    """A run's tables of the bank as a person reckons them; returns the file of what nobody claims."""
    files = settle(bank.tables, month=bank.month, plan=HAND_PLANS[0]).files
    org_of = {row["account_id"]: row["org_id"] for row in bank.tables["account"]}
    people: Rows = [{"staff_id": row["staff_id"], "org_id": row["org_id"]} for row in bank.tables["staff"]]
    lay(folder, "staff", people, ("staff_id", "org_id"), ())
    measures = ("balance_days", "margin", "expected_loss", "fee")
    credit: list[dict[str, object]] = [
        {"staff_id": row["staff_id"] or "", "side": row["side"], "org_id": org_of.get(row["account_id"])}
        | {f"{name}_micro": micro(row[name]) for name in measures}
        for row in files["account_credit"]
    ]
    shape = ("staff_id", "side", "org_id"), tuple(f"{name}_micro" for name in measures)
    lay(folder, "account_credit", credit, *shape)
    own = ("deposit_balance_days", "loan_balance_days", "deposit_margin", "loan_margin", "expected_loss", "fee")
    results: list[dict[str, object]] = [
        {"staff_id": row["staff_id"]} | {f"{name}_micro": micro(row[name]) for name in own}
        for row in files["staff_result"]
    ]
    lay(folder, "staff_result", results, ("staff_id",), tuple(f"{name}_micro" for name in own))
    return lay(folder, "unclaimed", [row for row in credit if not row["staff_id"]], *shape)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(banks())
def test_any_teams_members_and_own_lines_are_what_the_facts_say(bank: Bank) -> None:
    with tempfile.TemporaryDirectory() as place:
        views = views_in(Path(place), unclaimed=tables(bank, Path(place)))
    parents = {row["org_id"]: row.get("parent_id") or None for row in bank.tables["org"]}
    below = units_below(parents)
    for unit in parents:
        whole = centre(unit, below[unit], views)
        cut = [centre(one, units, views) for one, units in parts_of(unit, below, parents)]
        assert whole.difference == NOTHING
        assert all(one.difference == NOTHING for one in cut)
        assert together(one.total for one in cut) == whole.total
        assert sum(one.people for one in cut) == whole.people
    roots = [centre(unit, below[unit], views) for unit, above in parents.items() if above is None]
    nowhere = centre("", {""}, views)
    assert together(one.total for one in [*roots, nowhere]) == together(views.facts.values())


def test_a_settled_bank_has_one_sum_to_the_last_digit(served_bank: Served) -> None:
    run = chosen_run(served_bank.months[-1])
    root = OrgUnit.objects.get(parent=None)
    found = centres_of(run, root)
    assert found.whole.difference == NOTHING
    assert found.nowhere is not None
    every = together([found.whole.total, found.nowhere.total])
    totals = {name: int(value) for name, value in run.totals.items()}
    assert {name: getattr(every, name) for name in totals if name in Sums.__dataclass_fields__} == {
        name: value for name, value in totals.items() if name in Sums.__dataclass_fields__
    }
    assert every.margin_micro == sum(value for name, value in totals.items() if name.endswith("margin_micro"))


@pytest.mark.parametrize(
    ("role", "status"),
    [("lead", 200), ("head", 200), ("auditor", 200), ("hr", 200), ("manager", 403), ("admin", 403), ("nobody", 403)],
)
def test_who_may_see_centres(served_bank: Served, role: str, status: int) -> None:
    assert served_bank.as_role(role).get("/team/centres/").status_code == status


def test_a_lead_sees_no_other_unit(served_bank: Served) -> None:
    browser = served_bank.as_role("lead")
    page = browser.get("/team/centres/").content.decode()
    assert "by people and by facts: one sum" in page
    for unit in ("B02", "H00", "none", "x" * 300):
        assert browser.get("/team/centres/", {"branch": unit}).status_code == 404
    assert browser.get("/team/centres/?month=1999-01").status_code == 404
