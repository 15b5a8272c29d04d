"""Assignments against the whole outcome: nobody can say whose share is wrong where the shares of a day exceed 1.

Source: the book's contract, 1. A scope is one account's own rows, or a party's rows without account. On every day the
scope's shares add up to at most 1; all rows that run on a day above it are set aside together, whether the file or the
book brought them. Rows for an account of another party are set aside as well.
"""
# ruff: noqa: S608  every name comes from the contract's tables, every text goes through duck.text

from collections.abc import Mapping

from duckdb import DuckDBPyConnection

from qiao.book.adapters.judging import lay_keys
from qiao.book.adapters.reading import Read
from qiao.book.adapters.standing import columns_of, hold, keys_of, same_key, staying
from qiao.book.rules import reasons
from qiao.book.rules.contract import ASSIGNMENT
from qiao.book.rules.manifest import Mode
from qiao.engine.sessions import quoted
from qiao.ground.money import SHARE_BP_ONE

BOOK_COLUMNS = columns_of(ASSIGNMENT)
SCOPE = "CASE WHEN account_id IS NULL THEN 'party ' || party_id ELSE 'account ' || account_id END"


def set_aside(con: DuckDBPyConnection, reads: Mapping[str, Read]) -> None:
    """Hold rows of the file, and list the book's rows that leave with them in `moved_assignment`.

    Where the file's version of a row is in conflict, the book's older version leaves too: a row of the file takes its
    key, whatever becomes of it, so that one load of all rows and two loads of some end alike.
    """
    con.execute(
        f"CREATE TEMP TABLE moved_assignment AS SELECT {BOOK_COLUMNS}, NULL::VARCHAR AS column_name, "
        f"NULL::VARCHAR AS code, NULL::VARCHAR AS detail FROM old_assignment LIMIT 0"
    )
    if "assignment" not in reads and "account" not in reads:
        return
    con.execute(f"CREATE TEMP TABLE stay_assignment AS {_staying(reads)}")
    lay_keys(con, "account", reads)
    _other_parties(con, reads)
    if "assignment" in reads:
        _above_one(con)
        if reads["assignment"].landed.entry.mode is not Mode.REPLACE:
            _older_versions(con)


def _staying(reads: Mapping[str, Read]) -> str:
    if "assignment" in reads:
        return staying(reads["assignment"])
    return f"SELECT {BOOK_COLUMNS} FROM old_assignment"


def _other_parties(con: DuckDBPyConnection, reads: Mapping[str, Read]) -> None:
    joined = "JOIN keys_account AS k ON a.account_id = k.known WHERE a.party_id <> k.party_id"
    fault = f"'account_id' AS column_name, {quoted(reasons.OTHER_PARTY)} AS code"
    detail = "json_object('party', k.party_id)::VARCHAR AS detail"
    if "assignment" in reads:
        con.execute(
            f"CREATE TEMP TABLE strangers AS SELECT ordinal, {fault}, {detail} FROM good_assignment AS a {joined}"
        )
        hold(con, ASSIGNMENT, "SELECT * FROM strangers")
    con.execute(
        f"INSERT INTO moved_assignment SELECT {columns_of(ASSIGNMENT, 'a')}, {fault}, {detail} "
        f"FROM stay_assignment AS a {joined}"
    )
    con.execute(f"DELETE FROM stay_assignment AS a USING moved_assignment AS m WHERE {same_key(ASSIGNMENT, 'a', 'm')}")


def _above_one(con: DuckDBPyConnection) -> None:
    both = (
        f"SELECT ordinal, {BOOK_COLUMNS} FROM good_assignment UNION ALL "
        f"SELECT NULL AS ordinal, {BOOK_COLUMNS} FROM stay_assignment"
    )
    con.execute(
        f"CREATE TEMP TABLE heavy AS SELECT scope FROM (SELECT {SCOPE} AS scope, share_bp FROM ({both})) "
        f"GROUP BY scope HAVING sum(share_bp) > {SHARE_BP_ONE}"
    )
    con.execute(
        f"CREATE TEMP TABLE running AS SELECT * FROM (SELECT {SCOPE} AS scope, * FROM ({both})) "
        f"WHERE scope IN (SELECT scope FROM heavy) AND coalesce(until_day > since_day, TRUE)"
    )
    con.execute(f"CREATE TEMP TABLE above AS {_stretches_above()}")
    con.execute(f"CREATE TEMP TABLE culprits AS {_culprits()}")
    fault = f"'share' AS column_name, {quoted(reasons.SHARES)} AS code, detail"
    con.execute(f"INSERT INTO moved_assignment SELECT {BOOK_COLUMNS}, {fault} FROM culprits WHERE ordinal IS NULL")
    hold(con, ASSIGNMENT, f"SELECT ordinal, {fault} FROM culprits WHERE ordinal IS NOT NULL")


def _older_versions(con: DuckDBPyConnection) -> None:
    """The book's rows whose newer version in the file is held for another's account or for shares above 1."""
    held = "SELECT ordinal FROM strangers UNION SELECT ordinal FROM culprits WHERE ordinal IS NOT NULL"
    con.execute(
        f"INSERT INTO moved_assignment SELECT {columns_of(ASSIGNMENT, 'o')}, 'share', {quoted(reasons.SUCCESSOR)}, "
        f"NULL FROM old_assignment AS o SEMI JOIN (SELECT {keys_of(ASSIGNMENT)} FROM read_assignment "
        f"WHERE rowid IN ({held})) AS n ON {same_key(ASSIGNMENT, 'o', 'n')}"
    )


def _stretches_above() -> str:
    """scope, day, next_day, level of every stretch of days on which a scope's shares exceed 1."""
    changes = (
        "SELECT scope, since_day AS day, share_bp AS change FROM running UNION ALL "
        "SELECT scope, until_day, -share_bp FROM running WHERE until_day IS NOT NULL"
    )
    daily = f"SELECT scope, day, sum(change) AS change FROM ({changes}) GROUP BY scope, day"
    levels = (
        f"SELECT scope, day, lead(day) OVER run AS next_day, sum(change) OVER run AS level FROM ({daily}) "
        f"WINDOW run AS (PARTITION BY scope ORDER BY day)"
    )
    return f"SELECT * FROM ({levels}) WHERE level > {SHARE_BP_ONE}"


def _culprits() -> str:
    """Every row that runs on a day above 1, with the first such day and the sum on it."""
    columns = columns_of(ASSIGNMENT, "r")
    first_day = "min(greatest(a.day, r.since_day))"
    level = "arg_min(a.level, a.day)::BIGINT"
    share = f"({level} // {SHARE_BP_ONE})::VARCHAR || '.' || lpad(({level} % {SHARE_BP_ONE})::VARCHAR, 4, '0')"
    return (
        f"SELECT r.ordinal, {columns}, json_object('day', (DATE '1970-01-01' + {first_day})::VARCHAR, 'sum', {share})"
        f"::VARCHAR AS detail FROM running AS r JOIN above AS a ON r.scope = a.scope "
        f"AND coalesce(r.since_day < a.next_day, TRUE) AND coalesce(r.until_day > a.day, TRUE) "
        f"GROUP BY r.ordinal, {columns}"
    )
