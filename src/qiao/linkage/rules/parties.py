"""A customer as it is compared: the normal forms of everything that tells customers apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qiao.linkage.rules.contacts import address_parts, document, house_of, phone_number
from qiao.linkage.rules.names import Reading, company_name, person_name, sound_of

COMPANY = "company"
REGION_DIGITS = 4  # of a region's code: the city
BIRTH = slice(6, 14)  # of a card of 18 digits


@dataclass(frozen=True, slots=True)
class Party:
    """The normal forms; a text that is not known is ''."""

    party_id: str
    is_person: bool
    core: str
    sound: str
    region: str
    branch: str
    number: str
    valid: bool
    phone: str
    city: str
    city_code: str
    road: str
    house: str
    door: str
    founded: int | None
    capital: int | None

    @property
    def birth(self) -> str:
        """The day of birth that a valid card tells."""
        return self.number[BIRTH] if self.is_person and self.valid else ""


def party_of(row: Mapping[str, Any], *, reading: Reading) -> Party:
    """The normal forms of a customer in the stored form of the contract."""
    is_person = row["kind"] != COMPANY
    name = company_name(row["name"] or "") if not is_person else None
    core = name.core if name else person_name(row["name"] or "")
    paper = document(row["id_no"] or "", is_person=is_person)
    address = address_parts(row["address"] or "")
    code = row["region"] or ""
    return Party(
        party_id=row["party_id"],
        is_person=is_person,
        core=core,
        sound=sound_of(core, is_person=is_person, reading=reading),
        region=name.region if name else "",
        branch=name.branch if name else "",
        number=paper.number,
        valid=paper.valid,
        phone=phone_number(row["phone"] or ""),
        city=address.city,
        city_code=code[:REGION_DIGITS] if code.isascii() and code[:REGION_DIGITS].isdigit() else "",
        road=address.road,
        house=house_of(address.door),
        door=address.door,
        founded=None if is_person else row["established_on_day"],
        capital=None if is_person else row["registered_capital_fen"],
    )
