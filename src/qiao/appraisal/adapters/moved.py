"""Questions to the book's balances as columns: who rose and fell round a day, which sums went from where to where.

One bucket of accounts after the other, so that memory does not grow with the bank; what is left is little.
"""
# ruff: noqa: S608  every statement is made of constants; days, sums and files are bound

from collections.abc import Sequence
from dataclasses import dataclass

from qiao.appraisal.rules.gaming.round_trips import Hop
from qiao.appraisal.rules.gaming.signs import BP_ONE
from qiao.appraisal.rules.gaming.splitting import Fall
from qiao.appraisal.rules.gaming.thresholds import Thresholds
from qiao.engine.sessions import DuckSession

MEMORY = "300MB"
PARTIES_MOST, HOPS_MOST, FALLS_MOST = 20_000, 50_000, 1_000
READ = "read_parquet($%s, hive_partitioning = false)"
BALANCES, ACCOUNTS, POSTINGS = READ % "balance", READ % "account", READ % "posting"
DIGITS = "length(CAST(abs(change_fen) AS VARCHAR))"
BAND = f"{DIGITS} * 90 + abs(change_fen) // CAST(pow(10, {DIGITS} - 2) AS BIGINT) - 10"
"""A sum's number of digits with its first two: sums within a hundredth lie in one band or in neighbours.

It lets two accounts be joined by equality, which a large bank needs; the sums themselves are compared afterwards.
"""
DEPOSITS = f"{ACCOUNTS} JOIN product USING (product_id) WHERE side = 'deposit'"


@dataclass(frozen=True, slots=True)
class Bucket:
    """The files of one bucket of the book."""

    balance: Sequence[str]
    account: Sequence[str]
    posting: Sequence[str]


Buckets = Sequence[Bucket]


def risen(session: DuckSession, buckets: Buckets, *, key_day: int, limits: Thresholds) -> list[str]:
    """The customers whose deposits rose before a key date and fell after it by at least the part that has to go back.

    More than those that the rule will call a sign, and never fewer; at most 20,000.
    """
    session.connection.execute(
        "CREATE OR REPLACE TEMP TABLE risen (party_id VARCHAR, rise_fen HUGEINT, back_fen HUGEINT)"
    )
    before, after = key_day - limits.before_days, key_day + limits.after_days

    def on(day: str) -> str:
        return f"sum(CASE WHEN on_day <= ${day} AND until_day > ${day} THEN balance_fen ELSE 0 END)"

    statement = (
        f"INSERT INTO risen SELECT party_id, sum(top - low), sum(top - later) FROM "
        f"(SELECT account_id, {on('before')} AS low, {on('key')} AS top, {on('after')} AS later FROM {BALANCES} "
        "WHERE on_day <= $after AND until_day > $before GROUP BY account_id) "
        f"JOIN (SELECT account_id, party_id FROM {DEPOSITS}) USING (account_id) "
        "WHERE low <> top OR top <> later GROUP BY party_id"
    )
    for one in buckets:
        if one.balance:
            values = {"before": before, "key": key_day, "after": after, "balance": one.balance, "account": one.account}
            session.connection.execute(statement, values)
    least = limits.least_fen * limits.back_bp // BP_ONE
    answer = session.connection.execute(
        "SELECT party_id FROM risen GROUP BY party_id HAVING sum(rise_fen) >= $least AND sum(back_fen) >= $least "
        f"ORDER BY party_id LIMIT {PARTIES_MOST}",
        {"least": least},
    )
    return [row[0] for row in answer.fetchall()]


def lay_moves(session: DuckSession, buckets: Buckets, *, since_day: int, until_day: int, least_fen: int) -> None:
    """Lay down every change of a deposit account of at least a size in [since_day, until_day) as the table `moves`."""
    session.connection.execute(
        "CREATE OR REPLACE TEMP TABLE moves "
        "(account_id VARCHAR, party_id VARCHAR, on_day INTEGER, change_fen BIGINT, band INTEGER)"
    )
    for one in buckets:
        if one.balance:
            session.connection.execute(
                f"INSERT INTO moves SELECT account_id, party_id, on_day, change_fen, {BAND} FROM {BALANCES} "
                f"JOIN (SELECT account_id, party_id FROM {DEPOSITS}) USING (account_id) "
                "WHERE on_day >= $since AND on_day < $until AND abs(change_fen) >= $least",
                {
                    "since": since_day,
                    "until": until_day,
                    "least": least_fen,
                    "balance": one.balance,
                    "account": one.account,
                },
            )


