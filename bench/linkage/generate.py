"""Made-up customers with known truth: who is whom is written down when the second record is made.

Nobody in it exists: identity cards bear the region 99, which no place has, and credit codes an organisation code that
begins with Q. How often a field differs is our guess of how banks write (`slips.py`), not a bank's figure.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import pyarrow as pa
from stdnum.cn import ric

from bench.linkage import slips
from bench.linkage.words import BRANDS, GIVEN, LEGAL_FORMS, PLACES, ROADS, SURNAMES, TRADES
from qiao.project.demo.identity import credit_check, organisation_check

PERSONS_SHARE, TWICE_SHARE, THRICE_SHARE = 0.7, 0.08, 0.01
RELATIVES_SHARE, NAMESAKES_SHARE, BRANCHES_SHARE = 0.12, 0.06, 0.04
CARD_SHARE, PHONE_SHARE, ADDRESS_SHARE, FOUNDED_SHARE = 0.88, 0.85, 0.85, 0.85
CLEAN_SHARE = 0.005  # of a book in which hardly anybody stands twice
BROTHERS, SHARED, THREE_LETTERS, LONG_BRANDS = 0.5, 0.5, 0.82, 0.25
BATCH_ROWS = 50_000
House = tuple[tuple[str, str, tuple[str, ...], str], str]
AGENTS = 200  # telephones of bookkeepers, each of many firms
AGENT_SHARE = 0.03
TOWERS = 100  # houses where many firms sit
TOWER_SHARE = 0.05
FIRST_BIRTH, BIRTHS = 1945, 60
FIRST_FOUNDED, FOUNDED_DAYS = 7_000, 13_000  # days since 1970
CAPITALS = (10, 50, 100, 100, 200, 300, 500, 500, 1000, 1000, 2000, 3000, 5000, 10_000)


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as a bank's extract would hold it; `entity` is the truth."""

    entity: int
    kind: str
    name: str
    id_no: str
    region: str
    address: str
    phone: str
    founded: int | None = None
    capital_fen: int | None = None


