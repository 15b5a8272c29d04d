"""The stories planted in the made-up bank, and the people to log in as: which customer, account, person and day.

Each is read off the finished bank, so that a story never points at something that is not there.
"""

from collections.abc import Iterator

from qiao.ground.periods import day_of
from qiao.project.demo import assignments, cast, income, prices, quality
from qiao.project.demo.accounts import Account
from qiao.project.demo.bank import OVERDRAFT_DAYS, Bank, late_closed_day, spike_day
from qiao.project.demo.deposits import FALLING_BRANCH, FALLING_MONTHS
from qiao.project.demo.facts import Login, Story
from qiao.project.demo.moving import woken_day
from qiao.project.demo.organisation import BRANCHES, JOINED, LEFT_CLEANLY, LEFT_SUDDENLY
from qiao.project.demo.products import DEMAND
from qiao.project.demo.telling import LOGIN_WORDS, WORDS

BANK_NAME = "演示银行（虚构）"


def logins(bank: Bank) -> tuple[Login, ...]:
    """The people a visitor may log in as."""
    people = {person.staff_id: person for person in bank.people}
    chosen = [(people[staff_id], words) for staff_id, words in LOGIN_WORDS.items()]
    return tuple(Login(person.staff_id, person.name, person.post, person.org_id, words) for person, words in chosen)


def stories(bank: Bank) -> tuple[Story, ...]:
    """Every story, the ones about shares first."""
    return (
        *_shares(bank),
        *_people(bank),
        *_pay(bank),
        *_figures(bank),
        *_rates(bank),
        *_loans(bank),
        *_ties(bank),
        *_moves(bank),
    )


def _story(
    code: str,
    *,
    day: int | None = None,
    party: str = "",
    staff: str = "",
    other: str = "",
    account: str = "",
    org: str = "",
    product: str = "",
) -> Story:
    """A story with its words; its customer is the one of the cast, if it has one."""
    played = cast.numbers_of(code)
    return Story(
        code=code,
        words=WORDS[code],
        party_id=party or (f"C{played[0]:06d}" if played else ""),
        account_id=account,
        staff_id=staff,
        other_staff_id=other,
        org_id=org,
        product_id=product,
        day=None if day is None else day_of(day),
    )


def _accounts(bank: Bank, story: str) -> list[Account]:
    """The accounts of a story's first customer."""
    number = cast.number_of(story)
    return [account for account in bank.accounts if account.customer == number]


def _loan(bank: Bank, story: str) -> Account:
    """The loan of a story's customer."""
    return next(account for account in _accounts(bank, story) if account.product.side == "loan")


def _current(bank: Bank, story: str) -> str:
    """The id of the current account of a story's customer."""
    return next(account.account_id for account in _accounts(bank, story) if account.product_id == DEMAND)


def _graded(bank: Bank, account: Account, *, grade: str) -> int:
    """The day a loan first got a grade."""
    return next(row.since_day for row in bank.grades if row.account_id == account.account_id and row.grade == grade)


def _shares(bank: Bank) -> Iterator[Story]:
    """Who gets what of whom."""
    lent = _loan(bank, "account_share").account_id
    yield _story("hand_over", staff="RM001", other="RM005", day=assignments.hand_over_day(bank.span))
    yield _story("split_60_40", staff="RM001", other="RM004")
    yield _story("split_50_30_20", staff="RM001", other="RM003")
    yield _story("account_share", staff="RM001", other="RM009", account=lent)
    yield _story("two_roles", staff="RM001", other="RM006")
    yield _story("party_fee", staff="RM001", day=income.story_fee_day(bank.span))
    yield _story("unclaimed", org=_accounts(bank, "unclaimed")[0].org_id)


