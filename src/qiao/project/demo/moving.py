"""What moves in the last month of the made-up bank: a deposit about to mature, a loan past due, an account that wakes.

They lie beside the other accounts of three customers of the cast, so that the first manager's Today shows each kind.
"""

from qiao.ground.money import FEN_A_YUAN
from qiao.project.demo.accounts import Draft
from qiao.project.demo.calendar import DAYS_A_YEAR, Span
from qiao.project.demo.cast import WAN
from qiao.project.demo.customers import Customer
from qiao.project.demo.products import BY_ID, DEMAND, SHORT_LOAN, TIME_6M

WAN_FEN = WAN * FEN_A_YUAN
MATURING_FEN, PAST_DUE_FEN = 300 * WAN_FEN, 120 * WAN_FEN
MATURES_IN_DAYS, PAST_DUE_DAYS = 9, 12  # counted from the day after the span
SLEPT_FEN, WOKEN_FEN = 38 * WAN_FEN, 158 * WAN_FEN
SLEPT_BEFORE_DAYS = 45  # before the span: still asleep half a year later, however short the span
WOKEN_DAY = 24
OPENED_BEFORE_DAYS = 900


def moving(customer: Customer, *, span: Span) -> list[Draft]:
    """The accounts of a customer that are there to move."""
    if customer.story == "two_roles":
        opened = span.until_day + MATURES_IN_DAYS - BY_ID[TIME_6M].tenor_days
        return [Draft(TIME_6M, opened, ((opened, MATURING_FEN),), maturity_day=span.until_day + MATURES_IN_DAYS)]
    if customer.story == "party_fee":
        opened = span.until_day - PAST_DUE_DAYS - DAYS_A_YEAR
        return [Draft(SHORT_LOAN, opened, ((opened, PAST_DUE_FEN),), maturity_day=opened + DAYS_A_YEAR)]
    if customer.story == "split_60_40":
        slept = (span.since_day - SLEPT_BEFORE_DAYS, SLEPT_FEN)
        return [Draft(DEMAND, slept[0] - OPENED_BEFORE_DAYS, (slept, (woken_day(span), WOKEN_FEN)))]
    return []


def woken_day(span: Span) -> int:
    """The day on which the sleeping account moves."""
    return span.back(0).working_day(WOKEN_DAY)
