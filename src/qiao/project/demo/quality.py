"""Loan quality of the made-up bank: grades, days past due, probability of default, loss given default.

Source: the contract, 1 (risk). Most loans stay normal; a written list of managers has one loan each that goes bad, of
about the size that puts the manager's share of non-performing loans where the list says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qiao.ground.money import FEN_A_YUAN, SHARE_BP_ONE
from qiao.project.demo import cast
from qiao.project.demo.accounts import Account, balance_days, frozen, written_off
from qiao.project.demo.assignments import Share
from qiao.project.demo.calendar import Span
from qiao.project.demo.chance import Chance
from qiao.project.demo.products import CONSUMER, MORTGAGE

NORMAL, SPECIAL, SUBSTANDARD, DOUBTFUL, LOSS = "normal", "special", "substandard", "doubtful", "loss"
PD_PPM = {SPECIAL: 80_000, SUBSTANDARD: 300_000, DOUBTFUL: 600_000, LOSS: 1_000_000}
LGD_PPM = {MORTGAGE: 200_000, CONSUMER: 600_000}
LGD_COMPANY_PPM = 450_000
DAYS_PAST_DUE = {SPECIAL: 35, SUBSTANDARD: 95, DOUBTFUL: 195, LOSS: 395}
SPECIAL_LEAD, DOUBTFUL_LAG, LOSS_LAG = 60, 100, 300  # days from the day a loan became substandard
WATCHED = 40  # permille of loans that are special for some time
RERATED = 120  # permille of loans whose probability of default is set anew
TARGETS = (  # manager, wanted share of bad loans in ten-thousandths, months before the last in which it went bad
    ("RM006", 60, 6),
    ("RM011", 120, 3),
    ("RM016", 160, 7),
    ("RM025", 70, 2),
    ("RM032", 240, 8),
    ("RM041", 400, 2),
    ("RM050", 80, 9),
    ("RM056", 130, 4),
)
TURN_DAY = 12
WHOLE_FEN = 1000 * FEN_A_YUAN
# The cliff: the old bad loan is 95 of 10,000 of the manager's loans all month, the new one 15, bad from the 11th on:
# 95 + 15 x 20/30 = 105 in ten-thousandths. Without the new one N would be 1.0, with it 0.8.
CLIFF_OLD, CLIFF_NEW = 95, 15
CLIFF_DAY = 11
CLIFF_MANAGER = "RM028"


@dataclass(frozen=True, slots=True)
class Grade:
    """A row of the contract's risk table."""

    account_id: str
    since_day: int
    grade: str
    pd_ppm: int
    lgd_ppm: int
    days_past_due: int


@dataclass(frozen=True, slots=True)
class Fate:
    """An account that goes bad: the first day as substandard, and the day it is written off or None."""

    account_id: str
    bad_day: int
    written_off_day: int | None = None


