"""Further questions to the book as columns: accounts opened, customers who changed hands, sums paid in under a name.

What comes back is little; the rules judge it.
"""
# ruff: noqa: S608  every statement is made of constants; days, sums and files are bound

from dataclasses import dataclass

from qiao.appraisal.adapters.moved import ACCOUNTS, BALANCES, DEPOSITS, POSTINGS, Buckets
from qiao.appraisal.rules.gaming.thresholds import Thresholds
from qiao.engine.sessions import DuckSession

ROWS_MOST = 50_000
A_PART = 10  # an account opened with less than this part of the least sum is no part of anything
COVER = "cover"
HOP_DAYS, EXACT_BP = 1, 10  # without a posting that names the payer only a plainly equal sum says anything
HALF_BP = 5_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A deposit account opened: its first sum, and whether its customer had an older account."""

    account_id: str
    party_id: str
    product_id: str
    day: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Handed:
    """A customer whose larger share went from one person to another on a day."""

    party_id: str
    giver: str
    taker: str
    day: int


@dataclass(frozen=True, slots=True)
class Paid:
    """A sum that came into a deposit account, and the name or account it came from."""

    account_id: str
    party_id: str
    day: int
    amount_fen: int
    payer: str
    from_account: str = ""


def opened(
    session: DuckSession, buckets: Buckets, *, since_day: int, until_day: int, limits: Thresholds
) -> list[Opened]:
    """Deposit accounts opened in [since_day, until_day) with a sum worth a look; at most 50,000.

    The first sum is the largest balance at the end of the first days.
    """
    found: list[Opened] = []
    statement = (
        "SELECT account_id, any_value(party_id), any_value(product_id), any_value(opened_on_day), max(balance_fen) "
        "FROM "
        f"(SELECT account_id, party_id, product_id, opened_on_day FROM {DEPOSITS} "
        "AND opened_on_day >= $since AND opened_on_day < $until) "
        f"JOIN (SELECT account_id, on_day, balance_fen FROM {BALANCES}) USING (account_id) "
        "WHERE on_day BETWEEN opened_on_day AND opened_on_day + $hop "
        f"GROUP BY account_id HAVING max(balance_fen) >= $least ORDER BY account_id LIMIT {ROWS_MOST}"
    )
    values = {"since": since_day, "until": until_day, "hop": limits.hop_days, "least": limits.least_fen // A_PART}
    for one in buckets:
        if one.balance:
            answer = session.connection.execute(statement, values | {"account": one.account, "balance": one.balance})
            found += [Opened(*row) for row in answer.fetchall()]
    return found[:ROWS_MOST]


def known_before(session: DuckSession, buckets: Buckets, *, days: dict[str, int]) -> set[str]:
    """Those of the customers who had an account opened before a day, each its own."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs

    asked = pa.table({"party_id": pa.array(list(days), pa.string()), "day": pa.array(list(days.values()), pa.int32())})
    session.put("asked", asked)
    known: set[str] = set()
    for one in buckets:
        if one.account:
            answer = session.connection.execute(
                f"SELECT DISTINCT party_id FROM {ACCOUNTS} JOIN asked USING (party_id) WHERE opened_on_day < day",
                {"account": one.account},
            )
            known |= {row[0] for row in answer.fetchall()}
    return known


def handed_over(session: DuckSession, *, key_day: int, limits: Thresholds) -> list[Handed]:
    """Customers who changed hands round a day, out of the table `assignment`; covers are none. At most 50,000."""
    answer = session.connection.execute(
        "SELECT DISTINCT taking.party_id, giving.staff_id, taking.staff_id, taking.since_day FROM assignment AS taking "
        "JOIN assignment AS giving ON giving.party_id = taking.party_id AND giving.until_day = taking.since_day "
        "WHERE taking.staff_id <> giving.staff_id AND taking.since_day BETWEEN $first AND $last "
        "AND coalesce(taking.account_id, '') = '' AND coalesce(giving.account_id, '') = '' "
        "AND taking.share_bp >= $half AND giving.share_bp >= $half AND taking.role <> $cover AND giving.role <> $cover "
        f"ORDER BY ALL LIMIT {ROWS_MOST}",
        {
            "first": key_day - limits.swap_days,
            "last": key_day + limits.swap_days,
            "half": HALF_BP,
            "cover": COVER,
        },
    )
    return [Handed(*row) for row in answer.fetchall()]


def paid_in(session: DuckSession, buckets: Buckets, *, key_day: int, limits: Thresholds) -> list[Paid]:
    """Sums paid in before a key date under a name of the table `staff`, by postings; at most 50,000."""
    found: list[Paid] = []
    statement = (
        "SELECT account_id, party_id, on_day, amount_fen, counter_name FROM "
        f"(SELECT account_id, on_day, amount_fen, counter_name FROM {POSTINGS} "
        "WHERE on_day BETWEEN $first AND $last AND amount_fen > 0 "
        "AND counter_name IN (SELECT name FROM staff)) "
        f"JOIN (SELECT account_id, party_id FROM {DEPOSITS}) USING (account_id) ORDER BY ALL LIMIT {ROWS_MOST}"
    )
    for one in buckets:
        if one.posting:
            values = {"first": key_day - limits.own_days, "last": key_day}
            answer = session.connection.execute(
                statement, values | {"posting": one.posting, "account": one.account}
            ).fetchall()
            found += [Paid(*row) for row in answer]
    return found[:ROWS_MOST]


def moved_over(session: DuckSession, *, party_ids: list[str], key_day: int, limits: Thresholds) -> list[Paid]:
    """Sums that left accounts of some customers and rose elsewhere alike, out of `moves`; `payer` is the customer."""
    answer = session.connection.execute(
        "SELECT rise.account_id, rise.party_id, rise.on_day, rise.change_fen, fall.party_id, fall.account_id "
        "FROM moves AS fall JOIN moves AS rise ON rise.on_day BETWEEN fall.on_day AND fall.on_day + $hop "
        "WHERE fall.change_fen < 0 AND rise.change_fen > 0 AND rise.party_id <> fall.party_id "
        "AND fall.party_id IN (SELECT unnest(CAST($parties AS VARCHAR[]))) "
        "AND rise.change_fen >= $least AND rise.on_day BETWEEN $first AND $last "
        "AND abs(fall.change_fen + rise.change_fen) * 10000 <= $tolerance * rise.change_fen "
        f"ORDER BY ALL LIMIT {ROWS_MOST}",
        {
            "hop": HOP_DAYS,
            "parties": party_ids,
            "least": limits.own_least_fen,
            "first": key_day - limits.own_days,
            "last": key_day,
            "tolerance": min(EXACT_BP, limits.tolerance_bp),
        },
    )
    return [Paid(*row) for row in answer.fetchall()]
