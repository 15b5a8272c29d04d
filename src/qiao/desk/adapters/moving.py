"""Moves worked out of a book's accounts and balances into one file, by customer.

Balances lie as spells, so no history is walked: a spell that lasted long and ended within the days told is an account
that woke; a spell that holds the last day is what is owed. Every statement reads the balances once.
"""
# ruff: noqa: S608  every name is a constant of this code, every number an int, every path goes through quoted

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qiao.desk.rules.moves import DAYS_AHEAD, Days, What
from qiao.engine.sessions import DuckSession, quoted

GROUP_ROWS = 8_192
Kinds = Callable[[Sequence[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Book:
    """The files of a book's version, the side of each product, and who was merged into whom."""

    accounts: Sequence[str]
    balances: Sequence[str]
    sides: Mapping[str, str]
    survivors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bars:
    """From how much on a flow is large, in fen by kind of customer; after how many days an account is dormant."""

    flow_fen: Mapping[str, int]
    dormant_days: int


def laid_as_spells(files: Sequence[str]) -> bool:
    """Whether the balances say until when each holds; books of before 0.2.0 do not."""
    from pyarrow import parquet  # noqa: PLC0415  heavy; loaded when a job runs

    return all("until_day" in parquet.read_schema(file).names for file in files)


def lay(local: DuckSession, book: Book, path: Path, *, days: Days, bars: Bars, kinds: Kinds) -> None:
    """Write the moves of these days; `kinds` says which kind of customer each of these is."""
    _read(local, book)
    _customers(local, days=days)
    _flows(local, days=days, bars=bars, kinds=kinds)
    _sleepers(local, days=days, dormant_days=bars.dormant_days)
    _dated(local, days=days)
    texts = [_came_and_left(days), _flowed(), _woke(days), _due(days)]
    local.copy(f"{' UNION ALL '.join(texts)} ORDER BY party_id, what, on_day, account_id", path, group=GROUP_ROWS)


def _read(local: DuckSession, book: Book) -> None:
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs

    columns = {"product_id": pa.array(book.sides.keys(), pa.string()), "side": pa.array(book.sides.values())}
    local.put("product", pa.table(columns))
    for name, files in (("account", book.accounts), ("balance", book.balances)):
        source = f"read_parquet([{', '.join(map(quoted, files))}], hive_partitioning = false)"
        local.connection.execute(f"CREATE OR REPLACE TEMP VIEW {name}_given AS SELECT * FROM {source}")
    merged = {"absorbed_id": pa.array(book.survivors.keys(), pa.string())}
    local.put("merged", pa.table(merged | {"survivor_id": pa.array(book.survivors.values(), pa.string())}))
    local.connection.execute("CREATE OR REPLACE TEMP VIEW balance AS SELECT * FROM balance_given")
    local.connection.execute(
        "CREATE OR REPLACE TEMP VIEW account AS SELECT * EXCLUDE (absorbed_id, survivor_id) "
        "REPLACE (coalesce(survivor_id, party_id) AS party_id) FROM account_given "
        "LEFT JOIN merged ON party_id = absorbed_id"
    )


def _customers(local: DuckSession, *, days: Days) -> None:
    """Customers whose first account was opened, or whose last one was closed, within the days."""
    gone = f"bool_and(coalesce(closed_on_day <= {days.last_day}, false)) AND max(closed_on_day) >= {days.first_day}"
    first = f"min(opened_on_day) BETWEEN {days.first_day} AND {days.last_day}"
    local.connection.execute(
        "CREATE OR REPLACE TEMP TABLE changed AS SELECT party_id, min(opened_on_day) AS came, max(closed_on_day) AS "
        f"went, {first} AS fresh, {gone} AS gone FROM account GROUP BY party_id HAVING fresh OR gone"
    )


def _flows(local: DuckSession, *, days: Days, bars: Bars, kinds: Kinds) -> None:
    """What a customer's deposits changed in sum on a day on which one of them moved by the lowest bar at least."""
    within = f"on_day BETWEEN {days.first_day} AND {days.last_day}"
    lowest = min(bars.flow_fen.values())
    local.connection.execute(  # the first row of an older account is where the extracts begin, and no flow
        "CREATE OR REPLACE TEMP TABLE begun AS SELECT account_id, min(on_day) AS on_day FROM balance SEMI JOIN "
        f"(SELECT account_id FROM balance WHERE {within} AND change_fen = balance_fen AND change_fen <> 0) "
        "USING (account_id) JOIN account USING (account_id) GROUP BY account_id, opened_on_day "
        "HAVING min(on_day) > opened_on_day"
    )
    local.connection.execute(  # the few rows first, so that they are looked up and not the accounts of a bank
        f"CREATE OR REPLACE TEMP TABLE jump AS SELECT account_id, on_day FROM balance ANTI JOIN begun "
        f"USING (account_id, on_day) WHERE {within} AND abs(change_fen) >= {lowest}"
    )
    local.connection.execute(
        "CREATE OR REPLACE TEMP TABLE large AS SELECT DISTINCT party_id, on_day FROM jump "
        "JOIN account USING (account_id) JOIN product USING (product_id) WHERE side = 'deposit'"
    )
    local.connection.execute(
        "CREATE OR REPLACE TEMP TABLE flow AS SELECT party_id, on_day, sum(change_fen)::BIGINT AS amount_fen, "
        "CASE WHEN count(*) = 1 THEN min(account_id) ELSE '' END AS account_id, "
        "CASE WHEN count(*) = 1 THEN min(product_id) ELSE '' END AS product_id FROM balance "
        "JOIN (SELECT account_id, party_id, product_id FROM account JOIN product USING (product_id) "
        "WHERE side = 'deposit' AND party_id IN (SELECT party_id FROM large)) USING (account_id) "
        "SEMI JOIN large USING (party_id, on_day) ANTI JOIN begun USING (account_id, on_day) "
        f"WHERE {within} AND change_fen <> 0 GROUP BY party_id, on_day "
        f"HAVING abs(sum(change_fen)) >= {lowest}"
    )
    _keep_large(local, bars=bars, kinds=kinds)


def _keep_large(local: DuckSession, *, bars: Bars, kinds: Kinds) -> None:
    """Leave the flows that reach the bar of the customer's kind."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs

    ids = [row[0] for row in local.connection.execute("SELECT DISTINCT party_id FROM flow").fetchall()]
    lowest, kind_of = min(bars.flow_fen.values()), kinds(ids)
    asked = [bars.flow_fen.get(kind_of.get(one, ""), lowest) for one in ids]
    local.put("bar", pa.table({"party_id": pa.array(ids, pa.string()), "bar_fen": pa.array(asked, pa.int64())}))


def _line(what: What, *, day: str, amount: str = "NULL", days: str = "NULL", account: bool = True) -> str:
    named = "account_id, product_id" if account else "'' AS account_id, '' AS product_id"
    return (
        f"SELECT {quoted(what)} AS what, party_id, {named}, ({day})::INTEGER AS on_day, "
        f"({amount})::BIGINT AS amount_fen, ({days})::INTEGER AS days "
    )


def _came_and_left(days: Days) -> str:
    within = f"BETWEEN {days.first_day} AND {days.last_day}"
    fresh, gone = (f"(SELECT party_id FROM changed WHERE {one})" for one in ("fresh", "gone"))
    opened, closed = _line(What.OPENED, day="opened_on_day"), _line(What.CLOSED, day="closed_on_day")
    texts = (
        f"{_line(What.NEW_CUSTOMER, day='came', account=False)} FROM changed WHERE fresh",
        f"{_line(What.GONE_CUSTOMER, day='went', account=False)} FROM changed WHERE gone",
        f"{opened} FROM account WHERE opened_on_day {within} AND party_id NOT IN {fresh}",
        f"{closed} FROM account WHERE closed_on_day {within} AND party_id NOT IN {gone}",
    )
    return " UNION ALL ".join(texts)


def _flowed() -> str:
    large = "FROM flow JOIN bar USING (party_id) WHERE abs(amount_fen) >= bar_fen"
    flowed = (
        f"{_line(What.IN, day='on_day', amount='amount_fen')} {large} AND amount_fen > 0",
        f"{_line(What.OUT, day='on_day', amount='amount_fen')} {large} AND amount_fen < 0",
    )
    return " UNION ALL ".join(flowed)


def _sleepers(local: DuckSession, *, days: Days, dormant_days: int) -> None:
    """Deposits without a maturity whose balance stood still so long and changed within the days."""
    within = f"BETWEEN {days.first_day} AND {days.last_day}"
    local.connection.execute(
        "CREATE OR REPLACE TEMP TABLE still AS SELECT account_id, until_day AS on_day, until_day - on_day AS still "
        f"FROM balance WHERE until_day {within} AND until_day - on_day >= {dormant_days}"
    )
    local.connection.execute(
        "CREATE OR REPLACE TEMP TABLE slept AS SELECT account_id, party_id, product_id, on_day, still FROM still "
        "JOIN account USING (account_id) JOIN product USING (product_id) "
        "WHERE side = 'deposit' AND maturity_on_day IS NULL"
    )


def _dated(local: DuckSession, *, days: Days) -> None:
    """Running accounts that mature within the days ahead or matured before, with the balance of the last day."""
    local.connection.execute(
        "CREATE OR REPLACE TEMP TABLE dated AS SELECT account_id, party_id, product_id, maturity_on_day, side "
        f"FROM account JOIN product USING (product_id) WHERE maturity_on_day < {days.last_day + DAYS_AHEAD} "
        f"AND (closed_on_day IS NULL OR closed_on_day > {days.last_day}) "
        f"AND (side = 'loan' OR maturity_on_day >= {days.first_day})"
    )
    local.connection.execute(
        "CREATE OR REPLACE TEMP TABLE due AS SELECT dated.*, balance_fen FROM dated LEFT JOIN (SELECT account_id, "
        f"balance_fen FROM balance SEMI JOIN dated USING (account_id) WHERE on_day <= {days.last_day} "
        f"AND until_day > {days.last_day}) USING (account_id)"
    )


def _woke(days: Days) -> str:
    woke = _line(What.WOKE, day="on_day", amount="change_fen", days="still")
    within = f"on_day BETWEEN {days.first_day} AND {days.last_day} AND change_fen <> 0"
    moved = f"SELECT account_id, on_day, change_fen FROM balance SEMI JOIN slept USING (account_id) WHERE {within}"
    return f"{woke} FROM slept JOIN ({moved}) USING (account_id, on_day)"


def _due(days: Days) -> str:
    """What matures, and loans that ought to have been paid back."""
    owed = f"side = 'loan' AND maturity_on_day < {days.last_day} AND coalesce(balance_fen, 0) > 0"
    matures = _line(What.MATURES, day="maturity_on_day", amount="balance_fen")
    past = f"{days.last_day} - maturity_on_day"
    overdue = _line(What.OVERDUE, day="maturity_on_day", amount="balance_fen", days=past)
    ahead = f"{matures} FROM due WHERE maturity_on_day >= {days.first_day} AND NOT ({owed})"
    return f"{ahead} UNION ALL {overdue} FROM due WHERE {owed}"