def _people(bank: Bank) -> Iterator[Story]:
    """Who left and who came."""
    left = {person.staff_id: person.left_day for person in bank.people}
    joined = next(person.hired_day for person in bank.people if person.staff_id == JOINED)
    taker = assignments.sudden_taker(cast.number_of("leaver"))
    yield _story("leaver", staff=LEFT_SUDDENLY, other=taker, day=left[LEFT_SUDDENLY])
    yield _story("left_behind", staff=LEFT_SUDDENLY, day=left[LEFT_SUDDENLY])
    yield _story("left_cleanly", staff=LEFT_CLEANLY, other=assignments.CLEAN_TAKER, day=left[LEFT_CLEANLY])
    yield _story("joiner", staff=JOINED, other=assignments.GIVER, day=joined)


def _pay(bank: Bank) -> Iterator[Story]:
    """Bonuses worth a look."""
    went_bad = _loan(bank, "cliff")
    yield _story("concentrated", staff="RM048")
    yield _story("negative_bonus", staff=income.STORY_SPENDER)
    yield _story(
        "cliff",
        staff=quality.CLIFF_MANAGER,
        account=went_bad.account_id,
        day=_graded(bank, went_bad, grade=quality.SUBSTANDARD),
    )


def _figures(bank: Bank) -> Iterator[Story]:
    """What the balances show."""
    span, broken = bank.span, bank.broken
    closed = late_closed_day(span)
    late = next(account.account_id for account in _accounts(bank, "late_closing") if account.closed_day == closed)
    spiked, overdrawn = _current(bank, "quarter_end_spike"), _current(bank, "overdraft")
    yield _story("ledger_break", org=broken.org_id, product=broken.product_id, day=broken.on_day)
    yield _story("quarter_end_spike", staff="RM015", account=spiked, day=spike_day(span.back(0)))
    yield _story("overdraft", staff="RM027", account=overdrawn, day=span.back(0).day(OVERDRAFT_DAYS[0]))
    yield _story("late_closing", staff="RM004", account=late, day=closed)
    falls_since = span.back(FALLING_MONTHS - 1).since_day
    yield _story("falling_branch", org=BRANCHES[FALLING_BRANCH - 1].org_id, day=falls_since)


def _rates(bank: Bank) -> Iterator[Story]:
    """What changes in rates and prices show."""
    cut = prices.price_cut_month(bank.span).day(prices.MID_MONTH)
    yield _story("posted_rate_cut", product=DEMAND, day=prices.posted_cut_day(bank.span))
    yield _story("price_cut", product=DEMAND, day=cut)


def _loans(bank: Bank) -> Iterator[Story]:
    """Loans that go bad, recover, or are written off."""
    bad, cured, gone = (_loan(bank, code) for code in ("bad_loan", "cured", "written_off"))
    bad_day = _graded(bank, bad, grade=quality.SUBSTANDARD)
    watched = _graded(bank, cured, grade=quality.SPECIAL)
    yield _story("bad_loan", staff="RM018", account=bad.account_id, day=bad_day)
    yield _story("cured", staff="RM016", account=cured.account_id, day=watched)
    yield _story("written_off", staff="RM033", account=gone.account_id, day=gone.closed_day)


def _ties(bank: Bank) -> Iterator[Story]:
    """What only the ties between customers show."""
    yield _story("same_address", staff="RM022", day=_loan(bank, "same_address").opened_day)
    yield _story("guarantee_circle", staff="RM029")


def _moves(bank: Bank) -> Iterator[Story]:
    """What moves in the last month, all of it with the first manager's customers."""
    matures, owed, woken = (_accounts(bank, code)[-1] for code in ("two_roles", "party_fee", "split_60_40"))
    yield _story(
        "matures_soon", party=matures.party_id, staff="RM001", account=matures.account_id, day=matures.maturity_day
    )
    yield _story("past_due", party=owed.party_id, staff="RM001", account=owed.account_id, day=owed.maturity_day)
    yield _story("woken", party=woken.party_id, staff="RM001", account=woken.account_id, day=woken_day(bank.span))
