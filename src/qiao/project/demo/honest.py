"""Honest business that looks like a trick, planted beside the tricks: a rule that cannot tell them apart is no rule.

Two of them no rule can tell: they are marked hard, and a person has to hear what the customer says.
"""

from collections.abc import Callable, Iterator

from qiao.project.demo.accounts import Draft
from qiao.project.demo.planted import WAN_FEN, Member, Scene, Seat, Served, Told, calm_days
from qiao.project.demo.products import DEMAND, SHORT_LOAN, TIME_1Y, TIME_3M, TIME_6M
from qiao.project.demo.tricks import DRESSING, OWN_MONEY, ROUND_TRIP, SPLIT, SWAP

WAGES = "演示·代发工资户"
TAXES = "演示·税务专户（虚构）"
Make = Callable[[Seat], Scene]


def _honest(
    name: str, pattern: str, seat: Seat, *members: Member, told: tuple[Told, ...] = (), hard: bool = False
) -> Scene:
    return Scene(name, pattern, seat.key_day, is_gaming=False, members=members, told=told, hard=hard)


def wages_every_month(seat: Seat) -> Scene:
    """Money for wages comes in before each month's end and goes out in its first days."""
    level = seat.chance.between(200, 900) * WAN_FEN
    bumps = [(month.until_day - 3, month.until_day + 4, level * 6 // 10) for month in seat.span.months]
    return _honest(
        "wages_every_month", DRESSING, seat, Member((seat.calm(level, bumps=bumps, quiet=calm_days(seat.key_day)),))
    )


def bonus_of_the_year(seat: Seat) -> Scene:
    """Once a year a bonus is paid out just after the key date; the postings say so."""
    key, level = seat.key_day, seat.chance.between(200, 900) * WAN_FEN
    draft = seat.calm(level, bumps=[(key - 2, key + 4, level)], quiet=calm_days(key))
    return _honest(
        "bonus_of_the_year",
        DRESSING,
        seat,
        Member((draft,)),
        told=(Told(0, key + 4, -level, WAGES, "X000000000048", "年终奖金"),),
    )


def taxes_after_the_quarter(seat: Seat) -> Scene:
    """Money for the quarter's taxes is put together and paid in the first days; the postings say so."""
    key, level = seat.key_day, seat.chance.between(200, 900) * WAN_FEN
    due = level * 7 // 10
    draft = seat.calm(level, bumps=[(key - 3, key + 6, due)], quiet=calm_days(key))
    return _honest(
        "taxes_after_the_quarter",
        DRESSING,
        seat,
        Member((draft,)),
        told=(Told(0, key + 6, -due, TAXES, "X000000000049", "税款"),),
    )


def large_and_stays(seat: Seat) -> Scene:
    """A real large deposit that happens to come in the last days."""
    key, level = seat.key_day, seat.chance.between(200, 900) * WAN_FEN
    gone = key + seat.chance.between(40, 90)
    draft = seat.calm(level, bumps=[(key - seat.chance.between(0, 3), gone, 2 * level)], quiet=calm_days(key))
    return _honest("large_and_stays", DRESSING, seat, Member((draft,)))


def lent_and_used(seat: Seat) -> Scene:
    """A loan is paid out before the key date and used some days after it."""
    key, level = seat.key_day, seat.chance.between(200, 900) * WAN_FEN
    lent = level * 8 // 10
    draft = seat.calm(level, bumps=[(key - 2, key + 4, lent)], quiet=calm_days(key))
    loan = Draft(SHORT_LOAN, key - 2, ((key - 2, lent),), maturity_day=key + 363)
    return _honest("lent_and_used", DRESSING, seat, Member((draft, loan)))


def between_own_accounts(seat: Seat) -> Scene:
    """A term deposit ends before the key date and is laid anew after it: the customer's sum never moved."""
    key, level = seat.key_day, seat.chance.between(200, 900) * WAN_FEN
    current = seat.calm(level, bumps=[(key - 2, key + 3, level)], quiet=calm_days(key))
    ended = Draft(TIME_3M, key - 92, ((key - 92, level), (key - 2, 0)), closed_day=key - 2, maturity_day=key - 2)
    anew = Draft(TIME_3M, key + 3, ((key + 3, level),), maturity_day=key + 93)
    return _honest("between_own_accounts", DRESSING, seat, Member((current, ended, anew)))


def a_sale_paid_on(seat: Seat) -> Scene:
    """A sale is paid before the key date and its supplier after it: as business goes, and as a trick looks."""
    key, level = seat.key_day, seat.chance.between(200, 900) * WAN_FEN
    draft = seat.calm(level, bumps=[(key - 3, key + 5, level * 6 // 10)], quiet=calm_days(key))
    return _honest("a_sale_paid_on", DRESSING, seat, Member((draft,)), hard=True)


def pooled(seat: Seat) -> Scene:
    """A group sweeps the daughter's money up to the mother and back, week after week."""
    span, sum_ = seat.span, seat.chance.between(150, 600) * WAN_FEN
    weeks = [
        (day, day + 4) for day in range(span.since_day + (seat.key_day - span.since_day) % 7 - 2, span.until_day, 7)
    ]
    always = range(span.since_day, span.until_day)
    mother = seat.calm(sum_ * 2, bumps=[(since, until, sum_) for since, until in weeks], quiet=always)
    daughter = seat.calm(sum_ * 3, bumps=[(since, until, -sum_) for since, until in weeks], quiet=always)
    return _honest("pooled", ROUND_TRIP, seat, Member((mother,)), Member((daughter,)))


def paid_once(seat: Seat) -> Scene:
    """One customer pays another before the key date, and it stays paid."""
    key, sum_ = seat.key_day, seat.chance.between(150, 600) * WAN_FEN
    until = seat.span.until_day + 1
    payer = seat.calm(sum_ * 3, bumps=[(key - 2, until, -sum_)], quiet=calm_days(key))
    paid = seat.calm(sum_ * 3, bumps=[(key - 1, until, sum_)], quiet=calm_days(key))
    return _honest("paid_once", ROUND_TRIP, seat, Member((payer,)), Member((paid,)))


def sent_back(seat: Seat) -> Scene:
    """A payment by mistake is sent back at once, far from any key date."""
    day, sum_ = seat.key_day - 15, seat.chance.between(150, 600) * WAN_FEN
    payer = seat.calm(sum_ * 3, bumps=[(day, day + 2, -sum_)], quiet=calm_days(day))
    paid = seat.calm(sum_ * 3, bumps=[(day, day + 2, sum_)], quiet=calm_days(day))
    return _honest("sent_back", ROUND_TRIP, seat, Member((payer,)), Member((paid,)))


def _handed(seat: Seat, giver: str, taker: str, *, day: int) -> Member:
    draft = seat.calm(seat.chance.between(100, 900) * WAN_FEN)
    return Member((draft,), (Served(giver, until_day=day), Served(taker, since_day=day)))


def handed_on(seat: Seat, other: str) -> Scene:
    """A rightful hand-over of several customers, one way."""
    members = [_handed(seat, seat.staff_id, other, day=seat.key_day + place) for place in range(3)]
    return _honest("handed_on", SWAP, seat, *members)


def in_a_chain(seat: Seat, other: str, third: str) -> Scene:
    """A rotation: each hands on to the next, nobody back."""
    ring = ((seat.staff_id, other), (other, third), (third, seat.staff_id))
    members = [_handed(seat, giver, taker, day=seat.key_day + 2) for giver, taker in ring for _place in range(2)]
    return _honest("in_a_chain", SWAP, seat, *members)


def covered(seat: Seat, other: str) -> Scene:
    """Somebody stands in for three weeks and gives back."""
    key = seat.key_day
    own = [Served(seat.staff_id, until_day=key - 9), Served(other, key - 9, key + 10), Served(seat.staff_id, key + 10)]
    members = [Member((seat.calm(seat.chance.between(100, 900) * WAN_FEN),), tuple(own)) for _place in range(3)]
    return _honest("covered", SWAP, seat, *members)


def namesake(seat: Seat, name: str) -> Scene:
    """A payer of the name of a manager who has nothing to do with the customer."""
    key, sum_ = seat.key_day, seat.chance.between(25, 90) * WAN_FEN
    draft = seat.calm(sum_ * 40, bumps=[(key - 2, key + 20, sum_)], quiet=calm_days(key))
    told = (Told(0, key - 2, sum_, name, "X000000000702", "货款"),)
    return _honest("namesake", OWN_MONEY, seat, Member((draft,)), told=told)


def ladder(seat: Seat) -> Scene:
    """A ladder of terms: equal sums of three terms on one day."""
    day, part = seat.key_day - seat.chance.between(5, 20), 49 * WAN_FEN
    terms = ((TIME_3M, 90), (TIME_6M, 180), (TIME_1Y, 365))
    opened = [seat.fresh(day, part, product_id=product_id, term_days=days) for product_id, days in terms]
    return _honest("ladder", SPLIT, seat, Member((seat.calm(60 * WAN_FEN), *opened), company=False))


def colleagues(seat: Seat) -> Scene:
    """The people of one firm open their accounts in one week, under its address, each with what he or she has."""
    day = seat.key_day - seat.chance.between(8, 20)
    members = [
        Member(
            (seat.fresh(day + place, (12 + 9 * place) * WAN_FEN, product_id=DEMAND),),
            company=False,
            since_day=day + place,
            house=1,
        )
        for place in range(5)
    ]
    return _honest("colleagues", SPLIT, seat, *members)


def couple(seat: Seat) -> Scene:
    """Two of one household with equal sums."""
    day, part = seat.key_day - seat.chance.between(8, 20), 60 * WAN_FEN
    members = [
        Member((seat.fresh(day, part, product_id=TIME_1Y, term_days=365),), company=False, since_day=day, house=1)
        for _place in range(2)
    ]
    return _honest("couple", SPLIT, seat, *members)


SIMPLE: tuple[tuple[Make, int], ...] = (
    (wages_every_month, 4),
    (large_and_stays, 4),
    (lent_and_used, 3),
    (between_own_accounts, 2),
    (a_sale_paid_on, 1),
    (pooled, 2),
    (paid_once, 3),
    (sent_back, 2),
    (ladder, 2),
    (colleagues, 2),
    (couple, 2),
)
TOLD: tuple[tuple[Make, int], ...] = ((bonus_of_the_year, 2), (taxes_after_the_quarter, 2))


def makers() -> Iterator[tuple[Make, bool]]:
    """Each look-alike as often as it is planted, and whether it needs postings."""
    for made, told in ((SIMPLE, False), (TOLD, True)):
        for make, times in made:
            for _time in range(times):
                yield make, told
