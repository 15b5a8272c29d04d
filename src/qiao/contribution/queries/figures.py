"""Figures of a run for pages: by customer, by account and person, by org unit; tie-out, findings, flags. All bounded.

Every read takes whose figures it may show: `orgs` names org units (None = all of them), `staff` people.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from qiao.book import queries as book
from qiao.contribution.models import Run
from qiao.contribution.queries import runs, shelf
from qiao.contribution.queries.merged import expanded, told_as_one
from qiao.contribution.queries.runs import folder_of
from qiao.contribution.rules.sums import PartySums
from qiao.customers import queries as customers
from qiao.engine import reading
from qiao.engine.lookup import rows_of
from qiao.engine.reading import AMONG, bound, select, source
from qiao.ground.paging import Cut, Page

T = TypeVar("T")
FEW = 3  # customers for whom a look into the files by key is the quickest
PARTIES_MOST = 5_000
LINES_MOST = 2_000  # accounts and people of one customer
KEPT_MOST = 500_000  # accounts of the customers of many requests
MASTERS = ("org", "staff", "product", "assignment")
DIGITS_MOST = 12  # of a run's number in an address


@dataclass(frozen=True, slots=True)
class CreditRow:
    """One account (or a customer's own fees: no account) and one person; nobody's credit has an empty person."""

    party_id: str
    account_id: str
    staff_id: str
    side: str
    org_id: str
    balance_days_micro: int
    margin_micro: int
    expected_loss_micro: int
    fee_micro: int
    npl_days_micro: int


@dataclass(frozen=True, slots=True)
class OrgSums:
    """An org unit's month with all below it."""

    org_id: str
    deposit_balance_days_micro: int
    loan_balance_days_micro: int
    margin_micro: int
    expected_loss_micro: int


@dataclass(frozen=True, slots=True)
class TieoutRow:
    """A day, unit and product on which book and ledger differ; fen."""

    on_day: int
    org_id: str
    product_id: str
    book_fen: int
    ledger_fen: int
    difference_fen: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something odd that counts as given: the kind, the account, the first day and on how many days."""

    kind: str
    account_id: str
    first_day: int
    days: int


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account as the book has it."""

    account_id: str
    party_id: str
    product_id: str
    org_id: str
    opened_on_day: int
    closed_on_day: int | None
    maturity_on_day: int | None


def made(kind: type[T], found: Iterable[dict[str, Any]]) -> list[T]:
    """Records out of rows: figures as integers, texts as they are, only what the record asks for."""
    names = kind.__dataclass_fields__  # type: ignore[attr-defined]  # every record here is a dataclass
    return [kind(**{name: _plain(row[name]) for name in names}) for row in found]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else int(value)


def _table(run: Run, name: str) -> list[Path]:
    return [folder_of(run) / f"{name}.parquet"]


def party_sums(run: Run, party_ids: Collection[str]) -> dict[str, PartySums]:
    """The month of customers by id, with those merged into them; those without account and fee are absent."""
    shelved = _shelved(run, party_ids) if len(party_ids) > FEW else {}
    rest = [one for one in party_ids if one not in shelved]
    asked, families = expanded(rest)
    return shelved | told_as_one(own_sums(run, asked), rest, families=families)


def own_sums(run: Run, party_ids: Sequence[str]) -> dict[str, PartySums]:
    """The month of customers by the ids of the extract, nobody merged."""
    path = _table(run, "party_result")
    if len(party_ids) <= FEW:
        found = rows_of(path[0], "party_id", party_ids)
    else:
        found = select(path, columns=["*"], where=f"party_id {AMONG}", values=[list(party_ids)], most=len(party_ids))
    return {row.party_id: row for row in made(PartySums, found)}


def _shelved(run: Run, party_ids: Collection[str]) -> dict[str, PartySums]:
    """Those of the customers whose figures the database holds exactly."""
    if not shelf.holds(run):
        return {}
    names = list(PartySums.__dataclass_fields__)
    rows = shelf.party_figures().filter(party_id__in=list(party_ids)[:PARTIES_MOST], beyond=0).values(*names)
    return {row["party_id"]: PartySums(**row) for row in rows}


def party_credit(run: Run, party_id: str) -> list[CreditRow]:
    """Who earned what on the accounts and fees of a customer and of those merged into it, at most 2,000 rows."""
    asked, _families = expanded([party_id])
    found = made(CreditRow, rows_of(_table(run, "account_credit")[0], "party_id", asked))
    found.sort(key=lambda row: (row.side, row.account_id, -abs(row.margin_micro), row.staff_id))
    return found[:LINES_MOST]


def org_sums(run: Run, org_ids: Collection[str]) -> dict[str, OrgSums]:
    """The month of org units with all below them."""
    found = rows_of(_table(run, "org_result")[0], "org_id", list(org_ids))
    return {row.org_id: row for row in made(OrgSums, found)}


def tieout_rows(run: Run, cut: Cut, *, orgs: Collection[str] | None) -> Page[TieoutRow]:
    """Differences between book and ledger, the largest first."""
    found = select(
        _table(run, "tieout"),
        columns=["*"],
        where="true" if orgs is None else "list_contains(?, org_id)",
        values=[] if orgs is None else [list(orgs)],
        order=["abs(difference_fen) DESC", "on_day", "org_id", "product_id"],
        most=cut.limit,
        skip=cut.offset,
    )
    return cut.page(made(TieoutRow, found))


def finding_rows(run: Run, cut: Cut, *, orgs: Collection[str] | None) -> Page[FindingRow]:
    """What the settlement noticed and did not change; only accounts of these org units."""
    files = book.fact_files(run.book_version, "account")
    accounts = source("accounts", files, {"account_id": "VARCHAR", "org_id": "VARCHAR"})
    narrowed = f"JOIN {accounts} USING (account_id) WHERE list_contains($orgs, org_id)" if orgs is not None else ""
    statement = (
        "SELECT kind, account_id, first_day, days "  # noqa: S608  constants only
        "FROM read_parquet($finding, hive_partitioning = false) "
        f"{narrowed} ORDER BY kind, account_id LIMIT $most OFFSET $skip"
    )
    values: dict[str, Any] = {"finding": [str(path) for path in _table(run, "finding")]}
    values |= {"most": cut.limit, "skip": cut.offset}
    if orgs is not None:
        values |= {"orgs": list(orgs)} | bound(accounts=files)
    return cut.page(made(FindingRow, reading.rows(statement, values)))


def finding_kinds(run: Run) -> dict[str, int]:
    """How many findings of each kind."""
    found = select(_table(run, "finding"), columns=["kind", "count(*) AS findings"], group_by=["kind"], order=["kind"])
    return {row["kind"]: int(row["findings"]) for row in found}


def flagged(run: Run, *, kind: str, keys: Sequence[str]) -> frozenset[str]:
    """Which of these (accounts, parties, people or org units) lost a row to quarantine before the run.

    A customer did where one merged into it did.
    """
    families = customers.families_of(keys) if kind == "party" else {}
    asked = {*keys, *(one for members in families.values() for one in members)}
    rows = rows_of(_table(run, "flag")[0], "key", sorted(asked), columns=["kind"])
    lost = {row["key"] for row in rows if row["kind"] == kind}
    return frozenset(one for one in keys if not lost.isdisjoint(families.get(one, (one,))))


def flagged_lines(run: Run, lines: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Which of these (party, account) lost a row; a customer's own fees name no account: there the party counts."""
    asked = frozenset(lines)
    accounts = flagged(run, kind="account", keys=sorted({account for _party, account in asked if account}))
    parties = flagged(run, kind="party", keys=sorted({party for party, account in asked if not account}))
    return frozenset(line for line in asked if (line[1] in accounts if line[1] else line[0] in parties))


def names_then(run: Run, table: str) -> dict[str, str]:
    """Names of org units, people or products as they were when the run was settled, the snapshot whole."""
    key = {"org": "org_id", "staff": "staff_id", "product": "product_id"}[table]
    return {row[key]: row["name"] for row in select(_table(run, table), columns=[key, "name"])}


def masters_then(run: Run) -> dict[str, tuple[int, str]]:
    """Of each master table in a run's snapshot its rows and a digest: the same rows give the same digest."""
    found = {}
    for name in MASTERS:
        path = _table(run, name)[0]
        counted = select([path], columns=["count(*) AS rows"], most=1)[0]["rows"]
        found[name] = (int(counted), hashlib.sha256(path.read_bytes()).hexdigest())
    return found


def accounts_of(run: Run, party_id: str) -> list[AccountFacts]:
    """The accounts of a customer and of those merged into it in the book of a run, at most 2,000."""
    asked, _families = expanded([party_id])
    rows = (row for file in shelf.account_files(run) for row in rows_of(file, "party_id", asked))
    found = made(AccountFacts, rows)
    found.sort(key=lambda one: (one.closed_on_day is not None, one.product_id, one.account_id))
    return found[:LINES_MOST]


def keeping_units(party_id: str) -> frozenset[str]:
    """The units that keep an account of the customer in the newest settlement's book."""
    run = runs.newest_run()
    return frozenset(one.org_id for one in accounts_of(run, party_id)) if run is not None else frozenset()


def kept_by(party_ids: Collection[str], units: Collection[str]) -> frozenset[str]:
    """Of these customers those of whom one of these units keeps an account in the newest settlement's book."""
    run, asked = runs.newest_run(), sorted(party_ids)
    if run is None or not asked:
        return frozenset()
    files, columns = shelf.account_files(run), ("party_id", "org_id")
    rows = (row for file in files for row in rows_of(file, "party_id", asked, columns=columns, most=KEPT_MOST))
    return frozenset(str(row["party_id"]) for row in rows if row["org_id"] in units)


def party_of_account(run: Run, account_id: str) -> AccountFacts | None:
    """The account's facts, or None where the run's book has no such account."""
    found = book.account_rows(run.book_version, "account", [account_id])
    return made(AccountFacts, found)[0] if found else None


def asked_run(month: str, number: str = "") -> Run | None:
    """The run an address asks for: by its number where one is given, else the newest of the month, '' = newest month.

    None where nothing fits: an unsettled month, or a number of another month than the one that is named.
    """
    if number:
        fits = number.isascii() and number.isdigit() and len(number) < DIGITS_MOST
        run = runs.run_of(int(number)) if fits else None
        return run if run is not None and month in {"", run.month} else None
    return runs.latest_run(month) if month else runs.newest_run()
