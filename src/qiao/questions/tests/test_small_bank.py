"""Questions to a bank reckoned by hand: what is asked, and the answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from urllib.parse import parse_qs

import pytest
from django.utils import translation

from qiao.contribution.queries import runs
from qiao.customers import actions as customers
from qiao.engine.indicators import Unit, indicators
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.portfolio.queries.serving import Assignment
from qiao.questions.queries.answering import answered
from qiao.questions.queries.wording import sentence
from qiao.questions.rules.answer import Group
from qiao.questions.rules.question import Question, names_of, question_of
from qiao.questions.tests.cast import auditor, head, manager, small_bank

__all__ = ("auditor", "head", "manager", "small_bank")
YUAN = 1_000_000
TODAY = date(2026, 11, 26)
Told = dict[str, Sequence[object]]

# the question, its lines by their keys, and the total; yuan, parts of one, numbers
CASES: tuple[tuple[str, str, Told, Sequence[object]], ...] = (
    ("contribution of the newest month", "measure=contribution", {}, [480]),
    ("margin by month", "measure=margin&by=month&last=2", {"2026-08": [130], "2026-09": [513]}, [643]),
    (
        "average deposits of two months are balance-days over 61 days",
        "measure=deposits&last=2",
        {},
        [Fraction(137_200, 61)],
    ),
    (
        "average deposits by month, each over its own days",
        "measure=deposits&by=month&last=2",
        {"2026-08": [2_200], "2026-09": [2_300]},
        [Fraction(137_200, 61)],
    ),
    ("by person, what nobody claims apart", "measure=margin&by=person", {"M": [259], "C": [250], "": [4]}, [513]),
    (
        "by customer with number of accounts",
        "measure=contribution&measure=accounts&by=customer",
        {"P": [460, 2], "Q": [16, 1], "R": [4, 1]},
        [480, 4],
    ),
    ("by branch", "measure=margin&by=unit&depth=1", {"B1": [509], "B2": [4], "": [0]}, [513]),
    ("by the deepest unit", "measure=margin&by=unit&depth=3", {"T1": [509], "B2": [4], "": [0]}, [513]),
    ("by the unit of the person", "measure=margin&by=team&depth=1", {"B1": [259], "B2": [250], "": [4]}, [513]),
    (
        "by product and side",
        "measure=margin&by=product&by=side",
        {"DEP|deposit": [113], "LOAN|loan": [400], "|fee": [0]},
        [513],
    ),
    (
        "by kind of customer with how many there are",
        "measure=customers&by=kind",
        {"company": [2], "person": [1]},
        [3],
    ),
    (
        "by industry of region 42 alone",
        "measure=margin&by=industry&field=region&how=is&value=42",
        {"C34": [500], "": [9]},
        [509],
    ),
    (
        "by age of the relation",
        "measure=contribution&by=age",
        {"0": [16], "5": [460], "10": [4]},
        [480],
    ),
    (
        "share of bad loans by person is of sums",
        "measure=npl_share&by=person&field=side&how=is&value=loan",
        {"M": [Fraction(1, 10)], "C": [0]},
        [Fraction(1, 20)],
    ),
    (
        "customers who bring at least 16 yuan",
        "measure=contribution&by=customer&field=contribution&how=least&value=16",
        {"P": [460], "Q": [16]},
        [480],
    ),
    (
        "between 5 and 20 yuan",
        "measure=contribution&by=customer&field=contribution&how=between&value=5,20",
        {"Q": [16]},
        [480],
    ),
    ("the largest one", "measure=contribution&by=customer&most=1", {"P": [460]}, [480]),
    ("the lowest one", "measure=contribution&by=customer&most=1&order=rising&sort=contribution", {"R": [4]}, [480]),
    ("the branch by its name, all below it", "measure=margin&field=unit&how=is&value=城东支行", {}, [509]),
    ("what nobody claims", "measure=margin&measure=unclaimed_margin&field=person&how=is&value=-", {}, [4, 4]),
    ("pay by person over two months", "measure=bonus&by=person&last=2", {"M": [350], "C": [320]}, [670]),
    ("a month that is not settled is left out", "measure=margin&since=2026-09&until=2026-10", {}, [513]),
)


def asked(text: str) -> Question:
    return question_of(parse_qs(text))


def told(row: Group, question: Question) -> list[object]:
    values: list[object] = []
    for one in question.indicators:
        value = row.value(one)
        assert value is not None
        values.append(value / YUAN if one.unit is Unit.MONEY else value)
    return values


@pytest.mark.parametrize(("text", "lines", "total"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_answer_by_hand(auditor: User, text: str, lines: Told, total: Sequence[object]) -> None:
    question = asked(text)
    found = answered(question, auditor, on=clock.today()).answer
    assert {"|".join(row.keys): told(row, question) for row in found.rows} == {
        key: list(row) for key, row in lines.items()
    }
    assert told(found.total, question) == list(total)


def test_what_is_left_out_stands_in_one_line(auditor: User) -> None:
    found = answered(asked("measure=contribution&by=customer&most=1"), auditor, on=clock.today()).answer
    assert found.others is not None
    assert (found.left_out, found.others.parts["margin_micro"]) == (2, 13 * YUAN)


def test_a_manager_sees_her_half_and_not_the_colleagues(manager: User) -> None:
    question = asked("measure=margin&by=customer&last=2")
    found = answered(question, manager, on=clock.today()).answer
    assert {row.keys[0]: told(row, question) for row in found.rows} == {"P": [310], "Q": [19]}
    assert told(found.total, question) == [329]


def test_a_head_sees_the_people_below_and_nothing_of_the_other_branch(head: User) -> None:
    question = asked("measure=margin&by=person")
    found = answered(question, head, on=clock.today()).answer
    assert {row.keys[0]: told(row, question) for row in found.rows} == {"M": [259]}
    assert told(found.total, question) == [259]


def test_merged_customers_are_one_line_and_one_customer(auditor: User) -> None:
    customers.absorb("R", into="P", request=1, reason="same firm", actor="AU")
    question = asked("measure=contribution&measure=customers&by=customer")
    found = answered(question, auditor, on=clock.today()).answer
    assert {row.keys[0]: told(row, question) for row in found.rows} == {"P": [464, 1], "Q": [16, 1]}
    assert told(found.total, question) == [480, 2]
    alone = answered(asked("measure=contribution&field=customer&how=is&value=R"), auditor, on=clock.today()).answer
    assert told(alone.total, asked("measure=contribution")) == [464]


@pytest.mark.parametrize("text", [case[1] for case in CASES])
def test_a_question_written_and_read_again_is_the_same(text: str) -> None:
    question = asked(text)
    again: Mapping[str, list[str]] = {}
    lists: dict[str, list[str]] = {**again}
    for name, value in names_of(question):
        lists.setdefault(name, []).append(value)
    assert question_of(lists) == question


@pytest.mark.parametrize(("field", "value", "named"), [("customer", "R", "西河商贸"), ("person", "C", "陈刚")])
def test_a_sentence_names_nobody_whom_the_reader_does_not_see(
    manager: User, auditor: User, field: str, value: str, named: str
) -> None:
    question = asked(f"measure=contribution&by=month&field={field}&how=is&value={value}&last=1")
    assert named in sentence(question, auditor, on=TODAY)
    assert named not in sentence(question, manager, on=TODAY)
    assert value in sentence(question, manager, on=TODAY)


def test_a_month_settled_again_late_opens_no_name(manager: User) -> None:
    """M served R in August; September is the newest month, whichever was settled last."""
    again = runs.Run.objects.get(month="2026-08")
    again.pk, again.folder = None, "2026-08 again"
    again.save()
    Assignment.objects.create(
        party_id="R", staff_id="M", share_bp=10_000, role="lead", since=date(2026, 8, 1), until=date(2026, 9, 1)
    )
    question = asked("measure=contribution&by=month&field=customer&how=is&value=R&last=1")
    assert "西河商贸" not in sentence(question, manager, on=TODAY)


def test_the_question_in_one_sentence(auditor: User) -> None:
    question = asked("measure=deposits&by=unit&by=product&since=2026-01&until=2026-09&field=region&how=is&value=42")
    with translation.override("zh-hans"):
        assert (
            sentence(question, auditor, on=TODAY)
            == "2026年1月至9月，按账户所属机构、产品的日均存款；地区等于 42，前 20"
        )
    with translation.override("en"):
        told_in_english = "Average deposits by Unit of the account and Product, 1–9/2026; Region is 42, the first 20"
        assert sentence(question, auditor, on=TODAY) == told_in_english


@pytest.mark.parametrize(
    "text",
    [
        "measure=bonus&by=person&field=customers&how=least&value=1",
        "measure=bonus&by=person&field=accounts&how=is&value=1",
        "measure=bonus&by=person&field=margin&how=least&value=1",
        "measure=margin&by=person&field=bonus&how=least&value=1",
    ],
)
def test_pay_is_not_narrowed_by_what_is_no_pay(auditor: User, text: str) -> None:
    with pytest.raises(Refusal) as refused:
        answered(asked(text), auditor, on=clock.today())
    assert refused.value.code == "question.pay"


@pytest.mark.parametrize(
    ("value", "at_least"),
    [
        ("1e6", 10**4),
        ("-1e6", -(10**24)),
        ("1e17", 10**17),
        ("-1e17", -(10**24)),
        ("1e-999999", 0),
        ("-1e-99999999", 0),
    ],
)
def test_a_bound_of_any_size_is_answered_or_refused(auditor: User, value: str, at_least: int) -> None:
    for code in (one.code for one in indicators() if not one.by_rule):
        text = f"measure={code}&by=person&last=2&field={code}&how=least&value={value}"
        try:
            question = asked(text)
        except Refusal as refusal:
            assert refusal.code == "question.figure"  # noqa: PT017  one of the two outcomes
            continue
        found = answered(question, auditor, on=clock.today()).answer
        for row in found.rows:
            height = row.value(question.indicators[0])
            assert height is not None
            assert height >= at_least


@pytest.mark.parametrize("below", [1, 10**9, 10**27])
def test_no_product_of_a_bound_leaves_the_numbers_of_the_engine(below: int) -> None:
    question = asked("measure=npl_share&by=person&field=npl_share&how=least&value=1e5")
    assert (question.bounds[0].least or 0) * below < 2**127
