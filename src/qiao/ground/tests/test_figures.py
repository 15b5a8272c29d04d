from fractions import Fraction

import pytest
from django.template import Context, Template

from qiao.ground.addresses import IdConverter
from qiao.ground.figures import Unit, grouped, money_text, percent_text
from qiao.ground.paging import Cut, cut_of


@pytest.mark.parametrize(
    ("yuan", "unit", "shown"),
    [
        (Fraction(123456789, 100), Unit.YUAN, "1,234,567.89"),
        (Fraction(-123456789, 100), Unit.WAN, "−123.46"),
        (Fraction(5, 1000), Unit.YUAN, "0.01"),
        (Fraction(-5, 1000), Unit.YUAN, "−0.01"),
        (Fraction(4, 1000), Unit.YUAN, "0.00"),
        (Fraction(-4, 1000), Unit.YUAN, "0.00"),
        (Fraction(12_345_678_900), Unit.YI, "123.4568"),
    ],
)
def test_money_is_rounded_for_the_eye_half_away_from_zero(yuan: Fraction, unit: Unit, shown: str) -> None:
    assert money_text(yuan, unit=unit) == shown


def test_a_plus_is_shown_where_a_change_is_meant() -> None:
    assert grouped(5, places=0, signed=True) == "+5"
    assert grouped(0, places=0, signed=True) == "0"


def test_a_rate_is_written_as_per_cent() -> None:
    assert percent_text(24_000, scale=1_000_000) == "2.40%"


@pytest.mark.parametrize(
    ("template", "values", "shown"),
    [
        ("{{ v|rate }}", {"v": 13_100}, "1.31%"),
        ("{{ v|rate }}", {"v": 13_155}, "1.3155%"),
        ("{{ v|share }}", {"v": 6_000}, "60%"),
        ("{{ v|share }}", {"v": 3_333}, "33.33%"),
        ("{{ v|factor }}", {"v": -5_000}, "−0.5"),
        ("{{ v|fen }}", {"v": None}, "—"),
        ("{{ v.missing|fen }}", {"v": None}, "—"),
        ("{{ v|day }}", {"v": 0}, "1970-01-01"),
        ("{{ v|last_day }}", {"v": 1}, "1970-01-01"),
        ("{% money_micro v %}", {"v": 1_500_000}, '<data value="1.5" title="1.50 yuan">1.50</data>'),
        ("{% money_fen v %}", {"v": None}, "—"),
        ("{% average v.x 30 %}", {"v": None}, "—"),
        ("{% average v 3 %}", {"v": 10_000_000}, '<data value="3.333333" title="3.33 yuan">3.33</data>'),
        ("{{ v|exact_part }}", {"v": Fraction(1_000_000, 3)}, "0.333333333333…"),
    ],
)
def test_figures_in_templates(template: str, values: dict[str, object], shown: str) -> None:
    from django.utils import translation  # noqa: PLC0415  only this test needs a language

    with translation.override("en"):
        assert Template("{% load figures %}" + template).render(Context(values)) == shown


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3), ("0", 1), ("-2", 1), ("x", 1), (None, 1), ("²", 1), ("99999", 1)]
)
def test_a_page_number_that_is_none_is_the_first_page(text: str | None, number: int) -> None:
    assert cut_of(text).number == number


def test_a_page_knows_whether_another_follows() -> None:
    page = Cut(2, 10).of(list(range(21)))
    assert (page.first, page.last, page.more) == (11, 20, True)
    assert not Cut(3, 10).of(list(range(21))).more


@pytest.mark.parametrize("identity", ["a/b", "..", ".", "中文", "a b", "?x=1", "%2F", "_2F", "#", "x\ny"])
def test_an_id_survives_an_address(identity: str) -> None:
    converter = IdConverter()
    assert converter.to_python(converter.to_url(identity)) == identity
    assert "/" not in converter.to_url(identity)
    assert converter.to_url(identity) not in {".", ".."}