class Maker:
    """The records of a seed, in the order in which they are made."""

    def __init__(self, seed: int, *, twice: float = TWICE_SHARE) -> None:
        """One stream of chance for all that is made; `twice` is the share of those who get a second record."""
        self.twice = twice
        self.chance = random.Random(seed)  # noqa: S311  made-up customers, no secret
        self.entity = 0
        weights = [1 / (place + 4) for place in range(len(SURNAMES))]
        self.surnames = list(SURNAMES), weights
        self.given = list(GIVEN), [1 / (place + 30) for place in range(len(GIVEN))]
        self.agents = [self._mobile() for _ in range(AGENTS)]
        self.towers = [self._place() for _ in range(TOWERS)]

    def records(self, number: int) -> Iterator[Raw]:
        """So many records: people, firms, those like them, and second records of some."""
        return islice(self._endless(), number)

    def _endless(self) -> Iterator[Raw]:
        while True:
            for raw in self._household() if self.chance.random() < PERSONS_SHARE else self._firm():
                yield from self._again(raw)

    def _again(self, raw: Raw) -> Iterator[Raw]:
        yield raw
        drawn = self.chance.random()
        for _ in range(2 if drawn < THRICE_SHARE * self.twice / TWICE_SHARE else 1 if drawn < self.twice else 0):
            yield self._second(raw)

    def _second(self, raw: Raw) -> Raw:
        """The same customer as another department wrote it down."""
        moved = self._address(*self._place())
        number = self._landline() if raw.kind == "company" else self._mobile()
        return slips.second(raw, self.chance, moved=moved, number=number)

    def _household(self) -> Iterator[Raw]:
        """A person, at times with a brother, a wife or a child at the same door."""
        place = self._place()
        first = self._person(self._name(), place)
        yield first
        while self.chance.random() < RELATIVES_SHARE:
            brother = self.chance.random() < BROTHERS
            name = first.name[:-1] + self._letter() if brother else self._name()
            other = self._person(name, place)
            shared = first.phone if self.chance.random() < SHARED else other.phone
            if name != first.name:
                yield replace(other, phone=shared, address=first.address)

    def _firm(self) -> Iterator[Raw]:
        """A firm, at times with a branch, or a namesake in another city."""
        place = self._place()
        core = self._core()
        first = self._company(core, place)
        yield first
        if self.chance.random() < BRANCHES_SHARE:
            town = self.chance.choice(PLACES)[1].removesuffix("市")
            shared = first.phone if self.chance.random() < SHARED else self._phone(self._landline())
            branch = self._company(core, self._place())
            yield replace(branch, name=f"{first.name}{town}分公司", phone=shared)
        if self.chance.random() < NAMESAKES_SHARE:
            other = self._place()
            if other[0][1] != place[0][1]:
                yield self._company(core, other)

    def _person(self, name: str, place: House) -> Raw:
        body = f"99{self._digits(4)}{self.chance.randrange(FIRST_BIRTH, FIRST_BIRTH + BIRTHS)}"
        body += (
            f"{self.chance.randrange(1, 13):02d}{self.chance.randrange(1, 29):02d}{self.chance.randrange(1, 996):03d}"
        )
        card = body + str(ric.calc_check_digit(f"{body}0"))
        return self._raw("person", name, card, place, phone=self._mobile())

    def _company(self, core: str, place: House) -> Raw:
        where = place[0]
        region = self.chance.choice(("", where[1].removesuffix("市"), where[1], where[0] + where[1]))
        form = self.chance.choice(LEGAL_FORMS)
        body = f"Q{self.entity + 1:07d}"
        code = f"91{where[3]}01{body}{organisation_check(body)}"
        raw = self._raw("company", f"{region}{core}{form}", code + credit_check(code), place, phone=self._landline())
        if self.chance.random() < AGENT_SHARE:
            raw = replace(raw, phone=self.chance.choice(self.agents))
        founded = FIRST_FOUNDED + self.chance.randrange(FOUNDED_DAYS)
        capital = self.chance.choice(CAPITALS) * 1_000_000
        return replace(raw, founded=founded if self.chance.random() < FOUNDED_SHARE else None, capital_fen=capital)

    def _raw(self, kind: str, name: str, number: str, place: House, *, phone: str) -> Raw:
        self.entity += 1
        tower = kind == "company" and self.chance.random() < TOWER_SHARE
        address = self._address(*(self.chance.choice(self.towers) if tower else place))
        return Raw(
            entity=self.entity,
            kind=kind,
            name=name,
            id_no=number if self.chance.random() < CARD_SHARE else "",
            region=f"{place[0][3]}02" if self.chance.random() < ADDRESS_SHARE else "",
            address=address if self.chance.random() < ADDRESS_SHARE else "",
            phone=self._phone(phone),
        )

    def _phone(self, number: str) -> str:
        return number if self.chance.random() < PHONE_SHARE else ""

    def _place(self) -> House:
        return self.chance.choice(PLACES), f"{self.chance.choice(ROADS)}{self.chance.randrange(1, 600)}号"

    def _address(self, where: tuple[str, str, tuple[str, ...], str], house: str) -> str:
        door = f"{self.chance.randrange(1, 20)}栋{self.chance.randrange(1, 5)}单元{self.chance.randrange(101, 3000)}室"
        return f"{where[0]}{where[1]}{self.chance.choice(where[2])}{house}{door}"

    def _name(self) -> str:
        name = self.chance.choices(*self.surnames)[0] + self._letter()
        return name + (self._letter() if self.chance.random() < THREE_LETTERS else "")

    def _letter(self) -> str:
        return self.chance.choices(*self.given)[0]

    def _core(self) -> str:
        brand = "".join(self.chance.choice(BRANDS) for _ in range(3 if self.chance.random() < LONG_BRANDS else 2))
        return brand + self.chance.choice(TRADES)

    def _mobile(self) -> str:
        return f"1{self.chance.choice('3578')}{self._digits(9)}"

    def _landline(self) -> str:
        return f"0{self.chance.choice(('27', '731', '10', '21', '571'))}-{self.chance.randrange(2, 9)}{self._digits(7)}"

    def _digits(self, number: int) -> str:
        return "".join(self.chance.choice("0123456789") for _ in range(number))


def table_of(seed: int, number: int, *, twice: float = TWICE_SHARE) -> tuple[pa.Table, dict[str, int]]:
    """The stored form of the contract, and whose record each is."""
    chunks, truth, batch = [], {}, []
    for place, raw in enumerate(Maker(seed, twice=twice).records(number)):
        party_id = f"C{place:08d}"
        truth[party_id] = raw.entity
        batch.append(_row(party_id, raw))
        if len(batch) == BATCH_ROWS:
            chunks.append(pa.Table.from_pylist(batch, schema=SCHEMA))
            batch = []
    chunks.append(pa.Table.from_pylist(batch, schema=SCHEMA))
    return pa.concat_tables(chunks), truth


def _row(party_id: str, raw: Raw) -> dict[str, object]:
    return {
        "party_id": party_id,
        "kind": raw.kind,
        "name": raw.name,
        "id_no": raw.id_no or None,
        "region": raw.region or None,
        "registered_capital_fen": raw.capital_fen,
        "established_on_day": raw.founded,
        "address": raw.address or None,
        "phone": raw.phone or None,
    }


SCHEMA = pa.schema(
    [
        ("party_id", pa.string()),
        ("kind", pa.string()),
        ("name", pa.string()),
        ("id_no", pa.string()),
        ("region", pa.string()),
        ("registered_capital_fen", pa.int64()),
        ("established_on_day", pa.int32()),
        ("address", pa.string()),
        ("phone", pa.string()),
    ]
)
