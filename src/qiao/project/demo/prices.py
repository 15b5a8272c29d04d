"""Internal transfer prices and customers' rates of the made-up bank.

The level of money falls over the years by a straight line to 1.90 % at the end; each tenor stands a fixed step above or
below it. Prices change on the first of each month and, within the span, in mid-month too. Rates are millionths a year.
"""

from dataclasses import dataclass

from qiao.project.demo.calendar import DAYS_A_YEAR, Month, Span
from qiao.project.demo.chance import Chance
from qiao.project.demo.products import BY_ID, Product

LEVEL_PPM = 19_000  # the level at the end of the span
FALL_A_YEAR_PPM = 1_800
BASIS_POINT_PPM = 100
HISTORY_MONTHS = 13 * 12  # older than the oldest account
WOBBLE_POINTS = 3
STEPS_PPM = {  # how far a price stands from the level, by side and tenor in days
    ("deposit", 1): -4_000,
    ("deposit", 7): -2_500,
    ("deposit", 90): -1_500,
    ("deposit", 180): -500,
    ("deposit", 365): 1_000,
    ("deposit", 1095): 5_000,
    ("loan", 30): -2_000,
    ("loan", 365): 1_500,
    ("loan", 1095): 5_000,
    ("loan", 3650): 8_500,
}
SPREADS_PPM = {  # what the bank keeps: below the price for a deposit, above it for a loan; low and high by customer
    "D-3M": (5_500, 7_500),
    "D-6M": (5_500, 7_500),
    "D-1Y": (5_500, 8_000),
    "D-3Y": (5_000, 8_000),
    "L-SHORT": (12_000, 22_000),
    "L-MEDIUM": (14_000, 24_000),
    "L-REVOLVE": (15_000, 24_000),
    "L-MORT": (6_000, 9_500),
    "L-CONSUME": (22_000, 40_000),
}
POSTED_PPM = {  # rates the bank posts for everybody: before and after the cut
    "D-DEMAND": (1_000, 500),
    "D-AGREE": (9_000, 7_000),
    "D-MARGIN": (5_500, 4_500),
}
MID_MONTH = 16
PRICE_CUT_PPM = 2_000  # the story: demand deposits are worth less from the middle of the month before the last


@dataclass(frozen=True, slots=True)
class Price:
    """A transfer price from a day on."""

    side: str
    tenor_days: int
    since_day: int
    rate_ppm: int


def posted_cut_day(span: Span) -> int:
    """The day the posted deposit rates fell."""
    return span.back(5).day(20)


def price_cut_month(span: Span) -> Month:
    """The month in whose middle the demand price fell for good."""
    return span.back(1)


def curves(span: Span, *, seed: int) -> tuple[Price, ...]:
    """Every price, by side, tenor and day."""
    history = _month_starts(span)
    found: list[Price] = []
    for (side, tenor), step in sorted(STEPS_PPM.items()):
        chance = Chance(seed, "curve", side, tenor)
        days = history + [month.day(MID_MONTH) for month in span.months if tenor < DAYS_A_YEAR]
        for day in sorted(days):
            wobble = chance.between(-WOBBLE_POINTS, WOBBLE_POINTS) * BASIS_POINT_PPM
            found.append(
                Price(side, tenor, day, _level(day, span=span) + step + wobble - _cut(tenor, day=day, span=span))
            )
    return tuple(found)


def _month_starts(span: Span) -> list[int]:
    """The first days of the span's months, and a day a month for thirteen years before."""
    before = [span.since_day - back * DAYS_A_YEAR // 12 for back in range(HISTORY_MONTHS, 0, -1)]
    return before + [month.since_day for month in span.months]


def _level(day: int, *, span: Span) -> int:
    """The level of money on a day, to the basis point."""
    before = max(span.until_day - day, 0)
    return (LEVEL_PPM + FALL_A_YEAR_PPM * before // DAYS_A_YEAR) // BASIS_POINT_PPM * BASIS_POINT_PPM


def _cut(tenor: int, *, day: int, span: Span) -> int:
    """The story's fall of the overnight deposit price."""
    falls = tenor == 1 and day >= price_cut_month(span).day(MID_MONTH)
    return PRICE_CUT_PPM if falls else 0


def customer_rates(product_id: str, *, opened_day: int, span: Span, chance: Chance) -> tuple[tuple[int, int], ...]:
    """The rate of an account from its opening on, with its changes: (day, ppm), oldest first."""
    product = BY_ID[product_id]
    if product.side == "fee":
        return ()
    if product_id in POSTED_PPM:
        return _posted(product_id, opened_day=opened_day, span=span)
    rate = _negotiated(product, opened_day=opened_day, span=span, chance=chance)
    reset = _next_january(span)
    floats = product.side == "loan" and product_id != "L-SHORT" and reset is not None and opened_day < reset
    if floats and reset is not None:
        return ((opened_day, rate), (reset, rate - chance.between(5, 25) * BASIS_POINT_PPM))
    return ((opened_day, rate),)


def _posted(product_id: str, *, opened_day: int, span: Span) -> tuple[tuple[int, int], ...]:
    """A posted rate and, for older accounts, the cut."""
    before, after = POSTED_PPM[product_id]
    cut = posted_cut_day(span)
    return ((opened_day, before), (cut, after)) if opened_day < cut else ((opened_day, after),)


def _negotiated(product: Product, *, opened_day: int, span: Span, chance: Chance) -> int:
    """The rate agreed on the opening day, to five basis points."""
    step = STEPS_PPM[product.side, product.tenor_days]
    low, high = SPREADS_PPM[product.product_id]
    spread = chance.between(low, high) // (5 * BASIS_POINT_PPM) * 5 * BASIS_POINT_PPM
    price = _level(opened_day, span=span) + step
    return price + spread if product.side == "loan" else price - spread


def _next_january(span: Span) -> int | None:
    """The first 1 January of the span, when floating loans are repriced; None where it has none."""
    return next((month.since_day for month in span.months if month.number == 1), None)
