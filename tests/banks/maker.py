"""Makes small random banks with every odd thing a month can bring, each of them sound and loadable.

Odd things: negative and repeated equal balances, negative rates and margins, transfer prices that change within the
month, accounts opened and closed in it, balances outside an account's life, leavers, gaps, splits that do not halve,
one person in two roles, hand-overs, account rows that replace the customer's, rows that end where they begin, ledger
rows that are right and wrong.
"""

from datetime import date, timedelta
from random import Random

from tests.banks.bank import Bank

BALANCES = ("0", "0.00", "0.01", "-0.01", "1", "100000.00", "100000", "-2500.5", "999999.99", "33333.33", "7777777.77")
HUGE = ("100000000000.00", "-100000000000", "99999999999.99")
RATES = ("0", "0.0115", "0.011500", "0.0435", "0.024", "-0.005", "0.000001", "0.333333", "0.0288")
EXTREME_RATES = ("1", "-1", "-0.999999")
LOSS_RATES = ("", "0", "1", "0.012", "0.45", "0.333333", "0.000001", "0.012345")
CLASSES = ("normal", "special", "substandard", "doubtful", "loss")
SPLITS = (
    (10000,),
    (5000, 5000),
    (3333, 1667, 5000),
    (4000,),
    (1, 9998),
    (2500, 2500, 2500),
    (0,),
    (6000, 0, 3999),
)
ROLES = ("lead", "support", "referral", "主办")
TENORS = ("0", "30", "365")
KINDS = ("marketing", "travel", "招待")


def random_bank(
    random: Random, *, month: str = "2026-09", accounts: int | None = None, missing_prices: bool = False
) -> Bank:
    """A bank from a source of chance; with `missing_prices` some transfer prices may be absent."""
    bank = Bank(month)
    _orgs(bank, random)
    _staff(bank, random)
    _products(bank, random, missing_prices=missing_prices)
    for number in range(random.randint(1, 4)):
        bank.add("party", party_id=f"P{number}", kind=random.choice(("person", "company")), name=f"客户{number}, Co.")
    for number in range(random.randint(1, 7) if accounts is None else accounts):
        _account(bank, random, number=number)
    for party in bank.tables["party"]:
        _assignments(bank, random, party=party["party_id"], account="")
    _fees(bank, random)
    _expenses(bank, random)
    _ledger(bank, random)
    return bank


def seeded_bank(
    seed: int, *, month: str = "2026-09", accounts: int | None = None, missing_prices: bool = False
) -> Bank:
    """The same bank for the same seed, always."""
    return random_bank(Random(seed), month=month, accounts=accounts, missing_prices=missing_prices)  # noqa: S311  no secret


def _day(bank: Bank, random: Random, *, before: int = 10, after: int = 4) -> date:
    """Some day in the month or a little around it."""
    return bank.first + timedelta(days=random.randint(-before, bank.days + after))


def _days(bank: Bank, random: Random, *, most: int, before: int = 10) -> list[date]:
    """Different days in their order, at most so many."""
    return sorted({_day(bank, random, before=before) for _ in range(random.randint(0, most))})


def _orgs(bank: Bank, random: Random) -> None:
    bank.add("org", org_id="O0", name="总行", kind="head")
    bank.add("org", org_id="O1", name="分行一", kind="branch", parent_id="O0")
    bank.add("org", org_id="O10", name="支行", kind="subbranch", parent_id="O1")
    bank.add("org", org_id="O2", name="分行二", kind="branch", parent_id="O0")
    if random.random() < 0.3:
        bank.add("org", org_id="Z", name="Other root", kind="branch")


def _an_org(bank: Bank, random: Random) -> str:
    return random.choice(bank.tables["org"])["org_id"]


