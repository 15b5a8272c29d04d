"""Every figure that a page or file shows by an indicator's name is what the register says of the rows of credit.

Pages read shelves, sums and lists of their own; a question adds credit line by line. Both have to say the same of each
customer, person, unit and month of the cast's bank. Figures of a rule (quality, load) have tests there.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django.utils import translation

from qiao.engine.headings import heading
from qiao.engine.indicators import Indicator, Unit, indicator, indicators
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.money import MICRO_A_YUAN, half_away
from qiao.questions.queries.answering import answered
from qiao.questions.rules.answer import Answer
from qiao.questions.rules.question import question_of
from tests.banks.served import CAST, Served
from tests.crawl.reading import text_of

ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
CELL = re.compile(r'<td\b[^>]*data-label="([^"]+)"[^>]*>(.*?)</td>', re.DOTALL)
DATA = re.compile(r'<data value="(-?[\d.]+)"')
CUSTOMER = re.compile(r'href="/customers/([^/"?]+)/')
PERSON = re.compile(r'href="/(?:performance|people|slips/\d{4}-\d\d)/([^/"?]+)/')
UNIT = re.compile(r'href="/people/\?unit=([^"&]+)"')
MONTH = re.compile(r'href="/slips/(\d{4}-\d\d)/')
Case = tuple[str, str, str, re.Pattern[str], dict[str, str], int]
# who looks, at what, by what rows are told apart, how a key is read, filters of the question, at least so many figures
PAGES: tuple[Case, ...] = (
    ("auditor", "/customers/", "customer", CUSTOMER, {}, 80),
    ("auditor", "/customers/?sort=loans", "customer", CUSTOMER, {}, 80),
    ("auditor", "/league/", "person", PERSON, {}, 60),
    ("head", "/league/", "person", PERSON, {}, 12),
    ("lead", "/league/", "person", PERSON, {}, 12),
    ("auditor", "/team/", "person", PERSON, {}, 60),
    ("head", "/team/", "person", PERSON, {}, 12),
    ("auditor", "/people/RM001/", "month", MONTH, {"person": "RM001"}, 6),
    ("manager", "/people/RM001/", "month", MONTH, {"person": "RM001"}, 6),
    ("auditor", "/groups/1/", "customer", CUSTOMER, {}, 4),
    ("auditor", "/circles/1/", "customer", CUSTOMER, {}, 4),
)
ADDED = tuple(one for one in indicators() if one.plus or one.minus)


class Asking:
    """The register's figures for one of the cast, by what is asked; each question once."""

    def __init__(self, bank: Served, role: str, filters: Mapping[str, str]) -> None:
        """Nothing is asked yet."""
        self.person, self.month, self.filters = User.objects.get(username=CAST[role]), bank.months[-1], dict(filters)
        self.known: dict[tuple[str, str], dict[str, Fraction | None]] = {}

    def of(self, one: Indicator, by: str, key: str) -> Fraction | None:
        """The figure of a key."""
        if (one.code, by) not in self.known:
            rows = self._answer(one, {"by": [by], "last": ["2"]} if by == "month" else {"by": [by]}).rows
            self.known[one.code, by] = {row.keys[0]: row.value(one) for row in rows}
        return self.known[one.code, by].get(key, Fraction(0))

    def whole(self, one: Indicator) -> Fraction | None:
        """The figure of all that the filters leave."""
        return self._answer(one, {}).total.value(one)

    def _answer(self, one: Indicator, asked: Mapping[str, Sequence[str]]) -> Answer:
        names = {"measure": [one.code], "since": [self.month], "most": ["1000"], **asked}
        if "last" in asked:
            names.pop("since")
        for name, value in self.filters.items():
            how = "in" if "," in value else "is"
            for part, text in (("field", name), ("how", how), ("value", value)):
                names[part] = [*names.get(part, ()), text]
        return answered(question_of(names), self.person, on=clock.today()).answer


def told(value: Fraction | None) -> Decimal | None:
    """A figure as a page has it behind the rounding: yuan with six places."""
    if value is None:
        return None
    return Decimal(half_away(value)) / MICRO_A_YUAN


