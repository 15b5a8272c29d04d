"""By which way money goes to another bank, on which day, and what the bank takes for it.

Source: directlink.md 1.1 and 6; the bounds and hours of the People's Bank's systems are dated parameters that the bank
verifies. An order after the cut-off, or on a day off, goes on the next working day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qiao.directlink.rules.orders import Item, Route
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.rules.workdays import is_working_day

MINUTES_AN_HOUR = 60
SUPER_WISHED = "SUPER"
DAYS_LOOKED_AHEAD = 40


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most each system takes in one payment, fen."""

    small_fen_most: int
    super_fen_most: int


@dataclass(frozen=True, slots=True)
class FeeStep:
    """The fee of a route up to an amount, both fen; `up_to_fen` None for any amount."""

    route: Route
    up_to_fen: int | None
    fee_fen: int


def route_of(item: Item, *, wished: str, bounds: Bounds) -> Route:
    """The way of one payment; refused where the system that was asked for does not take it."""
    if item.here:
        return Route.BOOK
    if wished == SUPER_WISHED:
        if item.amount_fen > bounds.super_fen_most:
            words = _("The online interbank system does not take this amount.")
            raise Refusal("route.super_amount", words, payment=item.index)
        if not item.bank_number:
            words = _("The online interbank system wants the number of the payee's bank.")
            raise Refusal("route.super_bank", words, payment=item.index)
        return Route.SUPER
    return usual_route(item.amount_fen, bounds)


def usual_route(amount_fen: int, bounds: Bounds) -> Route:
    """The way to another bank where none is asked for."""
    return Route.SMALL if amount_fen <= bounds.small_fen_most else Route.LARGE


def day_of(route: Route, local: datetime, *, cut_offs: Mapping[str, int], days_off: Mapping[str, int]) -> date:
    """The day on which a payment ordered at a local moment goes; a route without a cut-off (minutes) always goes."""
    today = local.date()
    closes = cut_offs.get(route.value)
    if closes is None:
        return today
    minute = local.hour * MINUTES_AN_HOUR + local.minute
    if is_working_day(today, days_off=days_off) and minute < closes:
        return today
    ahead = (today + timedelta(days=days) for days in range(1, DAYS_LOOKED_AHEAD))
    return next(day for day in ahead if is_working_day(day, days_off=days_off))


def check_due(due: date | None, *, today: date, first_days: int, last_days: int) -> None:
    """Refuse a wished day outside of its window, in days from today."""
    if due is None:
        return
    first, last = today + timedelta(days=first_days), today + timedelta(days=last_days)
    if not first <= due <= last:
        raise Refusal(
            "order.due",
            _("The wished day has to lie between %(first)s and %(last)s."),
            first=first.isoformat(),
            last=last.isoformat(),
        )


def fee_of(steps: Iterable[FeeStep], *, route: Route, amount_fen: int) -> int:
    """The fee of a payment, fen; nothing where the bank has set none."""
    fitting = [
        step for step in steps if step.route is route and (step.up_to_fen is None or amount_fen <= step.up_to_fen)
    ]
    if not fitting:
        return 0
    return min(fitting, key=lambda step: (step.up_to_fen is None, step.up_to_fen or 0)).fee_fen