def cliff_amounts(others: Sequence[Account], *, span: Span) -> tuple[int, int]:
    """The fen of the old and the new bad loan that put the cliff's manager just above 1 %, given the other loans."""
    last = span.back(0)
    days = last.until_day - last.since_day
    lent = sum(
        balance_days(account.events, since_day=last.since_day, until_day=last.until_day)
        for account in others
        if account.product.side == "loan"
    )
    whole = lent // days * SHARE_BP_ONE // (SHARE_BP_ONE - CLIFF_OLD - CLIFF_NEW)
    old, new = (whole * part // SHARE_BP_ONE // WHOLE_FEN * WHOLE_FEN for part in (CLIFF_OLD, CLIFF_NEW))
    return old, new


def fates(
    accounts: Mapping[int, tuple[Account, ...]], *, shares: Sequence[Share], leads: Mapping[int, str], span: Span
) -> dict[str, Fate]:
    """Which accounts go bad and when, by account id."""
    found = [*_of_the_cast(accounts, span=span)]
    plain = _plainly_served(shares)
    for staff_id, wanted, back in TARGETS:
        own = [
            account
            for number, customer_accounts in accounts.items()
            if leads[number] == staff_id and number > len(cast.CAST) and plain.get(f"C{number:06d}") == 1
            for account in customer_accounts
        ]
        chosen = _nearest(own, wanted=wanted, span=span)
        if chosen is not None:
            found.append(Fate(chosen.account_id, span.back(min(back, len(span.months) - 3)).day(TURN_DAY)))
    return {fate.account_id: fate for fate in found}


def _of_the_cast(accounts: Mapping[int, tuple[Account, ...]], *, span: Span) -> list[Fate]:
    """The bad loans that are stories."""
    days = {
        "bad_loan": span.back(4).day(9),
        "cliff_old": span.back(4).day(20),
        "cliff": span.back(0).day(CLIFF_DAY),
        "written_off": span.since_day - 20,
    }
    written_off = {"written_off": span.back(1).day(25)}
    return [
        Fate(account.account_id, day, written_off.get(story))
        for story, day in days.items()
        for account in accounts[cast.number_of(story)]
        if account.product.side == "loan"
    ]


def _plainly_served(shares: Sequence[Share]) -> dict[str, int]:
    """How many rows a customer has, where a single one is the whole: 1 is plainly served."""
    rows: dict[str, int] = {}
    for share in shares:
        whole = share.share_bp == SHARE_BP_ONE and share.until_day is None
        rows[share.party_id] = rows.get(share.party_id, 0) + (1 if whole else 2)
    return rows


def _nearest(own: Sequence[Account], *, wanted: int, span: Span) -> Account | None:
    """The running loan whose size is nearest to the wanted part of all; None where there is no loan."""
    last = span.back(0)
    lent = {
        account.account_id: balance_days(account.events, since_day=last.since_day, until_day=last.until_day)
        for account in own
        if account.product.side == "loan"
    }
    target = sum(lent.values()) * wanted // SHARE_BP_ONE
    running = [
        account
        for account in own
        if lent.get(account.account_id) and account.closed_day is None and account.opened_day < span.since_day - 30
    ]
    return min(running, key=lambda account: (abs(lent[account.account_id] - target), account.account_id), default=None)


def stopped(account: Account, fate: Fate | None) -> Account:
    """The account as its fate leaves it: nothing is repaid from the first missed payment on."""
    if fate is None:
        return account
    missed = max(fate.bad_day - DAYS_PAST_DUE[SUBSTANDARD], account.opened_day + 1)
    still = frozen(account, on=missed)
    return still if fate.written_off_day is None else written_off(still, on=fate.written_off_day)


def grades(account: Account, *, fate: Fate | None, story: str, span: Span, seed: int) -> list[Grade]:
    """The risk rows of a loan, oldest first."""
    chance = Chance(seed, "grade", account.account_id)
    sound = chance.between(2_000, 6_000) if account.product_id == MORTGAGE else chance.between(4_000, 20_000)
    steps = {account.opened_day: (NORMAL, sound)}
    if fate is not None:
        steps.update(_downhill(account, fate=fate, span=span))
    elif story == "cured":
        steps[span.back(3).day(12)] = (SPECIAL, PD_PPM[SPECIAL])
        steps[span.back(1).day(12)] = (NORMAL, sound + 5_000)
    else:
        steps.update(_wavering(account, sound=sound, span=span, chance=chance))
    lgd = LGD_PPM.get(account.product_id, LGD_COMPANY_PPM)
    return [
        Grade(account.account_id, day, grade, pd, lgd, DAYS_PAST_DUE.get(grade, 0))
        for day, (grade, pd) in sorted(steps.items())
    ]


def _downhill(account: Account, *, fate: Fate, span: Span) -> dict[int, tuple[str, int]]:
    """Special, substandard, doubtful, loss, as far as the span reaches."""
    days = {
        SPECIAL: fate.bad_day - SPECIAL_LEAD,
        SUBSTANDARD: fate.bad_day,
        DOUBTFUL: fate.bad_day + DOUBTFUL_LAG,
        LOSS: fate.bad_day + LOSS_LAG,
    }
    return {day: (grade, PD_PPM[grade]) for grade, day in days.items() if account.opened_day < day < span.until_day}


def _wavering(account: Account, *, sound: int, span: Span, chance: Chance) -> dict[int, tuple[str, int]]:
    """A loan that is watched for some weeks, or rated anew; most are neither."""
    since = max(account.opened_day, span.since_day) + chance.between(20, 200)
    if chance.holds(WATCHED):
        ended = since + chance.between(40, 150)
        steps = {since: (SPECIAL, PD_PPM[SPECIAL]), ended: (NORMAL, sound + 3_000)}
    elif chance.holds(RERATED):
        steps = {since: (NORMAL, sound * chance.between(70, 150) // 100)}
    else:
        steps = {}
    ends = span.until_day if account.closed_day is None else account.closed_day
    return {day: step for day, step in steps.items() if day < ends}
