"""How a customer is written down a second time: what stays, what is left out, mistyped, written otherwise or has changed.

The shares are guesses, named here so that they can be doubted and changed.
"""

import random
import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from bench.linkage.words import BRANDS, GIVEN, SURNAMES, TRADES
from qiao.customers.rules.search import SURNAMES as READ_OTHERWISE
from qiao.linkage.rules.letters import SIMPLIFIED, TRADITIONAL

if TYPE_CHECKING:
    from bench.linkage.generate import Raw

FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
TO_TRADITIONAL = dict(zip(SIMPLIFIED, TRADITIONAL, strict=True))
Chance = random.Random


def second(raw: "Raw", chance: Chance, *, moved: str, number: str) -> "Raw":
    """The second record: each field by itself. moved, number: another address and telephone, should it have changed."""
    is_person = raw.kind == "person"
    founded = _one_of(chance, (0.75, raw.founded), (0.20, None), (0.05, (raw.founded or 0) + chance.randrange(1, 400)))
    return replace(
        raw,
        name=_person(raw.name, chance) if is_person else _company(raw.name, chance),
        id_no=_document(raw.id_no, chance),
        phone=_phone(raw.phone, chance, number=number),
        address=_address(raw.address, chance, moved=moved),
        region=_one_of(chance, (0.85, raw.region), (0.15, "")),
        founded=None if is_person or raw.founded is None else founded,
        capital_fen=_one_of(chance, (0.75, raw.capital_fen), (0.15, None), (0.10, (raw.capital_fen or 0) * 2)),
    )


def _one_of(chance: Chance, *choices: "tuple[float, object]") -> "object":
    drawn = chance.random()
    for share, value in choices:
        drawn -= share
        if drawn < 0:
            return value
    return choices[-1][1]


def _company(name: str, chance: Chance) -> str:
    written = {
        0.45: lambda: name,
        0.60: lambda: _other_form(name, chance),
        0.75: lambda: _other_region(name, chance),
        0.79: lambda: _traditional(name),
        0.83: lambda: name.replace("有限", " 有限").translate(FULL_WIDTH),
        0.89: lambda: _homophone(name, chance),
        0.94: lambda: _other_letter(name, chance),
        0.97: lambda: _dropped(name, chance),
        1.00: lambda: _abbreviated(name),
    }
    drawn = chance.random()
    return next(make for bound, make in written.items() if drawn < bound)()


def _person(name: str, chance: Chance) -> str:
    written = {
        0.82: lambda: name,
        0.90: lambda: _homophone(name, chance),
        0.94: lambda: _other_letter(name, chance),
        0.97: lambda: _traditional(name),
        1.00: lambda: f"{name[0]} {name[1:]}" if chance.random() < 0.5 else f"{name}先生",
    }
    drawn = chance.random()
    return next(make for bound, make in written.items() if drawn < bound)()


def _other_form(name: str, chance: Chance) -> str:
    if name.endswith("有限责任公司"):
        return name.replace("有限责任公司", "有限公司")
    if name.endswith("有限公司"):
        return name.removesuffix("有限公司") + chance.choice(("有限责任公司", "公司", ""))
    return name


def _other_region(name: str, chance: Chance) -> str:
    found = re.match(r"^(..省)?(..)市", name) or re.match(
        r"^()(武汉|宜昌|长沙|株洲|南昌|合肥|郑州|洛阳|杭州|宁波|南京|苏州|广州|佛山|成都|青岛)", name
    )
    if not found:
        return name
    rest = name[found.end() :]
    if chance.random() < 0.5:
        return rest
    return rest.replace("有限", f"（{found[2]}）有限", 1) if "有限" in rest else found[2] + rest


def _traditional(text: str) -> str:
    return "".join(TO_TRADITIONAL.get(letter, letter) for letter in text)


@cache
def _sounds() -> dict[str, list[str]]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415  heavy; loaded where letters are mistyped

    heard = defaultdict(list)
    for letter in sorted(set(SURNAMES + GIVEN + BRANDS + "".join(TRADES) + SIMPLIFIED)):
        heard[lazy_pinyin(letter)[0]].append(letter)
    return dict(heard)


def _homophone(text: str, chance: Chance) -> str:
    """A letter of the same sound in the place of another, as the input method offers it."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  the same

    places = [place for place, letter in enumerate(text[:8]) if place or letter not in READ_OTHERWISE]
    place = chance.choice(places or [0])
    offered = [one for one in _sounds().get(lazy_pinyin(text[place])[0], []) if one != text[place]]
    return text[:place] + chance.choice(offered) + text[place + 1 :] if offered else text


def _other_letter(text: str, chance: Chance) -> str:
    place = chance.randrange(1, min(len(text), 6))
    return text[:place] + chance.choice(GIVEN) + text[place + 1 :]


def _dropped(text: str, chance: Chance) -> str:
    place = chance.randrange(1, min(len(text), 6))
    return text[:place] + text[place + 1 :]


def _abbreviated(name: str) -> str:
    """The name without its trade and form: what people call the firm."""
    for trade in sorted(TRADES, key=len, reverse=True):
        if trade in name:
            return name.split(trade)[0] + trade[:2]
    return name


def _document(number: str, chance: Chance) -> str:
    drawn = chance.random()
    if not number or drawn < 0.22:
        return ""
    if drawn < 0.30:
        place = chance.randrange(6, len(number) - 1)
        if chance.random() < 0.4:
            return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        return number[:place] + chance.choice("0123456789") + number[place + 1 :]
    if drawn < 0.38:
        if number[0] == "9" and number[1] == "1":
            return chance.choice((number.lower(), number[8:17], number[2:17], f"{number[:8]} {number[8:]}"))
        old = number[:6] + number[8:17] if number[6:8] == "19" else number
        return chance.choice((number.lower(), old, number.translate(FULL_WIDTH)))
    return number


def _phone(phone: str, chance: Chance, *, number: str) -> str:
    drawn = chance.random()
    if not phone or drawn < 0.15:
        return ""
    if drawn < 0.33:
        return number
    if drawn < 0.38:
        place = chance.randrange(4, len(phone))
        return phone[:place] + chance.choice("0123456789") + phone[place + 1 :]
    if drawn < 0.50:
        plain = phone.replace("-", "")
        spelt = (f"+86 {plain}", f"{phone}转801", phone.translate(FULL_WIDTH), f"{plain[:3]} {plain[3:7]} {plain[7:]}")
        return chance.choice(spelt)
    return phone


def _address(address: str, chance: Chance, *, moved: str) -> str:
    drawn = chance.random()
    if not address or drawn < 0.15:
        return ""
    if drawn < 0.35:
        return moved
    if drawn < 0.40:
        return address[: address.index("号") + 1]
    if drawn < 0.65:
        written = address.replace("栋", chance.choice(("幢", "号楼", "座", "栋"))).replace(
            "单元", chance.choice(("单元", "-"))
        )
        written = written.removesuffix("室") if chance.random() < 0.5 else written
        if chance.random() < 0.5:
            written = re.sub(r"^..省", "", written)
        if chance.random() < 0.3:
            written = written.translate(FULL_WIDTH)
        return re.sub(r"^.*?区", "", written) if chance.random() < 0.25 else written
    return address
