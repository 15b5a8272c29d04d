"""Figures for schemes from kept settlements: one question over many people and months, answered by column.

Source: piece 2, 2.4 (line 227: appraisal on figures of the back office). A row is a person, a month, a product;
balance-days, margins, fees and losses are the leaves' own sums. The base of an increment is what the accounts stood at
on a day, or on average last year, by the person's part of the account in the month: it moves with the customer, and an
account that was emptied keeps its base with whoever serves the customer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qiao.appraisal.frames import scheme_figures as said
from qiao.appraisal.rules.eva import Charges
from qiao.appraisal.rules.scheme.facts import NO_CLASS, Key, PersonFacts
from qiao.book import queries as book
from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import Run, folder_of
from qiao.engine.reading import bound, columns_of
from qiao.ground.periods import Period, day_number, month_period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

if TYPE_CHECKING:
    import pyarrow as pa

MONTHS_MOST = 36
PEOPLE_MOST = 20_000
ROWS_MOST = 5_000_000
MONTHS_A_YEAR = 12
YEARS_REMEMBERED = 2  # of a base: the pieces of a simulation ask for the same year one after the other
OF_CREDIT = (
    *("deposit_days", "loan_days", "deposit_margin", "loan_margin", "loan_margin_worth", "eva", "fees"),
    *("expected_loss", "npl_days", "deposit_base_days", "loan_base_days"),
)
"""The figures of a row, in millionths; `expense` comes by kind besides."""
OF_BASE = ("deposit_base_days", "loan_base_days")
OF_EVA = ("loan_margin_worth", "eva")
OF_BOOK = ("account", "balance", "rate", "expense")
KINDS = {
    "account": {"account_id": "VARCHAR", "party_id": "VARCHAR", "product_id": "VARCHAR"},
    "balance": {"account_id": "VARCHAR", "on_day": "INTEGER", "until_day": "INTEGER", "balance_fen": "BIGINT"},
    "rate": {"account_id": "VARCHAR", "since_day": "INTEGER", "until_day": "INTEGER", "annual_rate_ppm": "BIGINT"},
    "expense": {"staff_id": "VARCHAR", "kind": "VARCHAR", "on_day": "INTEGER", "amount_fen": "BIGINT"},
}


@dataclass(frozen=True, slots=True)
class Base:
    """What an increment stands over: the balances of a day, or the average of a year whose months are kept."""

    on: date | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Figures of people and months by product, and expenses by kind; sorted by month and person.

    `lacking` names the figures that were not asked for: they are unknown and not 0.
    """

    months: tuple[str, ...]
    figures: "pa.Table"
    expenses: "pa.Table"
    lacking: frozenset[str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question whose files and values are known: reading it asks the engine alone, and so may go on beside."""

    months: tuple[str, ...]
    figures: str
    values: Mapping[str, Any]
    expenses: str
    of_expenses: Mapping[str, Any]
    tables: Mapping[str, "pa.Table"]
    lacking: frozenset[str]

    def read(self) -> Columns:
        """The columns."""
        figures = columns_of(self.figures, self.values, tables=self.tables)
        expenses = columns_of(self.expenses, self.of_expenses, tables=self.tables)
        return Columns(self.months, figures, expenses, self.lacking)


def scheme_columns(
    people: Collection[str] | None,
    months: Sequence[str],
    *,
    base: Base | None = None,
    charges: Charges | None = None,
) -> Columns:
    """The figures of these people (None = everybody) in these months, each from its newest settlement.

    Without `base` no increments are told, without `charges` no EVA.
    """
    return prepared(people, months, base=base, charges=charges).read()


def prepared(
    people: Collection[str] | None, months: Sequence[str], *, base: Base | None = None, charges: Charges | None = None
) -> Prepared:
    """The same question before it is read."""
    found = _settled(months)
    if people is not None and len(people) > PEOPLE_MOST:
        words = _("%(people)s people are more than can be asked for at once; ask for at most %(most)s.")
        raise Refusal("scheme_facts.people", words, people=len(people), most=PEOPLE_MOST)
    newest = found[max(found)]
    files = {name: book.fact_files(newest.book_version, name) for name in OF_BOOK}
    base_text, base_values, averages = _base_of(base, balances=files["balance"])
    asked = {"everybody": people is None, "people": sorted(people or ())}
    values: dict[str, Any] = {
        **asked,
        **base_values,
        "credit": [_credit(run) for run in found.values()],
        "product": [str(folder_of(newest) / "product.parquet")],
        **bound(account=files["account"]),
    }
    if base is not None:
        values["serving"] = [_serving(run) for run in found.values()]
    if charges is not None:
        values |= _priced(charges) | bound(balance=files["balance"], rate=files["rate"])
    text = said.LEAVES.format(
        base=base_text,
        accounts=_place("account", files["account"]),
        gone=said.NOBODY_GONE if base is None else said.GONE,
        paid=_paid(files) if charges is not None else said.NOTHING_PAID,
        worth=said.WORTH if charges is not None else said.NOTHING_PAID,
        **_reckoned(base=base is not None, charges=charges is not None),
        most=ROWS_MOST,
    )
    return Prepared(
        months=tuple(sorted(found)),
        figures=text,
        values=values,
        expenses=said.EXPENSES.format(expenses=_place("expense", files["expense"]), most=ROWS_MOST),
        of_expenses=asked | bound(expense=files["expense"]),
        tables={"asked": _asked(found), **averages},
        lacking=frozenset((*(OF_BASE if base is None else ()), *(OF_EVA if charges is None else ()))),
    )


def _reckoned(*, base: bool, charges: bool) -> dict[str, str]:
    """What a leaf's row reckons and joins: only what was asked for, since a join of all leaves is dear."""
    return {
        "base_days": said.BASE_DAYS if base else "0",
        "worth_margin": said.WORTH_MARGIN if charges else "0",
        "eva": said.EVA if charges else "0",
        "joins": (said.OF_WHOLE if base or charges else "")
        + (said.OF_BASE if base else "")
        + (said.OF_WORTH if charges else ""),
    }


def _place(name: str, files: Sequence[str]) -> str:
    """A place in FROM over files bound under their table's name; an alias of one's own may follow."""
    if files:
        return f"read_parquet(${name}, hive_partitioning = false)"
    columns = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind in KINDS[name].items())
    return f"(SELECT {columns} WHERE false)"