def _staff(bank: Bank, random: Random) -> None:
    edges = (-40, -1, 0, bank.days // 2, bank.days - 2, bank.days - 1, bank.days)
    for number in range(random.randint(1, 5)):
        left = bank.first + timedelta(days=random.choice(edges)) if random.random() < 0.4 else None
        bank.add(
            "staff",
            staff_id=f"S{number}" if number != 1 else "员1",
            name=f"员工{number}",
            org_id=_an_org(bank, random),
            post="rm",
            level=random.choice(("", "3")),
            hired_on="2010-01-01",
            left_on=left.isoformat() if left else "",
        )


def _products(bank: Bank, random: Random, *, missing_prices: bool) -> None:
    for side in ("deposit", "loan"):
        for method in ("pool", "matched"):
            bank.add(
                "product",
                product_id=f"{side}-{method}",
                name=f"{side} {method}",
                side=side,
                ftp_method=method,
                tenor_days=random.choice(TENORS),
                weight=random.choice(("", "0.3", "1.1")),
            )
        for tenor in TENORS:
            _curve(bank, random, side=side, tenor=tenor, whole=not missing_prices or random.random() < 0.5)
    bank.add("product", product_id="fee", name="手续费", side="fee", ftp_method="pool", tenor_days="0")


def _curve(bank: Bank, random: Random, *, side: str, tenor: str, whole: bool) -> None:
    days = _days(bank, random, most=3, before=45)
    since = [date(2010, 1, 1), *days] if whole else days
    for day in since:
        bank.add("ftp", side=side, tenor_days=tenor, since=day.isoformat(), annual_rate=_rate(random))


def _price_of(bank: Bank, random: Random, *, product: dict[str, str], day: date) -> None:
    """A price that begins on just this day, unless one does already."""
    key = (product["side"], product["tenor_days"], day.isoformat())
    if key not in {(row["side"], row["tenor_days"], row["since"]) for row in bank.tables["ftp"]}:
        bank.add("ftp", side=key[0], tenor_days=key[1], since=key[2], annual_rate=_rate(random))


def _rate(random: Random) -> str:
    return random.choice(EXTREME_RATES if random.random() < 0.03 else RATES)


def _account(bank: Bank, random: Random, *, number: int) -> None:
    key = f"A{number}" if number != 2 else "户2"
    opened = date(2020, 5, 17) if random.random() < 0.5 else _day(bank, random, before=40, after=1)
    closed = opened + timedelta(days=random.randint(0, 50)) if random.random() < 0.25 else None
    product = random.choice(bank.tables["product"])
    party = random.choice(bank.tables["party"])["party_id"]
    bank.add(
        "account",
        account_id=key,
        party_id=party,
        product_id=product["product_id"],
        org_id=_an_org(bank, random),
        opened_on=opened.isoformat(),
        closed_on=closed.isoformat() if closed else "",
        maturity_on=random.choice(("", "2030-01-31")),
    )
    if product["ftp_method"] == "matched" and random.random() < 0.5:
        _price_of(bank, random, product=product, day=opened)
    for day in _days(bank, random, most=6):
        amount = random.choice(HUGE if random.random() < 0.03 else BALANCES)
        bank.add("balance", account_id=key, on=day.isoformat(), balance=amount)
    for day in _days(bank, random, most=3):
        bank.add("rate", account_id=key, since=day.isoformat(), annual_rate=_rate(random))
    for day in _days(bank, random, most=3) if product["side"] == "loan" or random.random() < 0.1 else ():
        pd, lgd = random.choice(LOSS_RATES), random.choice(LOSS_RATES)
        risk_class = random.choice(CLASSES)
        bank.add("risk", account_id=key, since=day.isoformat(), class_=risk_class, pd=pd, lgd=lgd, days_past_due="3")
    if random.random() < 0.4:
        _assignments(bank, random, party=party, account=key)


def _assignments(bank: Bank, random: Random, *, party: str, account: str) -> None:
    """One customer's or account's rows: stretch after stretch, each with a split of at most the whole, or a gap."""
    cuts = _days(bank, random, most=4, before=40)
    people = [row["staff_id"] for row in bank.tables["staff"]]
    for number, since in enumerate(cuts):
        until = cuts[number + 1].isoformat() if number + 1 < len(cuts) else random.choice(("", "", "2199-12-31"))
        if random.random() < 0.15:
            continue  # a gap
        roles = random.sample(ROLES, k=3)
        for role, part in zip(roles, random.choice(SPLITS), strict=False):
            _assignment(bank, party, account, random.choice(people), role, since, until, part)
        if random.random() < 0.1:  # ends where it begins, and so never runs
            _assignment(bank, party, account, random.choice(people), "void", since, since.isoformat(), 10000)


def _assignment(
    bank: Bank, party: str, account: str, person: str, role: str, since: date, until: str, part: int
) -> None:
    bank.add(
        "assignment",
        party_id=party,
        account_id=account,
        staff_id=person,
        role=role,
        since=since.isoformat(),
        until=until,
        share=f"{part // 10000}.{part % 10000:04d}",
    )


def _fees(bank: Bank, random: Random) -> None:
    for number in range(random.randint(0, 5)):
        account = random.choice([None, *bank.tables["account"]])
        party = account["party_id"] if account else random.choice(bank.tables["party"])["party_id"]
        bank.add(
            "fee",
            fee_id=f"F{number}",
            party_id=party,
            account_id=account["account_id"] if account else "",
            product_id=random.choice(("", "fee")),
            on=_day(bank, random).isoformat(),
            amount=random.choice(("100.00", "0.01", "-35.5", "0", "123456.78")),
        )


def _expenses(bank: Bank, random: Random) -> None:
    for number in range(random.randint(0, 4)):
        bank.add(
            "expense",
            expense_id=f"E{number}",
            staff_id=random.choice(bank.tables["staff"])["staff_id"],
            on=_day(bank, random).isoformat(),
            kind=random.choice(KINDS),
            amount=random.choice(("10.00", "250.55", "-3.33", "0.01", "5000")),
            quota=random.choice(("", "100.00")),
        )


def _ledger(bank: Bank, random: Random) -> None:
    """Some days of some orgs and products, most of them as the book has it, some not."""
    named = {
        (_day(bank, random).isoformat(), _an_org(bank, random), random.choice(bank.tables["product"])["product_id"])
        for _ in range(random.randint(0, 6))
    }
    for on, org, product in sorted(named):
        fen = sum(_balance_fen(bank, row["account_id"], on=on) for row in _placed(bank, org=org, product=product))
        fen += random.choice((0, 0, 1, -250_000))
        sign, size = "-" if fen < 0 else "", abs(fen)
        bank.add("ledger", on=on, org_id=org, product_id=product, balance=f"{sign}{size // 100}.{size % 100:02d}")


def _placed(bank: Bank, *, org: str, product: str) -> list[dict[str, str]]:
    return [row for row in bank.tables["account"] if (row["org_id"], row["product_id"]) == (org, product)]


def _balance_fen(bank: Bank, account: str, *, on: str) -> int:
    past = [row for row in bank.tables["balance"] if row["account_id"] == account and row["on"] <= on]
    if not past:
        return 0
    whole, _, part = max(past, key=lambda row: row["on"])["balance"].partition(".")
    size = int(whole.removeprefix("-")) * 100 + int(part.ljust(2, "0"))
    return -size if whole.startswith("-") else size
