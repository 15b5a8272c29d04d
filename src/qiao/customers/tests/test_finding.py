"""Whatever way a search takes, it finds whom holding every customer against the question finds, the first by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from qiao.customers import queries as customers
from qiao.customers.actions import absorb, take_in_party
from qiao.customers.adapters.finding import OWN_FEW, Finder, Limits
from qiao.customers.adapters.pinyin import reading
from qiao.customers.models import Customer
from qiao.customers.rules.holding import Said, is_found
from qiao.customers.rules.search import wanted_of
from qiao.customers.tests.test_intake import parties

pytestmark = pytest.mark.django_db
MOST = 7
TIGHT = Limits(few=12, common=25, tried=30, stretches=(3, 20, 60), forms=40)  # so that a small book takes every way
WIDE = Limits()
SURNAMES, GIVEN, PLACES = "王李张刘陈杨黄赵", "伟芳娜敏王机公", "云岚平川东莞王家"
TEXTS = (
    "云",
    "王",
    "伟",
    "公",
    "王伟",
    "东莞",
    "東莞",
    "机械",
    "有限公司",
    "公司",
    "云岚机械有限公司",
    "王 有限",
    "岚机",
)
SPOKEN = ("w", "ww", "wangwei", "c0", "C0001", "1380000", "0007", "abc", "张abc", "jixie", "龘", "yl 机械")


def book() -> list[dict[str, str | int]]:
    people = [
        (f"{surname}{given}" + GIVEN[place % 7] * (place % 2), "person")
        for place, (surname, given) in enumerate((s, g) for s in SURNAMES for g in GIVEN)
    ]
    firms = [
        (f"{PLACES[at : at + 2]}{word}有限公司", "company") for at in range(0, 8, 2) for word in ("机械", "王朝", "ABC")
    ]
    others = [("東莞市雲嵐機械有限公司", "company"), ("王偉", "person"), ("ＡＢＣ張", "person"), ("(王)伟", "person")]
    clouds = [(f"{surname}云{given}", "person") for surname in SURNAMES for given in "红丽"]
    named = [*people, *clouds, *firms, *others, ("Zhang Wei", "person"), ("𠮷野机械", "company"), ("丁雲", "person")]
    return [
        {
            "party_id": f"C{place:05d}",
            "kind": kind,
            "name": name,
            "phone": f"1380000{place:04d}",
            "id_no": f"9{place:017d}",
        }
        for place, (name, kind) in enumerate(named)
    ]


@dataclass(frozen=True)
class Seen:
    """Sight of some customers, or of all; by a list or asked for each."""

    ids: frozenset[str] | None
    listed: str = ""

    @property
    def everything(self) -> bool:
        return self.ids is None

    @property
    def few(self) -> frozenset[str] | None:
        return self.ids if self.listed == "few" else None

    @property
    def own(self) -> frozenset[str] | None:
        return self.ids if self.listed else None

    def shown(self, party_ids: Sequence[str]) -> Mapping[str, str]:
        return {one: one for one in party_ids if self.ids is None or one in self.ids}


def by_hand(text: str, ids: frozenset[str] | None) -> list[str]:
    wanted = wanted_of(text)
    found = [
        (row.name, row.party_id)
        for row in Customer.objects.all()
        if (ids is None or row.party_id in ids)
        and is_found(
            wanted, Said(row.name, row.party_id, (row.id_no, row.phone), row.kind == "person"), reading=reading
        )
    ]
    return [party_id for _name, party_id in sorted(found)][:MOST]


@pytest.mark.parametrize("limits", [TIGHT, WIDE])
@pytest.mark.parametrize("part", [None, 2, 9])
def test_every_way_finds_the_same(limits: Limits, part: int | None) -> None:
    rows = book()
    take_in_party(parties(*rows), None, actor="load")
    ids = None if part is None else frozenset(str(row["party_id"]) for row in rows[::part])
    for text in (*TEXTS, *SPOKEN):
        for listed in ("", "own", "few") if ids is not None else ("",):
            found = Finder(wanted_of(text), Seen(ids, listed), MOST, limits).matching()
            first = sorted(found, key=lambda one: (found[one], one))[:MOST]
            assert first == by_hand(text, ids), (text, listed)


def test_only_half_a_telephone_and_a_letter_nobody_has_find_nobody() -> None:
    take_in_party(parties(*book()), None, actor="load")
    found = {text: len(by_hand(text, None)) for text in (*TEXTS, *SPOKEN)}
    assert [text for text, number in found.items() if number == 0] == ["1380000", "龘"], found


def test_initials_that_many_have_find_them() -> None:
    many: list[dict[str, str | int]] = [
        {"party_id": f"P{place:05d}", "kind": "person", "name": "胡伟军"} for place in range(2_100)
    ]
    take_in_party(parties(*many), None, actor="load")
    assert [one.party_id for one in customers.found_customers("hwj", None, most=3)] == ["P00000", "P00001", "P00002"]


@pytest.mark.parametrize("number", [OWN_FEW - 100, OWN_FEW + 100])
def test_a_merged_customer_is_found_by_both_names_in_sight_of_the_one_that_stands(number: int) -> None:
    rows: list[dict[str, str | int]] = [
        {"party_id": f"P{place:05d}", "kind": "person", "name": "胡伟军"} for place in range(number)
    ]
    rows += [{"party_id": "A", "kind": "person", "name": "曾娜"}, {"party_id": "B", "kind": "person", "name": "王单"}]
    take_in_party(parties(*rows), None, actor="load")
    absorb("B", into="A", request=1, reason="the same", actor="test")
    sees_a, sees_no_a = Customer.objects.exclude(party_id="B"), Customer.objects.exclude(party_id__in=["A", "B"])
    for text in ("王单", "曾娜", "wangdan", "zengna"):
        assert [one.party_id for one in customers.found_customers(text, sees_a, most=9)] == ["A"], text
        assert customers.found_customers(text, sees_no_a, most=9) == [], text
        assert [one.party_id for one in customers.found_customers(text, None, most=9)] == ["A"], text