def labels() -> dict[str, Indicator]:
    with translation.override("en"):
        return {translation.gettext(one.name): one for one in ADDED if one.unit is Unit.MONEY}


@pytest.mark.parametrize(
    ("role", "address", "by", "key", "filters", "least"), PAGES, ids=[f"{p[0]} {p[1]}" for p in PAGES]
)
def test_a_page_says_what_the_register_says(
    served_bank: Served, *, role: str, address: str, by: str, key: re.Pattern[str], filters: dict[str, str], least: int
) -> None:
    asking, by_label, wrong, count = Asking(served_bank, role, filters), labels(), [], 0
    for row in ROW.findall(text_of(served_bank.as_role(role).get(address))):
        found = key.search(row)
        for label, cell in CELL.findall(row):
            data = DATA.search(cell)
            if found is None or data is None or label not in by_label:
                continue
            count += 1
            expected = told(asking.of(by_label[label], by, found[1]))
            if Decimal(data[1]) != expected:
                wrong.append((found[1], label, data[1], expected))
    assert wrong == []
    assert count >= least


def sheet(browser: Client, address: str) -> list[dict[str, str]]:
    _mark, *lines = csv.reader(io.StringIO(text_of(browser.get(address)).lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")))
    return [dict(zip(lines[0], line, strict=False)) for line in lines[1:]]


@pytest.mark.parametrize(
    ("role", "address", "by", "key"),
    [
        ("auditor", "/customers.csv", "customer", "Id"),
        ("auditor", "/league.csv", "person", "Person"),
        ("head", "/league.csv", "person", "Person"),
    ],
)
def test_a_file_says_what_the_register_says(served_bank: Served, role: str, address: str, *, by: str, key: str) -> None:
    asking = Asking(served_bank, role, {})
    with translation.override("en"):
        heads = {name: one for one in ADDED for name in (heading(one), translation.gettext(one.name))}
    rows = sheet(served_bank.as_role(role), address)
    shown = {head: one for head, one in heads.items() if rows and head in rows[0]}
    wrong = [
        (row[key], head, row[head])
        for row in rows
        for head, one in shown.items()
        if row[head] and Decimal(row[head]) != told(asking.of(one, by, row[key]))
    ]
    assert wrong == []
    assert len(shown) >= 4
    assert len(rows) > 3


@pytest.mark.parametrize("role", ["auditor", "head"])
def test_units_with_all_below_them_say_what_the_register_says(served_bank: Served, role: str) -> None:
    by_label, count = labels(), 0
    for row in ROW.findall(text_of(served_bank.as_role(role).get("/units/")))[:4]:
        unit = UNIT.search(row)
        for label, cell in CELL.findall(row) if unit else ():
            data = DATA.search(cell)
            if data and label in by_label and unit:
                asking = Asking(served_bank, "auditor", {"unit": unit[1]})
                assert Decimal(data[1]) == told(asking.whole(by_label[label])), (unit[1], label)
                count += 1
    assert count >= 4


@pytest.mark.parametrize("kind", ["groups", "circles"])
def test_customers_together_say_what_the_register_says(served_bank: Served, kind: str) -> None:
    browser = served_bank.as_role("auditor")
    members = dict.fromkeys(CUSTOMER.findall(text_of(browser.get(f"/{kind}/1/"))))
    asking = Asking(served_bank, "auditor", {"customer": ",".join(members)})
    listed = sheet(browser, f"/{kind}.csv")[0]
    loans, bank = asking.whole(indicator("loans")), Asking(served_bank, "auditor", {}).whole(indicator("loans"))
    assert loans is not None
    assert bank
    with translation.override("en"):
        for code in ("loans", "deposits", "contribution"):
            one = indicator(code)
            assert Decimal(listed[heading(one)]) == told(asking.whole(one)), code
    page = text_of(browser.get(f"/{kind}/"))
    row = next(found for found in ROW.findall(page) if f'href="/{kind}/1/"' in found)
    part = dict(CELL.findall(row))["Of the bank&#x27;s loans"]
    assert part == f"{half_away(loans / bank * 10_000) / 100:.2f}%"
