"""What looking for signs reads: the book's buckets, accounts of some customers with their balances, who serves them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qiao.appraisal.adapters.moved import Bucket, Buckets
from qiao.appraisal.rules.gaming.serving import Served
from qiao.appraisal.rules.gaming.signs import Events
from qiao.appraisal.rules.gaming.thresholds import Thresholds
from qiao.book import queries as book
from qiao.contribution.queries import shelf
from qiao.contribution.queries.runs import Run, covered_days
from qiao.engine.reading import AMONG, select
from qiao.engine.sessions import DuckSession
from qiao.ground.periods import Period, day_of

BUCKETS = 16
WAGES = ("工资", "薪", "奖金", "社保", "公积金", "税")


@dataclass(frozen=True, slots=True)
class Look:
    """A look through the book: the session, the files, the run whose month it is about, the numbers in force."""

    session: DuckSession
    buckets: Buckets
    run: Run
    version: book.Version
    covered: Sequence[Period]
    sides: Mapping[str, str]
    limits: Thresholds

    @property
    def covered_until(self) -> int:
        """The day after the last that the book speaks for."""
        return max((one.until_day for one in self.covered), default=0)

    @property
    def covered_since(self) -> int:
        """The first day that the book speaks for."""
        return min((one.since_day for one in self.covered), default=0)

    def covers(self, first: int, last: int) -> bool:
        """Whether the book speaks for all days from one to another, both included."""
        period = Period(day_of(first), day_of(last + 1))
        return covered_days(self.covered, period) == period.days


def buckets_of(version: book.Version) -> list[Bucket]:
    """The book's files, bucket by bucket."""

    def files(table: str, bucket: int) -> list[str]:
        return book.fact_files(version, table, [bucket])

    return [Bucket(files("balance", one), files("account", one), files("transaction", one)) for one in range(BUCKETS)]


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """An account with its customer and product."""

    account_id: str
    party_id: str
    product_id: str


def accounts_of(look: Look, party_ids: Sequence[str]) -> list[HeldAccount]:
    """All accounts of some customers."""
    if not party_ids:
        return []
    rows = select(
        book.fact_files(look.version, "account"),
        columns=["account_id", "party_id", "product_id"],
        where=f"party_id {AMONG}",
        values=[list(party_ids)],
        order=["party_id", "account_id"],
    )
    return [HeldAccount(row["account_id"], row["party_id"], row["product_id"]) for row in rows]


def events_of(look: Look, account_ids: Sequence[str], *, until_day: int) -> dict[str, list[tuple[int, int]]]:
    """The balances of accounts until a day, as events."""
    if not account_ids:
        return {}
    rows = select(
        book.fact_files(look.version, "balance"),
        columns=["account_id", "on_day", "balance_fen"],
        where=f"account_id {AMONG} AND on_day < ?",
        values=[list(account_ids), until_day],
        order=["account_id", "on_day"],
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(row["account_id"], []).append((row["on_day"], row["balance_fen"]))
    return found


def wages_of(look: Look, account_ids: Sequence[str], *, first: int, last: int) -> dict[str, list[tuple[int, int]]]:
    """Wages, taxes and the like that accounts paid, by posting."""
    if not account_ids:
        return {}
    words = " OR ".join("contains(purpose, ?)" for _word in WAGES)
    rows = select(
        book.fact_files(look.version, "transaction"),
        columns=["account_id", "on_day", "-amount_fen AS paid_fen"],
        where=f"account_id {AMONG} AND on_day BETWEEN ? AND ? AND amount_fen < 0 AND ({words})",
        values=[list(account_ids), first, last, *WAGES],
        order=["account_id", "on_day", "paid_fen"],
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        found.setdefault(row["account_id"], []).append((row["on_day"], row["paid_fen"]))
    return found


def rises_in(events: Events) -> list[tuple[int, int]]:
    """What was added on each day on which a balance rose."""
    found, before = [], 0
    for day, fen in events:
        if fen > before:
            found.append((day, fen - before))
        before = fen
    return found


def served_of(look: Look, party_ids: Iterable[str]) -> dict[str, list[Served]]:
    """Who serves customers by the run's snapshot."""
    found: dict[str, list[Served]] = {}
    for row in shelf.serving_of(look.run, sorted(party_ids)):
        line = Served(row["account_id"] or "", row["staff_id"], row["since_day"], row["until_day"], row["share_bp"])
        found.setdefault(row["party_id"], []).append(line)
    return found
