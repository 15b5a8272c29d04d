"""What a value may look like, kind by kind. A value that does not is a reason to refuse its request, and no other."""

import re
from collections.abc import Callable
from datetime import date

from qiao.directlink.rules.fox.codes import Code, Status, refused
from qiao.directlink.rules.fox.shapes import UNLIMITED, Element, Kind

BLANKS = " \t\r\n"
"""What may stand around a value; the wide blank of Chinese text is a letter."""
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f<>&]")
ACCOUNT = re.compile(r"[0-9A-Za-z-]+", re.ASCII)
DIGITS = re.compile(r"[0-9]+", re.ASCII)
COUNT = re.compile(r"0*[1-9][0-9]*", re.ASCII)
PAID = re.compile(r"([0-9]{1,15})(?:\.[0-9]{1,2})?", re.ASCII)
AMOUNT = re.compile(r"-?([0-9]{1,15})(?:\.[0-9]{1,2})?", re.ASCII)
DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
PERIOD = re.compile(r"[0-9]{4}(?:0[1-9]|1[0-2])", re.ASCII)
CLOCK = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})[ T]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})", re.ASCII)
HOURS, SIXTIETHS = 24, 60

Check = Callable[[str, Element], Status | None]


def fault_of(value: str, element: Element) -> Status | None:
    """Why a value that is given may not stand in an element, None where it may."""
    return CHECKS[element.kind](value, element)


def padded_moment(value: str) -> str | None:
    """A day with a time, each part with its zeros; None where there is no such moment."""
    found = CLOCK.fullmatch(value)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups())
    if not _is_day(year, month, day=day) or hour >= HOURS or minute >= SIXTIETHS or second >= SIXTIETHS:
        return None
    return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"


def malformed(name: str) -> Status:
    """The plain refusal of a value without its form."""
    return refused(Code.REFUSED, f"{name}格式不正确")


def _text(value: str, element: Element) -> Status | None:
    if element.most != UNLIMITED and len(value) > element.most:
        return refused(Code.REFUSED, f"{element.name}超过{element.most}个字符")
    if FORBIDDEN.search(value) or value.isspace():
        return refused(Code.REFUSED, f"{element.name}含有非法字符")
    return None if value.isascii() or _is_gbk(value) else refused(Code.REFUSED, f"{element.name}含有非法字符")


def _is_gbk(value: str) -> bool:
    """Whether GBK has all its letters; one that it has not can come by a number (&#…;) only."""
    try:
        value.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _formed(form: re.Pattern[str]) -> Check:
    def check(value: str, element: Element) -> Status | None:
        return None if form.fullmatch(value) and len(value) <= element.most else malformed(element.name)

    return check


def _choice(value: str, element: Element) -> Status | None:
    return None if value in element.choices else malformed(element.name)


def _paid(value: str, element: Element) -> Status | None:
    if not PAID.fullmatch(value):
        return refused(Code.AMOUNT_FORM, f"{element.name}格式不正确")
    return None if value.strip("0.") else refused(Code.AMOUNT_FORM, f"{element.name}应大于零")


def _amount(value: str, element: Element) -> Status | None:
    found = AMOUNT.fullmatch(value)
    fits = found is not None and len(found[1]) <= element.most
    return None if fits else refused(Code.AMOUNT_FORM, f"{element.name}格式不正确")


def _date(value: str, element: Element) -> Status | None:
    found = DATE.fullmatch(value)
    is_one = found is not None and _is_day(int(found[1]), int(found[2]), day=int(found[3]))
    return None if is_one else malformed(element.name)


def _is_day(year: int, month: int, *, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _period(value: str, element: Element) -> Status | None:
    return None if PERIOD.fullmatch(value) else malformed(element.name)


def _moment(value: str, element: Element) -> Status | None:
    return None if padded_moment(value) else malformed(element.name)


def _any(_value: str, _element: Element) -> Status | None:
    return None


CHECKS: dict[Kind, Check] = {
    Kind.TEXT: _text,
    Kind.PASSWORD: _any,
    Kind.ACCOUNT: _formed(ACCOUNT),
    Kind.DIGITS: _formed(DIGITS),
    Kind.COUNT: _formed(COUNT),
    Kind.CHOICE: _choice,
    Kind.PAID: _paid,
    Kind.AMOUNT: _amount,
    Kind.DATE: _date,
    Kind.PERIOD: _period,
    Kind.MOMENT: _moment,
    Kind.LINES: _any,
}