def hops_by_moves(session: DuckSession, *, key_day: int, limits: Thresholds) -> tuple[list[Hop], dict[str, str]]:
    """Hops between accounts that fell and rose by nearly one sum round the key date, with the customers of them.

    `moves` has to be laid down from `level_days` before the key date on. At most 50,000 hops.
    """
    near = (
        "abs(one.change_fen + other.change_fen) * 10000 "
        "<= $tolerance * greatest(abs(one.change_fen), abs(other.change_fen))"
    )
    session.connection.execute(
        "CREATE OR REPLACE TEMP TABLE two_way AS SELECT DISTINCT one.account_id FROM moves AS one "
        "JOIN moves AS other ON one.account_id = other.account_id "
        "WHERE one.change_fen < 0 AND other.change_fen > 0 AND one.on_day BETWEEN $first AND $last "
        f"AND other.on_day BETWEEN $first AND $last AND {near}",
        {
            "first": key_day - limits.trip_days,
            "last": key_day + limits.trip_days,
            "tolerance": limits.tolerance_bp,
        },
    )
    answer = session.connection.execute(
        "SELECT one.account_id, other.account_id, one.on_day, other.on_day, -one.change_fen, "
        "one.party_id, other.party_id "
        "FROM moves AS one JOIN (SELECT *, unnest([band - 1, band, band + 1]) AS beside FROM moves) AS other "
        "ON other.beside = one.band AND other.on_day BETWEEN one.on_day AND one.on_day + $hop "
        "WHERE one.change_fen < 0 AND other.change_fen > 0 AND one.account_id <> other.account_id "
        "AND one.on_day >= $since AND other.on_day <= $last "
        "AND one.account_id IN (SELECT account_id FROM two_way) "
        "AND other.account_id IN (SELECT account_id FROM two_way) "
        f"AND {near} ORDER BY ALL LIMIT {HOPS_MOST}",
        {
            "since": key_day - limits.level_days,
            "last": key_day + limits.trip_days,
            "hop": limits.hop_days,
            "tolerance": limits.tolerance_bp,
        },
    )
    hops: list[Hop] = []
    parties: dict[str, str] = {}
    for giver, taker, out_day, in_day, amount, giving, taking in answer.fetchall():
        hops.append(Hop(giver, taker, out_day, in_day, amount))
        parties |= {giver: giving, taker: taking}
    return hops, parties


def hops_by_postings(
    session: DuckSession, buckets: Buckets, *, key_day: int, limits: Thresholds
) -> tuple[list[Hop], dict[str, str]]:
    """Hops that postings tell: large sums to and from one counterparty round the key date. At most 50,000."""
    hops: list[Hop] = []
    parties: dict[str, str] = {}
    values = {"first": key_day - limits.trip_days, "last": key_day + limits.trip_days, "least": limits.least_fen}
    statement = (
        "SELECT account_id, party_id, on_day, amount_fen, counter_account FROM "
        f"(SELECT account_id, on_day, amount_fen, counter_account FROM {POSTINGS} "
        "WHERE on_day BETWEEN $first AND $last AND abs(amount_fen) >= $least AND counter_account IS NOT NULL) "
        f"JOIN (SELECT account_id, party_id FROM {DEPOSITS}) USING (account_id) "
        "QUALIFY min(amount_fen) OVER (PARTITION BY account_id, counter_account) < 0 "
        "AND max(amount_fen) OVER (PARTITION BY account_id, counter_account) > 0 "
        f"ORDER BY ALL LIMIT {HOPS_MOST}"
    )
    for one in buckets:
        if not one.posting:
            continue
        answer = session.connection.execute(
            statement, values | {"posting": one.posting, "account": one.account}
        ).fetchall()
        for account_id, party_id, day, amount, other in answer:
            giver, taker = (other, account_id) if amount > 0 else (account_id, other)
            hops.append(Hop(giver, taker, day, day, abs(amount), told=True))
            parties[account_id] = party_id
    return hops[:HOPS_MOST], parties


def falls(session: DuckSession, *, limits: Thresholds, total_fen: int, first: int, last: int) -> list[Fall]:
    """The sums of about a total that left accounts from one day to another, out of `moves`; at most 1,000."""
    slack = total_fen * limits.tolerance_bp // BP_ONE + 1
    answer = session.connection.execute(
        "SELECT account_id, on_day, -change_fen FROM moves WHERE on_day BETWEEN $first AND $last "
        f"AND -change_fen BETWEEN $low AND $high ORDER BY ALL LIMIT {FALLS_MOST}",
        {"first": first, "last": last, "low": total_fen - slack, "high": total_fen + slack},
    )
    return [Fall(*row) for row in answer.fetchall()]
