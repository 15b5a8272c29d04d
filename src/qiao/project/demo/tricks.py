"""The tricks planted in the made-up bank, several of each: how credit is made to look larger than the business is.

Each is as somebody would do it who knows the key dates and not the rules; some are done so well, or lie so close to
honest business, that they are marked as hard.
"""

from collections.abc import Callable, Iterator

from qiao.project.demo.planted import WAN_FEN, Member, Scene, Seat, Served, Told, calm_days
from qiao.project.demo.products import TIME_1Y, TIME_6M

DRESSING, ROUND_TRIP, SWAP, OWN_MONEY, SPLIT = "dressing", "round_trip", "swap", "own_money", "split"
BRIDGE, BRIDGE_ACCOUNT = "演示·过桥资金服务有限公司", "X000000000999"
FRIEND = "演示·友人乙"
Make = Callable[[Seat], Scene]


def dressed(seat: Seat) -> Scene:
    """Money for the key date: in within its last days, out within a week."""
    chance, key = seat.chance, seat.key_day
    level = chance.between(200, 2_000) * WAN_FEN
    lent = max(level * chance.between(300, 1_500) // 1_000, 130 * WAN_FEN)
    bump = (key - chance.between(0, 3), key + chance.between(2, 7), lent)
    member = Member((seat.calm(level, bumps=[bump], quiet=calm_days(key)),))
    return Scene("dressed", DRESSING, key, is_gaming=True, members=(member,))


def dressed_in_parts(seat: Seat) -> Scene:
    """The same in three sums on three days, and out in two."""
    chance, key = seat.chance, seat.key_day
    level, part = chance.between(300, 900) * WAN_FEN, chance.between(80, 300) * WAN_FEN
    bumps = [(key - 3, key + 3, part), (key - 2, key + 3, part), (key - 1, key + 6, part)]
    member = Member((seat.calm(level, bumps=bumps, quiet=calm_days(key)),))
    return Scene("dressed_in_parts", DRESSING, key, is_gaming=True, members=(member,))


def dressed_every_month(seat: Seat) -> Scene:
    """Every month-end alike: it looks like the rhythm of the customer."""
    level = seat.chance.between(300, 900) * WAN_FEN
    bumps = [(month.until_day - 2, month.until_day + 3, level) for month in seat.span.months]
    member = Member((seat.calm(level, bumps=bumps, quiet=calm_days(seat.key_day)),))
    return Scene("dressed_every_month", DRESSING, seat.key_day, is_gaming=True, members=(member,), hard=True)


def to_and_fro(seat: Seat) -> Scene:
    """A customer's money lies with another customer over the key date."""
    chance, key = seat.chance, seat.key_day
    lent = chance.between(150, 900) * WAN_FEN
    out, back = key - chance.between(1, 4), key + chance.between(1, 5)
    late = chance.below(2)
    giver = seat.calm(lent * 2, bumps=[(out, back + late, -lent)], quiet=calm_days(key))
    taker = seat.calm(chance.between(80, 400) * WAN_FEN, bumps=[(out + late, back, lent)], quiet=calm_days(key))
    return Scene("to_and_fro", ROUND_TRIP, key, is_gaming=True, members=(Member((giver,)), Member((taker,))))


def round_three(seat: Seat) -> Scene:
    """The same sum lies with one customer, then with another, over the key date."""
    chance, key = seat.chance, seat.key_day
    lent = chance.between(150, 900) * WAN_FEN
    first, second, third = key - 4, key, key + 4
    giver = seat.calm(lent * 2, bumps=[(first, third, -lent)], quiet=calm_days(key))
    one = seat.calm(chance.between(80, 300) * WAN_FEN, bumps=[(first, second, lent)], quiet=calm_days(key))
    other = seat.calm(chance.between(80, 300) * WAN_FEN, bumps=[(second, third, lent)], quiet=calm_days(key))
    members = (Member((giver,)), Member((one,)), Member((other,)))
    return Scene("round_three", ROUND_TRIP, key, is_gaming=True, members=members)


def bridged(seat: Seat) -> Scene:
    """A sum from a lender elsewhere, which the postings name, in before the key date and back to it after."""
    chance, key = seat.chance, seat.key_day
    level = chance.between(2_000, 4_000) * WAN_FEN
    lent = level * chance.between(80, 150) // 1_000  # too little to rise above the level
    inward, back = key - chance.between(1, 3), key + chance.between(1, 5)
    taker = seat.calm(level, bumps=[(inward, back, lent)], quiet=calm_days(key))
    told = (
        Told(0, inward, lent, BRIDGE, BRIDGE_ACCOUNT, "往来款"),
        Told(0, back, -lent, BRIDGE, BRIDGE_ACCOUNT, "往来款"),
    )
    return Scene("bridged", ROUND_TRIP, key, is_gaming=True, members=(Member((taker,)),), told=told)


def back_in_halves(seat: Seat) -> Scene:
    """It comes back in two unequal sums: no hop has the size of the first."""
    key, lent = seat.key_day, seat.chance.between(300, 900) * WAN_FEN
    part = lent * 37 // 100
    halves = [(key - 2, key + 2, part), (key - 2, key + 4, lent - part)]
    giver = seat.calm(lent * 9, bumps=[(since, until, -fen) for since, until, fen in halves], quiet=calm_days(key))
    taker = seat.calm(lent * 9, bumps=halves, quiet=calm_days(key))
    members = (Member((giver,)), Member((taker,)))
    return Scene("back_in_halves", ROUND_TRIP, key, is_gaming=True, members=members, hard=True)


def swapped(seat: Seat, other: str, *, each: int) -> Scene:
    """Two managers exchange customers about the half-year's end."""
    chance, key = seat.chance, seat.key_day
    members = []
    for place in range(2 * each):
        mine, theirs = (seat.staff_id, other) if place < each else (other, seat.staff_id)
        day = key + chance.between(-12, 12)
        draft = seat.calm(chance.between(100, 900) * WAN_FEN)
        members.append(Member((draft,), (Served(mine, until_day=day), Served(theirs, since_day=day))))
    return Scene("swapped", SWAP, key, is_gaming=True, members=tuple(members), hard=each == 1)


def paid_by_manager(seat: Seat, name: str) -> Scene:
    """The manager pays a sum of his own into the customer's account before the key date; the postings name him."""
    chance, key = seat.chance, seat.key_day
    level, own = chance.between(2_000, 4_000) * WAN_FEN, chance.between(25, 90) * WAN_FEN
    inward = key - chance.between(0, 6)
    draft = seat.calm(level, bumps=[(inward, key + chance.between(3, 9), own)], quiet=calm_days(key))
    told = (Told(0, inward, own, name, "X000000000700", "转账"),)
    return Scene("paid_by_manager", OWN_MONEY, key, is_gaming=True, members=(Member((draft,)),), told=told)


def moved_by_manager(seat: Seat, name: str, *, served_by: str) -> Scene:
    """The manager's own account at the bank falls by what the customer's rises by; no posting says so."""
    chance, key = seat.chance, seat.key_day
    own = chance.between(25, 90) * WAN_FEN
    inward, back = key - chance.between(0, 5), key + chance.between(3, 9)
    purse = seat.calm(own * 2, bumps=[(inward, back, -own)], quiet=calm_days(key))
    draft = seat.calm(chance.between(2_000, 4_000) * WAN_FEN, bumps=[(inward, back, own)], quiet=calm_days(key))
    members = (Member((draft,)), Member((purse,), company=False, name=name, served=(Served(served_by),)))
    return Scene("moved_by_manager", OWN_MONEY, key, is_gaming=True, members=members)


def paid_by_friend(seat: Seat) -> Scene:
    """The money comes in a friend's name."""
    key, own = seat.key_day, seat.chance.between(25, 90) * WAN_FEN
    draft = seat.calm(own * 40, bumps=[(key - 2, key + 5, own)], quiet=calm_days(key))
    told = (Told(0, key - 2, own, FRIEND, "X000000000701", "转账"),)
    return Scene("paid_by_friend", OWN_MONEY, key, is_gaming=True, members=(Member((draft,)),), told=told, hard=True)


def below_a_limit(seat: Seat) -> Scene:
    """One deposit in several accounts of a product, each just below a limit."""
    chance = seat.chance
    parts, tier = chance.between(3, 5), chance.pick((50, 100))
    day = seat.key_day - chance.between(8, 20)
    opened = [
        seat.fresh(
            day + chance.below(5), tier * WAN_FEN * chance.between(960, 998) // 1_000, product_id=TIME_1Y, term_days=365
        )
        for _part in range(parts)
    ]
    member = Member((seat.calm(80 * WAN_FEN), *opened), company=False)
    return Scene("below_a_limit", SPLIT, seat.key_day, is_gaming=True, members=(member,))


def one_as_several(seat: Seat) -> Scene:
    """New customers of one telephone with equal sums."""
    chance = seat.chance
    day, part = seat.key_day - chance.between(8, 20), chance.between(40, 90) * WAN_FEN
    members = tuple(
        Member(
            (seat.fresh(day + place, part + chance.below(1_000), product_id=TIME_6M, term_days=180),),
            company=False,
            calls_of=0,
            since_day=day + place,
        )
        for place in range(chance.between(3, 5))
    )
    return Scene("one_as_several", SPLIT, seat.key_day, is_gaming=True, members=members)


def fed_by_one(seat: Seat) -> Scene:
    """New customers with nothing in common but that one account fell by the sum of theirs."""
    chance = seat.chance
    day, count, part = seat.key_day - chance.between(8, 20), chance.between(3, 5), chance.between(40, 90) * WAN_FEN
    total = part * count
    source = seat.calm(total * 2, bumps=[(day, seat.span.until_day, -total)], quiet=range(day - 3, day + 4))
    fresh = [
        Member(
            (seat.fresh(day + place % 2, part, product_id=TIME_6M, term_days=180),),
            company=False,
            since_day=day + place % 2,
        )
        for place in range(count)
    ]
    return Scene("fed_by_one", SPLIT, seat.key_day, is_gaming=True, members=(*fresh, Member((source,))))


def spread_over_weeks(seat: Seat) -> Scene:
    """The parts are opened a fortnight apart."""
    day = seat.key_day - 40
    opened = [seat.fresh(day + 14 * place, 49 * WAN_FEN, product_id=TIME_1Y, term_days=365) for place in range(3)]
    member = Member((seat.calm(80 * WAN_FEN), *opened), company=False)
    return Scene("spread_over_weeks", SPLIT, seat.key_day, is_gaming=True, members=(member,), hard=True)


SIMPLE: tuple[tuple[Make, int], ...] = (
    (dressed, 9),
    (dressed_in_parts, 3),
    (dressed_every_month, 1),
    (to_and_fro, 5),
    (round_three, 3),
    (back_in_halves, 1),
    (below_a_limit, 4),
    (one_as_several, 4),
    (fed_by_one, 3),
    (spread_over_weeks, 1),
)
"""Tricks that need no more than a seat, and how many of each."""
TOLD: tuple[tuple[Make, int], ...] = ((bridged, 3), (paid_by_friend, 1))
"""Those that postings tell: their key date lies in the months that have postings."""


def makers() -> Iterator[tuple[Make, bool]]:
    """Each trick as often as it is planted, and whether it needs postings."""
    for made, told in ((SIMPLE, False), (TOLD, True)):
        for make, times in made:
            for _time in range(times):
                yield make, told
