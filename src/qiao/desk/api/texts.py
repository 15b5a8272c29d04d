"""How a record becomes an answer: money as decimal texts in yuan, exact; shares of one as decimals; days as dates."""

from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from qiao.ground.money import PPM_ONE, half_away, text_of_scaled
from qiao.ground.periods import day_of

S = TypeVar("S")
MICRO_PLACES, FEN_PLACES, PPM_PLACES, BP_PLACES = 6, 2, 6, 4
OTHERWISE = {"fees": "fee"}
"""Fields that the records call by another word."""


def yuan(micro: int | Fraction) -> str:
    """Millionths of a yuan as yuan; between two millionths the nearer one."""
    return text_of_scaled(half_away(Fraction(micro)), places=MICRO_PLACES)


def yuan_of_fen(fen: int) -> str:
    """Fen as yuan."""
    return text_of_scaled(int(fen), places=FEN_PLACES)


def share(part: Fraction) -> str:
    """A part of one with six decimals, the nearer one."""
    return text_of_scaled(half_away(part * PPM_ONE), places=PPM_PLACES)


def of_one(bp: int) -> str:
    """Ten-thousandths as a part of one."""
    return text_of_scaled(bp, places=BP_PLACES)


def _ppm(value: int) -> str:
    return text_of_scaled(value, places=PPM_PLACES)


def _date(number: int) -> date:
    return day_of(number)


WRITTEN = {"_micro": yuan, "_fen": yuan_of_fen, "_ppm": _ppm, "_bp": of_one, "_day": _date}
"""By the unit that stands last in a record's name."""


def filled(form: type[S], record: object, **given: object) -> S:
    """The form filled from a record: a field `margin` from `margin`, else from `margin_micro`, `margin_fen` and so on.

    What is given by name stands as it is given; what the record has as None stays None.
    """
    names = [one.name for one in fields(form)]  # type: ignore[arg-type]  # every form is a dataclass
    return form(**{name: given[name] if name in given else _value(record, name) for name in names})


def filled_or_none(form: type[S], record: object | None, **given: object) -> S | None:
    """The same where there may be no record."""
    return None if record is None else filled(form, record, **given)


def _value(record: object, name: str) -> Any:
    known = OTHERWISE.get(name, name)
    for unit, written in WRITTEN.items():
        if hasattr(record, known + unit):
            value = getattr(record, known + unit)
            return None if value is None else written(value)
    found = getattr(record, known)
    if isinstance(found, tuple):
        return list(found)
    return share(found) if isinstance(found, Fraction) else found
