"""What differs between two versions of the book on some days: accounts, customers' own fees, prices, expenses.

Source: features 2.4. An extract says what it brings and not what it changes; so the rows that bear on the days are
compared, bucket by bucket. A row too many costs a reckoning that finds nothing; none is missed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qiao.book import queries as book
from qiao.book.rules.contract import BUCKETS
from qiao.contribution.frames.spells import NEVER
from qiao.engine.lookup import holds
from qiao.engine.reading import rows
from qiao.ground.periods import Period

ROWS_MOST = 1_000_000
BEARING = ("account", "balance", "rate", "risk", "fee", "ftp", "expense")
"""The tables of facts that a month's credit or bonus follows from."""
CARRIED = {
    "balance": ("on_day", "balance_fen"),
    "rate": ("since_day", "annual_rate_ppm"),
    "risk": ("since_day", "class || ':' || coalesce(pd_ppm, -1) || ':' || coalesce(lgd_ppm, -1)"),
}
DATED = "FROM {source} WHERE on_day >= $since AND on_day < $until"
SPELLS = (
    "SELECT account_id, greatest({day}, $since)::INTEGER AS since, least(until, $until)::INTEGER AS until, "
    "{value} AS value FROM (SELECT *, coalesce(lead({day}) OVER (PARTITION BY account_id ORDER BY {day}), "
    "{never}) AS until FROM {source}) WHERE {day} < $until AND until > $since"
)
LAID = (
    "SELECT account_id, greatest({day}, $since)::INTEGER AS since, least(until_day, $until)::INTEGER AS until, "
    "{value} AS value FROM {source} WHERE {day} < $until AND until_day > $since AND until_day > {day}"
)
"""The same of tables that lie as spells already (decision 0011), which needs no sorting."""
Days = tuple[int, int]
"""[since, until) as day numbers."""


@dataclass(frozen=True, slots=True)
class Differing:
    """By key the days [since, until) on which something differs."""

    accounts: Mapping[str, Days] = field(default_factory=dict)
    parties: Mapping[str, Days] = field(default_factory=dict)
    curves: Mapping[tuple[str, int], Days] = field(default_factory=dict)
    staff: Mapping[str, Days] = field(default_factory=dict)

    @property
    def tables(self) -> int:
        """How many things differ."""
        return len(self.accounts) + len(self.parties) + len(self.curves) + len(self.staff)

    def within(self, period: Period) -> "Differing":
        """What differs on days of a period."""
        return Differing(
            _within(self.accounts, period),
            _within(self.parties, period),
            _within(self.curves, period),
            _within(self.staff, period),
        )


def _within(found: Mapping[Any, Days], period: Period) -> dict[Any, Days]:
    return {
        key: (max(since, period.since_day), min(until, period.until_day))
        for key, (since, until) in found.items()
        if since < period.until_day and period.since_day < until
    }


def bears(before: book.Version, after: book.Version) -> bool:
    """Whether any table that figures follow from is another one."""
    return any(_stands(before, name) != _stands(after, name) for name in BEARING)


def _stands(version: book.Version, name: str) -> Any:
    return (version.tables.get(name) or {}).get("digest")


def differing(before: book.Version, after: book.Version, *, span: Period) -> Differing:
    """What differs on the days of a span."""
    accounts: dict[str, Days] = {}
    parties: dict[str, Days] = {}
    changed = [name for name in BEARING if _stands(before, name) != _stands(after, name)]
    for bucket in range(BUCKETS):
        for name in ("balance", "rate", "risk"):
            if name in changed:
                _join(accounts, _carried(before, after, name, bucket=bucket, span=span))
        if "account" in changed:
            _join(accounts, ((row["key"], span.since_day, span.until_day) for row in _accounts(before, after, bucket)))
        if "fee" in changed:
            for row in _fees(before, after, bucket=bucket, span=span):
                target, key = (parties, row["party_id"]) if row["key"] is None else (accounts, row["key"])
                _join(target, [(key, row["since"], row["until"])])
    staff: dict[str, Days] = {}
    if "expense" in changed:
        _join(staff, _expenses(before, after, span=span))
    curves = _curves(before, after, span=span) if "ftp" in changed else {}
    return Differing(accounts, parties, curves, staff)


