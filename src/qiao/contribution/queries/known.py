"""What a month is reckoned from, as known at a moment: a run's own snapshot, with what became known since over it.

Source: features 2.4 (one delta engine). A run keeps the masters it was settled on; an overlay names the customers,
people and products of whom something else was known later. The facts are those of one version of the book.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qiao.book import queries as book
from qiao.contribution.models import Run
from qiao.contribution.queries.runs import folder_of
from qiao.contribution.queries.shelf import serving_of
from qiao.contribution.queries.snapshot import assignment_row
from qiao.contribution.rules.facts import AccountFacts, DatedValue, FeeRow, PriceMethod, RiskClass, RiskRow, Side
from qiao.engine.lookup import rows_of
from qiao.engine.reading import AMONG, select
from qiao.ground.periods import Period

if TYPE_CHECKING:
    import pyarrow as pa

Rows = Sequence[Mapping[str, Any]]
ROWS_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Overlay:
    """What became known since the snapshot: customers' assignment rows in stored form, last days, products.

    Days on which a person is not credited are cut out of the rows already.
    """

    lines: Mapping[str, Rows] = field(default_factory=dict)
    left_on: Mapping[str, int | None] = field(default_factory=dict)
    products: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that a month's credit follows from but for the plan's day basis."""

    run: Run
    version: book.Version
    overlay: Overlay = field(default_factory=Overlay)

    @property
    def period(self) -> Period:
        """The run's month."""
        return Period(self.run.since, self.run.until)


def inputs_of(run: Run) -> Inputs:
    """What a run was settled on."""
    return Inputs(run, run.book_version)


def serving(inputs: Inputs, party_ids: Sequence[str]) -> dict[str, Rows]:
    """The assignment rows of customers in stored form, each customer's own accounts included."""
    found: dict[str, list[Mapping[str, Any]]] = {party: [] for party in party_ids}
    kept = [party for party in found if party not in inputs.overlay.lines]
    for row in serving_of(inputs.run, kept):
        found[row["party_id"]].append(row)
    return {party: inputs.overlay.lines.get(party, rows) for party, rows in found.items()}


def left_on_days(inputs: Inputs, staff_ids: Collection[str]) -> dict[str, int]:
    """The last day in the post, by person, of those who have one."""
    over = inputs.overlay.left_on
    asked = sorted(set(staff_ids) - over.keys())
    found = rows_of(folder_of(inputs.run) / "staff.parquet", "staff_id", asked, columns=["left_on_day"])
    days = {row["staff_id"]: row["left_on_day"] for row in found} | {one: over[one] for one in staff_ids if one in over}
    return {one: day for one, day in days.items() if day is not None}


def products(inputs: Inputs, product_ids: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """Products by id."""
    over = inputs.overlay.products
    asked = sorted(set(product_ids) - over.keys())
    rows = rows_of(folder_of(inputs.run) / "product.parquet", "product_id", asked)
    return {row["product_id"]: row for row in rows} | {one: over[one] for one in product_ids if one in over}


def all_products(inputs: Inputs) -> dict[str, Mapping[str, Any]]:
    """Every product by id."""
    rows = select([folder_of(inputs.run) / "product.parquet"], columns=["*"])
    return {row["product_id"]: row for row in rows} | dict(inputs.overlay.products)


def facts_of(inputs: Inputs, accounts: Sequence[Mapping[str, Any]]) -> list[AccountFacts]:
    """The facts of accounts, given as rows of the book, all of them read together."""
    ids = [row["account_id"] for row in accounts]
    known = products(inputs, {row["product_id"] for row in accounts})
    lines = serving(inputs, sorted({row["party_id"] for row in accounts}))
    left = left_on_days(inputs, {row["staff_id"] for rows in lines.values() for row in rows})
    tables = {name: _by_account(inputs.version, name, ids) for name in ("balance", "rate", "risk", "fee")}
    curves = _curves(inputs.version, {(one["side"], one["tenor_days"]) for one in known.values()})
    found = []
    for row in accounts:
        account_id, product = row["account_id"], known[row["product_id"]]
        rows = [one for one in lines[row["party_id"]] if one["account_id"] in {account_id, None}]
        found.append(
            AccountFacts(
                account_id=account_id,
                party_id=row["party_id"],
                side=Side(product["side"]),
                method=PriceMethod(product["ftp_method"]),
                tenor_days=product["tenor_days"],
                opened_on_day=row["opened_on_day"],
                closed_on_day=row["closed_on_day"],
                balances=_dated(tables["balance"][account_id], day="on_day", value="balance_fen"),
                rates=_dated(tables["rate"][account_id], day="since_day", value="annual_rate_ppm"),
                prices=curves.get((product["side"], product["tenor_days"]), ()),
                risks=tuple(map(_risk, tables["risk"][account_id])),
                fees=fee_rows(tables["fee"][account_id]),
                account_rows=tuple(assignment_row(one) for one in rows if one["account_id"] is not None),
                party_rows=tuple(assignment_row(one) for one in rows if one["account_id"] is None),
                left_on_days={one["staff_id"]: left[one["staff_id"]] for one in rows if one["staff_id"] in left},
            )
        )
    return found


def fee_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[FeeRow, ...]:
    """Fees of the book as the rules take them."""
    return tuple(FeeRow(row["fee_id"], row["on_day"], row["amount_fen"]) for row in rows)


def _by_account(version: book.Version, table: str, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in book.account_rows(version, table, ids, most=ROWS_MOST):
        found[row["account_id"]].append(row)
    return found


def _dated(rows: Iterable[Mapping[str, Any]], *, day: str, value: str) -> tuple[DatedValue, ...]:
    return tuple((row[day], row[value]) for row in rows)


def _risk(row: Mapping[str, Any]) -> RiskRow:
    return RiskRow(row["since_day"], RiskClass(row["class"]), row["pd_ppm"], row["lgd_ppm"])


def _curves(version: book.Version, used: Collection[tuple[str, int]]) -> dict[tuple[str, int], tuple[DatedValue, ...]]:
    rows = select(
        book.fact_files(version, "ftp"),
        columns=["side", "tenor_days", "since_day", "annual_rate_ppm"],
        where=f"side || ':' || tenor_days {AMONG}",
        values=[[f"{side}:{tenor}" for side, tenor in sorted(used)]],
    )
    found: dict[tuple[str, int], list[DatedValue]] = {}
    for row in rows:
        found.setdefault((row["side"], row["tenor_days"]), []).append((row["since_day"], row["annual_rate_ppm"]))
    return {curve: tuple(values) for curve, values in found.items()}


def assignment_table(inputs: Inputs, rows: "pa.Table") -> "pa.Table":
    """All assignment rows: the snapshot's, those of the overlay's customers in the place of theirs."""
    import pyarrow as pa  # noqa: PLC0415  heavy; only whole reckonings need it
    from pyarrow import compute  # noqa: PLC0415  heavy; only whole reckonings need it

    lines = inputs.overlay.lines
    if not lines:
        return rows
    named = compute.is_in(rows["party_id"], value_set=pa.array(sorted(lines), pa.string()))
    later = [dict(row) for party in sorted(lines) for row in lines[party]]
    return pa.concat_tables([rows.filter(compute.invert(named)), pa.Table.from_pylist(later, schema=rows.schema)])
