"""The register of indicators: what is in it, and that no page, file or answer reckons a figure of its own."""

import importlib
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.appraisal.rules.measures import INDICATORS as MEASURES
from qiao.book.rules.contract import TABLES
from qiao.contribution.rules import indicators as contribution
from qiao.contribution.rules.indicators import MARGIN_OF_SIDES, SIDES, margin_of
from qiao.desk.rules.listing import COLUMN_WORDS, FIGURES, INDICATORS
from qiao.engine import indicators
from qiao.engine.reading import rows
from qiao.ground.authority import POSTS
from tests.house.figures import edge_files, reckonings, template_reckonings

pytestmark = pytest.mark.whatever_database

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "qiao"
COMPARED, CHANGE = "appraisal/pages/compared.py", "by how much a second run tells one figure otherwise"
WAIVED = {
    f"{COMPARED}: (self.other.bonus_fen if self.other else 0) - (self.one.bonus_fen if self.one else 0)": CHANGE,
    f"{COMPARED}: (self.other.margin_micro if self.other else 0) - (self.one.margin_micro if self.one else 0)": CHANGE,
    "contribution/queries/unclaimed.py: 'abs(margin_micro) + abs(fee_micro) DESC'": "an order of lines, shown nowhere",
    "appraisal/queries/slips.py: 'abs(margin_micro) + abs(fee_micro) DESC'": "the same",
    "desk/queries/effect.py: average(sums.deposit_balance_days_micro, days=days)": "before and after a change",
    "desk/queries/effect.py: average(sums.loan_balance_days_micro, days=days)": "the same",
    "contribution/queries/shelf.py: found.loan_balance_days_micro // ((run.until - run.since).days * MICRO_A_FEN)": (
        "held against a limit in fen, shown nowhere"
    ),
    "desk/pages/team.py: so_far * PPM_ONE // shape.total_micro": "a place on a picture's axis, not a figure",
}
"""What may stand at the edge though it looks like a reckoning, each with the reason."""
OF_ONE_SIDE = "of one account or piece: average deposits or loans by its side, which the line says"
WAIVED_IN_TEMPLATES = {
    "appraisal/league.html": "the spread over people of the measure chosen, whose days are the period's",
    "appraisal/performance.html": OF_ONE_SIDE,
    "appraisal/slip.html": OF_ONE_SIDE,
    "contribution/unclaimed.html": OF_ONE_SIDE,
    "desk/account.html": OF_ONE_SIDE,
    "desk/claims.html": OF_ONE_SIDE,
    "desk/customer.html": OF_ONE_SIDE,
}
"""Templates that may divide by days themselves, each with the reason; what they divide is no figure of two sides."""
NAMED = re.compile(r"""(?:translate |_\()["']([^"']+)["']""")
NAMED_ELSEWHERE = {
    "ground/templatetags/words.py": "words of an export's columns for any table, below the register",
}
"""Files that may say an indicator's name without asking the register, each with the reason."""


def test_no_page_reckons_a_figure_of_its_own() -> None:
    found = {
        f"{path.relative_to(PACKAGE)}: {text}"
        for path in edge_files(PACKAGE)
        for _line, text in reckonings(path.read_text("utf-8"))
    }
    assert found == set(WAIVED)


def test_the_name_of_an_indicator_comes_from_the_register() -> None:
    names = {one.name for one in indicators.indicators()}
    files = [
        *PACKAGE.glob("*/templates/**/*.html"),
        *PACKAGE.glob("*/pages/*.py"),
        *PACKAGE.glob("*/templatetags/*.py"),
    ]
    found = {
        (str(path.relative_to(PACKAGE)), name)
        for path in files
        for name in NAMED.findall(path.read_text("utf-8"))
        if name in names
    }
    assert {file for file, _name in found} == set(NAMED_ELSEWHERE)


def test_no_template_reckons_a_figure_of_its_own() -> None:
    found = {
        (str(path.relative_to(path.parents[1])), text)
        for path in PACKAGE.glob("*/templates/**/*.html")
        for _line, text in template_reckonings(path.read_text("utf-8"))
    }
    assert {file for file, _text in found} == set(WAIVED_IN_TEMPLATES)
    assert {text for _file, text in found if "deposit" in text or "loan" in text or "margin" in text} == set()


@pytest.mark.parametrize(
    "planted",
    [
        "value = row.margin_micro + row.fee_micro - row.expected_loss_micro",
        "value = sums['margin_micro'] * 2",
        "value = row.deposit_balance_days_micro / days",
        "value = Fraction(row.npl_days_micro, row.loan_balance_days_micro)",
        "value = -row.expected_loss_micro + 1",
        "ORDER = 'margin_micro + fee_micro DESC'",
        "TEXT = f'SELECT sum(bonus_fen * 2) FROM {table}'",
        "row.bonus_fen *= 2",
        "value = sum((a.margin_micro, -a.expected_loss_micro))",
        "value = int(a.margin_micro) + int(a.fee_micro)",
        "value = Fraction(a.npl_days_micro) / Fraction(a.loan_balance_days_micro)",
        "rows.annotate(value=F('margin_micro') + F('fee_micro'))",
        "rows.annotate(value=F('margin_micro') / 3)",
        "value = operator.add(a.margin_micro, a.fee_micro)",
        "def f(r):\n    m, f, l = r.margin_micro, r.fee_micro, r.expected_loss_micro\n    return m + f - l",
        "def f(r):\n    m = r.margin_micro\n    m += r.fee_micro",
        "def f(r):\n    x = y = r.margin_micro\n    return x * 2",
        "value = getattr(a, 'margin_micro') + getattr(a, 'fee_micro')",
        "value = part_of(a.margin_micro, whole)",
        "value = average(a.margin_micro, days=days)",
        "TEXT = 'SELECT sum(margin_micro) + sum(fee_micro)'",
        "TEXT = 'SELECT 2 * sum(fee_micro)'",
    ],
)
def test_a_planted_reckoning_is_caught(planted: str) -> None:
    assert list(reckonings(planted))