def _paid(files: Mapping[str, Sequence[str]]) -> str:
    return said.PAID.format(balances=_place("balance", files["balance"]), rates=_place("rate", files["rate"]))


def _priced(charges: Charges) -> dict[str, int]:
    return {
        "added_tax": charges.added_tax_ppm,
        "surcharge": charges.surcharge_ppm,
        "income_tax": charges.income_tax_ppm,
        "operating_cost": charges.operating_cost_ppm,
        "risk_weight": charges.risk_weight_ppm,
        "capital": charges.capital_ppm,
        "capital_cost": charges.capital_cost_ppm,
    }


def _settled(months: Iterable[str]) -> dict[str, Run]:
    wanted = sorted(set(months))
    if not 0 < len(wanted) <= MONTHS_MOST:
        words = _("Ask for 1 to %(most)s months, not for %(found)s.")
        raise Refusal("scheme_facts.months", words, most=MONTHS_MOST, found=len(wanted))
    found = runs.newest_runs(wanted)
    lacking = [month for month in wanted if month not in found]
    if lacking:
        words = _("%(month)s has not been settled yet; run `qiao settle %(month)s` first.")
        raise Refusal("run.none", words, month=lacking[0])
    return {month: found[month] for month in wanted}


def _credit(run: Run) -> str:
    return str(folder_of(run) / "account_credit.parquet")


def _serving(run: Run) -> str:
    return str(folder_of(run) / "assignment.parquet")