def _join(found: dict[str, Days], more: Iterable[tuple[str, int, int]]) -> None:
    for key, since, until in more:
        first, last = found.get(key, (since, until))
        found[key] = (min(first, since), max(last, until))


def _carried(
    before: book.Version, after: book.Version, name: str, *, bucket: int, span: Period
) -> list[tuple[str, int, int]]:
    """Spells of a value, cut to the span: those that only one of the versions has."""
    files = [*book.fact_files(before, name, [bucket]), *book.fact_files(after, name, [bucket])]
    laid = bool(files) and all(holds(file, "until_day") for file in files)
    cut = (
        (LAID if laid else SPELLS)
        .replace("{day}", CARRIED[name][0])
        .replace("{value}", CARRIED[name][1])
        .replace("{never}", str(NEVER))
    )
    text = "SELECT account_id AS key, min(since) AS since, max(until) AS until FROM ({either}) GROUP BY 1"
    found = _compared(before, after, name, bucket=bucket, cut=cut, text=text, span=span)
    return [(row["key"], row["since"], row["until"]) for row in found]


def _accounts(before: book.Version, after: book.Version, bucket: int) -> list[dict[str, Any]]:
    """Accounts that both versions have, with another customer, product or day of opening."""
    cut = "SELECT account_id, party_id, product_id, opened_on_day FROM {source}"
    text = "SELECT account_id AS key FROM ({either}) GROUP BY 1 HAVING count(*) > 1"
    return _compared(before, after, "account", bucket=bucket, cut=cut, text=text, span=None)


def _fees(before: book.Version, after: book.Version, *, bucket: int, span: Period) -> list[dict[str, Any]]:
    cut = f"SELECT fee_id, party_id, account_id, on_day, amount_fen {DATED}"
    text = (
        "SELECT account_id AS key, party_id, min(on_day)::INTEGER AS since, max(on_day)::INTEGER + 1 AS until "
        "FROM ({either}) GROUP BY 1, 2"
    )
    return _compared(before, after, "fee", bucket=bucket, cut=cut, text=text, span=span)


def _expenses(before: book.Version, after: book.Version, *, span: Period) -> list[tuple[str, int, int]]:
    cut = f"SELECT expense_id, staff_id, on_day, kind, amount_fen {DATED}"
    text = (
        "SELECT staff_id AS key, min(on_day)::INTEGER AS since, max(on_day)::INTEGER + 1 AS until "
        "FROM ({either}) GROUP BY 1"
    )
    found = _compared(before, after, "expense", bucket=None, cut=cut, text=text, span=span)
    return [(row["key"], row["since"], row["until"]) for row in found]


def _curves(before: book.Version, after: book.Version, *, span: Period) -> dict[tuple[str, int], Days]:
    """Prices that differ and begin before the span's end; a matched account keeps one for life, so they go on."""
    cut = "SELECT side, tenor_days, since_day, annual_rate_ppm FROM {source} WHERE since_day < $until"
    text = "SELECT side, tenor_days, min(since_day)::INTEGER AS since FROM ({either}) GROUP BY 1, 2"
    found = _compared(before, after, "ftp", bucket=None, cut=cut, text=text, span=span)
    return {(row["side"], row["tenor_days"]): (row["since"], span.until_day) for row in found}


def _compared(
    before: book.Version,
    after: book.Version,
    name: str,
    *,
    bucket: int | None,
    cut: str,
    text: str,
    span: Period | None,
) -> list[dict[str, Any]]:
    buckets = None if bucket is None else [bucket]
    files = {"before": book.fact_files(before, name, buckets), "after": book.fact_files(after, name, buckets)}
    if not any(files.values()):
        return []
    kept = {key: found for key, found in files.items() if found}
    sides = {key: f"({cut.format(source=f'read_parquet(${key}, hive_partitioning = false)')})" for key in kept}
    either = (
        f"({sides['before']} EXCEPT {sides['after']}) UNION ALL ({sides['after']} EXCEPT {sides['before']})"
        if len(sides) > 1
        else next(iter(sides.values()))
    )
    statement = f"{text.format(either=either)} LIMIT {ROWS_MOST}"
    days = {} if span is None else {"since": span.since_day, "until": span.until_day}
    found = rows(statement, {**kept, **{key: day for key, day in days.items() if f"${key}" in statement}})
    assert len(found) < ROWS_MOST, name  # of one bucket, or of one table of prices or expenses
    return found