@pytest.mark.parametrize(
    "planted",
    [
        "{{ one.margin_micro|add:one.fee_micro }}",
        "{% widthratio a.fee_micro 1 100 %}",
        "{% average one.margin_micro days %}",
    ],
)
def test_a_reckoning_planted_in_a_template_is_caught(planted: str) -> None:
    assert list(template_reckonings(planted))


@pytest.mark.parametrize(
    "fair",
    [
        "def f(rows):\n    total_micro = 0\n    for row in rows:\n        total_micro += row.margin_micro",
        "total = sum(row.margin_micro for row in rows)",
        "TEXT = 'SELECT sum(margin_micro) AS margin_micro'",
        "n = a + b",
    ],
)
def test_adding_many_up_and_naming_columns_is_fair(fair: str) -> None:
    assert list(reckonings(fair)) == []


def test_every_indicator_names_tables_of_the_contract_and_a_post() -> None:
    for one in indicators.indicators():
        assert set(one.sources) <= set(TABLES), one.code
        assert one.owner in POSTS, one.code
        assert one.version >= 1, one.code


def test_no_two_indicators_have_one_name() -> None:
    names = [one.name for one in indicators.indicators()]
    assert len(names) == len(set(names))


def test_a_figure_reckoned_by_a_rule_names_a_function_that_is_there() -> None:
    for one in indicators.indicators():
        if not one.by_rule:
            continue
        module, _dot, name = one.by_rule.rpartition(".")
        try:
            owner: object = importlib.import_module(module)
        except ModuleNotFoundError:  # a property of a record
            outer, _dot, record = module.rpartition(".")
            owner = getattr(importlib.import_module(outer), record)
        assert hasattr(owner, name), one.by_rule


def test_what_lists_and_files_show_is_in_the_register() -> None:
    assert {column.value: column.value for column in FIGURES} == {
        column.value: one.code for column, one in INDICATORS.items()
    }
    assert all(COLUMN_WORDS[column] == indicators.indicator(column.value).name for column in FIGURES)
    assert {measure.value: one.code for measure, one in MEASURES.items()} == {one.value: one.value for one in MEASURES}
    assert all(indicators.known(code) for shown in indicators.all_shown() for code in shown.codes)


FIGURE = st.integers(min_value=-(10**20), max_value=10**20)
PARTS = ("margin_micro", "fee_micro", "expected_loss_micro", *SIDES, "loan_balance_days_micro", "npl_days_micro")


@given(st.fixed_dictionaries(dict.fromkeys(PARTS, FIGURE)))
def test_a_statement_reckons_as_the_rule_does(row: dict[str, int]) -> None:
    expressions = [contribution.CONTRIBUTION.sql(), contribution.LOSS.sql(), MARGIN_OF_SIDES]
    columns = ", ".join(f"CAST(${name} AS HUGEINT) AS {name}" for name in row)
    told = rows(
        f"SELECT {', '.join(f'{text} AS e{place}' for place, text in enumerate(expressions))} FROM (SELECT {columns})",
        row,
    )
    expected = [contribution.CONTRIBUTION.amount(row), contribution.LOSS.amount(row), margin_of(row)]
    assert [int(told[0][f"e{place}"]) for place in range(len(expected))] == expected


def test_contribution_by_hand() -> None:
    row = {"margin_micro": 500, "fee_micro": 70, "expected_loss_micro": 20}
    assert contribution.CONTRIBUTION.value(row, days=30) == 550


def test_a_ratio_is_of_sums_and_never_a_sum_of_ratios() -> None:
    share = contribution.NPL_SHARE
    one, other = (
        {"npl_days_micro": 1, "loan_balance_days_micro": 2},
        {"npl_days_micro": 0, "loan_balance_days_micro": 8},
    )
    both = {name: one[name] + other[name] for name in one}
    assert (share.value(one, days=1), share.value(other, days=1)) == (Fraction(1, 2), Fraction(0))
    assert share.value(both, days=1) == Fraction(1, 10)
    assert not share.additive


@pytest.mark.parametrize("below", [0, -5])
def test_over_nothing_there_is_no_ratio(below: int) -> None:
    assert contribution.NPL_SHARE.value({"npl_days_micro": 1, "loan_balance_days_micro": below}, days=30) is None


@pytest.mark.parametrize(
    ("plus", "counted", "by_rule"), [((), False, ""), (("a",), True, ""), ((), True, "x.y"), (("a",), False, "x.y")]
)
def test_an_indicator_has_one_way_to_be_reckoned(plus: tuple[str, ...], counted: bool, by_rule: str) -> None:  # noqa: FBT001  the case
    with pytest.raises(AssertionError):
        replace(contribution.FEES, plus=plus, counted=counted, by_rule=by_rule)