def _asked(found: Mapping[str, Run]) -> "pa.Table":
    """The months with their files and days."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded by the jobs that need it

    periods = [month_period(month) for month in found]
    return pa.table(
        {
            "month": list(found),
            "file": [_credit(run) for run in found.values()],
            "serving": [_serving(run) for run in found.values()],
            "days": pa.array([period.days for period in periods], pa.int32()),
            "since_day": pa.array([period.since_day for period in periods], pa.int32()),
            "until_day": pa.array([period.until_day for period in periods], pa.int32()),
        }
    )


def _base_of(base: Base | None, *, balances: Sequence[str]) -> tuple[str, dict[str, Any], dict[str, "pa.Table"]]:
    """The statement of each account's base, its values, and the table it reads."""
    if base is not None and base.on is not None:
        text = said.ON_A_DAY.format(balances=_place("balance", balances))
        return text, {"base_day": day_number(base.on), **bound(balance=balances)}, {}
    if base is not None and base.year is not None:
        year = _settled(f"{base.year}-{month:02d}" for month in range(1, MONTHS_A_YEAR + 1))
        days = sum(month_period(month).days for month in year)
        return said.ON_AVERAGE, {}, {"averages": _averages(tuple(_credit(run) for run in year.values()), days=days)}
    return said.NO_BASE, {}, {}


@lru_cache(maxsize=YEARS_REMEMBERED)
def _averages(files: tuple[str, ...], *, days: int) -> "pa.Table":
    """What each account stood at on average over the months of these files, which never change."""
    return columns_of(said.AVERAGES.format(most=ROWS_MOST), {"base_credit": list(files), "base_days": days})


def facts_by_person(
    columns: Columns, *, months: Sequence[str] | None = None, besides: Iterable[str] = ()
) -> dict[str, PersonFacts]:
    """The figures of some of the months added up by person; months are consecutive, what nobody has is 0.

    besides: people who are told even where they have no row at all.
    """
    chosen = sorted(months or columns.months)
    period = Period(month_period(chosen[0]).since, month_period(chosen[-1]).until)
    assert sum(month_period(one).days for one in chosen) == period.days, chosen
    sums: dict[str, dict[Key, int]] = {staff_id: {} for staff_id in besides}
    told = [name for name in OF_CREDIT if name not in columns.lacking]
    _add(sums, _months_of(columns.figures, chosen), kind="product_id", names=told)
    _add(sums, _months_of(columns.expenses, chosen), kind="kind", names=["expense"])
    nothing: dict[Key, int] = {(name, NO_CLASS): 0 for name in (*told, "expense")}
    return {staff_id: PersonFacts(staff_id, period, nothing | found) for staff_id, found in sums.items()}


def _months_of(table: "pa.Table", months: Sequence[str]) -> "pa.Table":
    """The rows of some months."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded by the jobs that need it
    import pyarrow.compute as pc  # noqa: PLC0415  the same

    return table.filter(pc.is_in(table["month"], value_set=pa.array(months, pa.string())))


def _whole_numbers(table: "pa.Table", name: str) -> list[int]:
    """A column as integers: by machine words where all of it fits, which is many times as fast."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded by the jobs that need it

    try:
        found: list[int] = table[name].cast(pa.int64()).to_pylist()
    except pa.ArrowInvalid:
        found = [int(value) for value in table[name].to_pylist()]
    return found


def _add(sums: dict[str, dict[Key, int]], table: "pa.Table", *, kind: str, names: Sequence[str]) -> None:
    """Add each row's figures that are not 0 to its person's."""
    people, kinds = table["staff_id"].to_pylist(), table[kind].to_pylist()
    for name in names:
        for staff_id, of, value in zip(people, kinds, _whole_numbers(table, name), strict=True):
            found = sums.setdefault(staff_id, {})
            if value:
                found[name, of] = found.get((name, of), 0) + value
