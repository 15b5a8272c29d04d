"""How a customer is written down a second time: what stays, is left out, mistyped, written otherwise or has changed.

The shares are guesses, named here so that they can be doubted and changed.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from bench.linkage.words import BRANDS, GIVEN, PLACES, SURNAMES, TRADES
from qiao.customers.rules.letters import SIMPLIFIED, TRADITIONAL
from qiao.customers.rules.search import SURNAMES as READ_OTHERWISE

if TYPE_CHECKING:
    from bench.linkage.generate import Raw

Chance = random.Random
Slip = Callable[[str, Chance], str]
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
TO_TRADITIONAL = dict(zip(SIMPLIFIED, TRADITIONAL, strict=True))
EVEN = 0.5
KEPT_REGION, LOST_REGION = 0.85, 0.15
FOUNDED = {"kept": 0.75, "lost": 0.20, "wrong": 0.05}
CAPITAL = {"kept": 0.75, "lost": 0.15, "raised": 0.10}
LETTERS_TYPED = 6  # of a name, within which letters are mistyped
CITIES = "|".join(place[1].removesuffix("市") for place in PLACES)
FRONT = re.compile(rf"^(?:..省)?({CITIES})市?")


def second(raw: "Raw", chance: Chance, *, moved: str, number: str) -> "Raw":
    """The second record: each field by itself. moved, number: another address and telephone, should it have changed."""
    is_person = raw.kind == "person"
    founded = {"kept": raw.founded, "lost": None, "wrong": (raw.founded or 0) + chance.randrange(1, 400)}
    capital = {"kept": raw.capital_fen, "lost": None, "raised": (raw.capital_fen or 0) * 2}
    drawn_founded, drawn_capital = founded[drawn(FOUNDED, chance)], capital[drawn(CAPITAL, chance)]
    changes: dict[str, Slip] = {"changed": lambda _text, _chance: number}
    moves: dict[str, Slip] = {"moved": lambda _text, _chance: moved}
    return replace(
        raw,
        name=_written(raw.name, PERSON_NAMES if is_person else COMPANY_NAMES, NAME_SLIPS, chance),
        id_no=_written(raw.id_no, DOCUMENTS, DOCUMENT_SLIPS, chance),
        phone=_written(raw.phone, PHONES, PHONE_SLIPS | changes, chance),
        address=_written(raw.address, ADDRESSES, ADDRESS_SLIPS | moves, chance),
        region=raw.region if chance.random() < KEPT_REGION else "",
        founded=None if is_person or raw.founded is None else drawn_founded,
        capital_fen=None if is_person else drawn_capital,
    )


def drawn(shares: Mapping[str, float], chance: Chance) -> str:
    """One of the words by its share."""
    return chance.choices(list(shares), list(shares.values()))[0]


def _written(text: str, shares: Mapping[str, float], slips: Mapping[str, Slip], chance: Chance) -> str:
    slip = drawn(shares, chance)
    return text if not text or slip == "same" else slips[slip](text, chance)


def _lost(_text: str, _chance: Chance) -> str:
    return ""


def _other_form(name: str, chance: Chance) -> str:
    if name.endswith("有限责任公司"):
        return name.replace("有限责任公司", "有限公司")
    if name.endswith("有限公司"):
        return name.removesuffix("有限公司") + chance.choice(("有限责任公司", "公司", ""))
    return name


def _other_region(name: str, chance: Chance) -> str:
    found = FRONT.match(name)
    if not found:
        return name
    rest = name[found.end() :]
    if chance.random() < EVEN:
        return rest
    return rest.replace("有限", f"（{found[1]}）有限", 1) if "有限" in rest else found[1] + rest


def _traditional(text: str, _chance: Chance) -> str:
    return "".join(TO_TRADITIONAL.get(letter, letter) for letter in text)


def _spaced(text: str, chance: Chance) -> str:
    place = chance.randrange(1, len(text))
    return f"{text[:place]} {text[place:]}"


def _full_width(text: str, _chance: Chance) -> str:
    return text.translate(FULL_WIDTH)


def _titled(text: str, chance: Chance) -> str:
    return text + chance.choice(("先生", "女士", "（已销）"))


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

    places = [place for place, letter in enumerate(text[:LETTERS_TYPED]) if place or letter not in READ_OTHERWISE]
    place = chance.choice(places or [0])
    offered = [one for one in _sounds().get(lazy_pinyin(text[place])[0], []) if one != text[place]]
    return text[:place] + chance.choice(offered) + text[place + 1 :] if offered else text


def _other_letter(text: str, chance: Chance) -> str:
    place = chance.randrange(1, min(len(text), LETTERS_TYPED))
    return text[:place] + chance.choice(GIVEN) + text[place + 1 :]


def _dropped(text: str, chance: Chance) -> str:
    place = chance.randrange(1, min(len(text), LETTERS_TYPED))
    return text[:place] + text[place + 1 :]


def _abbreviated(name: str, _chance: Chance) -> str:
    """The name without form and the end of its trade: what people call the firm."""
    for trade in sorted(TRADES, key=len, reverse=True):
        if trade in name:
            return name.split(trade, maxsplit=1)[0] + trade[:2]
    return name


def _digit(text: str, chance: Chance) -> str:
    place = chance.randrange(len(text) // 3, len(text) - 1)
    return text[:place] + chance.choice("0123456789") + text[place + 1 :]


def _exchanged(text: str, chance: Chance) -> str:
    place = chance.randrange(len(text) // 3, len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _other_document(number: str, chance: Chance) -> str:
    """A card of the first generation; of a company the organisation code, or the tax number of old."""
    if number.startswith("91"):
        return chance.choice((number[8:17], number[2:17]))
    return number[:6] + number[8:17] if number[6:8] == "19" else number.lower()


def _other_phone(phone: str, chance: Chance) -> str:
    plain = phone.replace("-", "")
    return chance.choice((f"+86 {plain}", f"{phone}转801", f"{plain[:3]} {plain[3:7]} {plain[7:]}"))


def _only_house(address: str, _chance: Chance) -> str:
    return address[: address.index("号") + 1]


def _other_address(address: str, chance: Chance) -> str:
    written = address.replace("栋", chance.choice(("幢", "号楼", "座", "栋")))
    written = written.replace("单元", chance.choice(("单元", "-")))
    written = written.removesuffix("室") if chance.random() < EVEN else written
    return re.sub(r"^..省", "", written) if chance.random() < EVEN else re.sub(r"^.*?区", "", written)


COMPANY_NAMES = {
    "same": 0.45,
    "form": 0.15,
    "region": 0.15,
    "traditional": 0.04,
    "spaced": 0.04,
    "homophone": 0.06,
    "letter": 0.05,
    "dropped": 0.03,
    "abbreviated": 0.03,
}
PERSON_NAMES = {
    "same": 0.82,
    "homophone": 0.08,
    "letter": 0.04,
    "traditional": 0.03,
    "spaced": 0.015,
    "titled": 0.015,
}
NAME_SLIPS: dict[str, Slip] = {
    "form": _other_form,
    "region": _other_region,
    "traditional": _traditional,
    "spaced": _spaced,
    "homophone": _homophone,
    "letter": _other_letter,
    "dropped": _dropped,
    "abbreviated": _abbreviated,
    "titled": _titled,
}
DOCUMENTS = {"same": 0.62, "lost": 0.22, "digit": 0.05, "exchanged": 0.03, "other": 0.05, "full_width": 0.03}
DOCUMENT_SLIPS: dict[str, Slip] = {
    "lost": _lost,
    "digit": _digit,
    "exchanged": _exchanged,
    "other": _other_document,
    "full_width": _full_width,
}
PHONES = {"same": 0.50, "lost": 0.15, "changed": 0.18, "digit": 0.05, "other": 0.09, "full_width": 0.03}
PHONE_SLIPS: dict[str, Slip] = {
    "lost": _lost,
    "digit": _digit,
    "other": _other_phone,
    "full_width": _full_width,
}
ADDRESSES = {"same": 0.35, "lost": 0.15, "moved": 0.20, "only_house": 0.05, "other": 0.20, "full_width": 0.05}
ADDRESS_SLIPS: dict[str, Slip] = {
    "lost": _lost,
    "only_house": _only_house,
    "other": _other_address,
    "full_width": _full_width,
}
HARSH = {"DOCUMENTS": {"lost": 0.40, "same": 0.44}, "PHONES": {"changed": 0.30, "same": 0.38}}
"""A bank that keeps worse records: what the recall is worth there is told beside the other."""
