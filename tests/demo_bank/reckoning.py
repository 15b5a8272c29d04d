"""A month of the made-up bank reckoned roughly, in floating money: enough to see a story, no measure of exactness."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from tests.demo_bank.reading import Row, Written, balance_on, carried, days_of, fen, running

BAD = ("substandard", "doubtful", "loss")
STEPS = ((0.01, 1.0), (0.02, 0.8), (0.03, 0.5), (0.05, 0.0))


@dataclass
class Month:
    """Sums by person ('' is nobody), in yuan; averages over the month's days."""

    deposit: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    loan: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    bad: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    margin: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    by_customer: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def quality(self, person: str) -> float:
        """The share of bad loans."""
        return self.bad[person] / self.loan[person] if self.loan[person] > 0 else 0.0

    def factor(self, person: str) -> float:
        """N by the built-in steps."""
        return next((factor for limit, factor in STEPS if self.quality(person) <= limit), -0.5)

    def bonus(self, person: str) -> float:
        """R before the floor, with the built-in shares."""
        legs = 0.04 * self.margin["deposit", person] + 0.05 * self.factor(person) * self.margin["loan", person]
        return legs - self.spent[person]


@dataclass(frozen=True)
class Book:
    """The tables by the keys the reckoning asks for."""

    products: dict[str, Row]
    left: dict[str, str]
    balances: dict[tuple[str, ...], list[Row]]
    rates: dict[tuple[str, ...], list[Row]]
    risks: dict[tuple[str, ...], list[Row]]
    prices: dict[tuple[str, ...], list[Row]]
    shares: dict[tuple[str, ...], list[Row]]


def reckoned(extract: Written, month: str) -> Month:
    """The month's sums by person."""
    book = Book(
        products={row["product_id"]: row for row in extract.tables["product"]},
        left={row["staff_id"]: row["left_on"] for row in extract.tables["staff"] if row["left_on"]},
        balances=extract.by("balance", "account_id"),
        rates=extract.by("rate", "account_id"),
        risks=extract.by("risk", "account_id"),
        prices=extract.by("ftp", "side", "tenor_days"),
        shares=extract.by("assignment", "party_id", "account_id"),
    )
    sums, days = Month(), days_of(month)
    for row in extract.tables["expense"]:
        if row["on"].startswith(month):
            sums.spent[row["staff_id"]] += fen(row["amount"]) / 100
    for account in extract.tables["account"]:
        if book.products[account["product_id"]]["side"] != "fee":
            _add(sums, account, book, days)
    return sums


def _add(sums: Month, account: Row, book: Book, days: list[str]) -> None:
    """Add an account's month, stretch by stretch of days in which nothing changes."""
    product = book.products[account["product_id"]]
    side, account_id = product["side"], account["account_id"]
    spread_sign = 1 if side == "deposit" else -1
    prices = book.prices[side, product["tenor_days"]]
    held = sums.deposit if side == "deposit" else sums.loan
    for day, count in _stretches(account, book, prices if product["ftp_method"] == "pool" else [], days):
        balance = balance_on(book.balances.get((account_id,), []), day) / 100
        if not balance:
            continue
        rate = carried(book.rates[account_id,], day) or {"annual_rate": "0"}
        price = carried(prices, account["opened_on"] if product["ftp_method"] == "matched" else day)
        assert price is not None, account_id
        spread = spread_sign * (float(price["annual_rate"]) - float(rate["annual_rate"]))
        risk = carried(book.risks.get((account_id,), []), day)
        for person, share in _shares(account, book, day).items():
            held[person] += share * balance * count / len(days)
            sums.margin[side, person] += share * balance * spread * count / 360
            sums.by_customer[person, account["party_id"]] += share * balance * count / len(days)
            if risk is not None and risk["class"] in BAD:
                sums.bad[person] += share * balance * count / len(days)


def _stretches(account: Row, book: Book, prices: list[Row], days: list[str]) -> Iterator[tuple[str, int]]:
    """First days of stretches and how many days they have."""
    account_id, party_id = account["account_id"], account["party_id"]
    rows = [
        *book.balances.get((account_id,), []),
        *book.rates.get((account_id,), []),
        *book.risks.get((account_id,), []),
        *(row for row in prices[-6:] if row["since"] >= days[0]),
    ]
    shares = book.shares.get((party_id, account_id), []) + book.shares.get((party_id, ""), [])
    cuts = {row.get("on") or row["since"] for row in rows}
    cuts |= {row[edge] for row in shares for edge in ("since", "until")}
    assert not any(days[0] <= book.left.get(row["staff_id"], "") <= days[-1] for row in shares), (
        "nobody left this month"
    )
    places = [place for place, day in enumerate(days) if place == 0 or day in cuts]
    for first, later in pairwise([*places, len(days)]):
        yield days[first], later - first


def _shares(account: Row, book: Book, day: str) -> dict[str, float]:
    """Who has which part on a day; a leaver's part is nobody's."""
    own = running(book.shares.get((account["party_id"], account["account_id"]), []), day)
    rows = own or running(book.shares.get((account["party_id"], ""), []), day)
    parts: dict[str, float] = defaultdict(float)
    parts[""] = 1.0
    for row in rows:
        if row["staff_id"] not in book.left or day <= book.left[row["staff_id"]]:
            parts[row["staff_id"]] += fen(row["share"]) / 10_000
            parts[""] -= fen(row["share"]) / 10_000
    return parts
