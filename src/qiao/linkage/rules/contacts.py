"""Normal forms of telephones, addresses and document numbers, and whether a document number can be right.

Source: GB 32100 (credit codes), GB 11714 (organisation codes within them), GB 11643 (cards of 15 and 18 digits).
"""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric, uscc

from qiao.linkage.rules.letters import plain

EXTENSION = re.compile(r"(转|分机|EXT|X|#).*$")
NOT_DIGIT = re.compile(r"\D")
PHONE_LEAST, MOBILE_DIGITS = 7, 11
AREA = re.compile(r"^0(?:10|2\d|[3-9]\d\d)(?=\d{7,8}$)")  # left away by half of those who write a number down
COUNTRY = "86"
PROVINCE = re.compile(r"^(?:中国)?(?:[^0-9()市区县]{2,8}?(?:省|自治区))")
CITY = re.compile(r"^([^0-9()区县路街]{2,7}?(?:市|自治州|地区|盟))")
DISTRICT = re.compile(r"^[^0-9()路街道]{1,7}?(?:区|县|旗)")
NUMERALS = {one: str(place) for place, one in enumerate("一二三四五六七八九十", start=1)}
NUMERAL = re.compile(r"([一二三四五六七八九十])(?=[号栋幢座楼单层室])")
BUILDING = re.compile(r"(号楼|[号栋幢座楼层室弄院#]|单元|房)")
PIECE = re.compile(r"[0-9]+|[A-Z]+")
NUMBER_BEGINS = re.compile(r"[0-9]")
DASHES = re.compile("[-－—–~～]")
UNKNOWN = frozenset({"不详", "无", "未知", "无地址", "NA", "NONE", "NULL", "同上"})
CREDIT_LETTERS, ORGANISATION_LETTERS, CARD_LETTERS, OLD_CARD_LETTERS = 18, 9, 18, 15
ORGANISATION_BODY = re.compile(r"[0-9A-Z]{8}[0-9X]")
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CENTENARIANS = frozenset(
    {"996", "997", "998", "999"}
)  # the series a card of 15 digits keeps for those born before 1900
JUNK_LEAST = 3  # a number of fewer different digits was typed to fill the field


@dataclass(frozen=True, slots=True)
class Address:
    """An address in parts: its city, the road, and the road with all numbers down to the door."""

    city: str = ""
    road: str = ""
    door: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document number as it is compared, and whether its check digits say that it can be right."""

    number: str = ""
    valid: bool = False


def phone_number(text: str) -> str:
    """The digits of a telephone without country, area, separators and extension; '' where it is none."""
    digits = NOT_DIGIT.sub("", EXTENSION.sub("", plain(text)))
    digits = digits.removeprefix("00") if digits.startswith("00" + COUNTRY) else digits
    if digits.startswith(COUNTRY) and len(digits) > MOBILE_DIGITS:
        digits = digits.removeprefix(COUNTRY)
    if digits.startswith("01") and len(digits) == MOBILE_DIGITS + 1:
        digits = digits[1:]  # a mobile dialled with the nought of long distance
    digits = AREA.sub("", digits)
    return digits if len(digits) >= PHONE_LEAST and len(set(digits)) >= JUNK_LEAST else ""


def address_parts(text: str) -> Address:
    """City, road and door; words for buildings are one, leading noughts gone."""
    whole = plain(DASHES.sub("#", text))
    if not whole or whole in UNKNOWN:
        return Address()
    rest = PROVINCE.sub("", whole)
    found = CITY.match(rest)
    city = found[1] if found else ""
    rest = DISTRICT.sub("", rest[len(city) :])
    rest = NUMERAL.sub(lambda one: NUMERALS[one[1]], rest.replace("(", "").replace(")", ""))
    number = NUMBER_BEGINS.search(rest)
    road, tail = (rest[: number.start()], rest[number.start() :]) if number else (rest, "")
    numbers = "-".join(piece.lstrip("0") or "0" for piece in PIECE.findall(BUILDING.sub("-", tail)))
    return Address(city.removesuffix("市"), road, f"{road}{numbers}" if numbers else "")


def house_of(door: str) -> str:
    """The door without what follows the house's number: the same house."""
    return door.split("-", 1)[0]


def document(text: str, *, is_person: bool) -> Document:
    """The number in the form that is compared: cards of 18 digits, companies by their organisation code."""
    number = re.sub(r"[^0-9A-Z]", "", plain(text))
    if not number or len(set(number)) < JUNK_LEAST:
        return Document()
    return _card(number) if is_person else _company(number)


def _card(number: str) -> Document:
    if len(number) == OLD_CARD_LETTERS and number.isdigit() and number[-3:] not in CENTENARIANS:
        number = f"{number[:6]}19{number[6:]}"
        number += str(ric.calc_check_digit(f"{number}0"))
    shaped = len(number) == CARD_LETTERS and number[:-1].isdigit() and _is_day(number[6:14])
    return Document(number, shaped and ric.calc_check_digit(number) == number[-1])


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _company(number: str) -> Document:
    """A credit code holds the organisation code, and so does a tax number of old; either is known by it."""
    if len(number) == CREDIT_LETTERS:
        return Document(number[8:17] if uscc.is_valid(number) else number, uscc.is_valid(number))
    within = number[6:] if len(number) == OLD_CARD_LETTERS else number
    if len(within) == ORGANISATION_LETTERS and _organisation_checks(within):
        return Document(within, valid=True)
    return Document(number, valid=False)


def _organisation_checks(code: str) -> bool:
    if not ORGANISATION_BODY.fullmatch(code):
        return False
    total = sum(BASE_36.index(sign) * weight for sign, weight in zip(code[:8], ORGANISATION_WEIGHTS, strict=True))
    return code[8] == "0123456789X0"[11 - total % 11]
