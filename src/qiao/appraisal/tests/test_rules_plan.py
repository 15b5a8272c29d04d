"""A plan's file: what is read, what is refused on which line, what is warned of."""

import pytest

from qiao.appraisal.rules.plan import BUILT_IN_CODE
from qiao.appraisal.rules.plan_file import BUILT_IN, BUILT_IN_TEXT, read_plan
from qiao.appraisal.rules.plan_lines import lines_of
from qiao.contribution.rules.basis import DayBasis
from qiao.ground.refusals import Refusal

SOUND = """\
[plan]
code = "corporate-2026"
since = 2026-01-01
day_basis = "ACT_360"
[bonus]
deposit_share = "0.04"
loan_share = "0.05"
floor_at_zero = true
[bonus.quality]
steps = [
  ["0.01", "1.0"],
  ["0.02", "0.8"],
  ["1", "-0.5"],
]
[bonus.expense]
marketing = "1.0"
"""


def refused(text: str | bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_plan(text, file="plan.toml")
    words = str(caught.value)
    assert words.startswith(f"plan.toml, line {caught.value.facts['line']}: ")
    assert "\n" not in words
    return caught.value


def test_a_sound_plan_is_read() -> None:
    plan = read_plan(SOUND, file="plan.toml").plan
    assert (plan.code, plan.since.isoformat(), plan.day_basis) == ("corporate-2026", "2026-01-01", DayBasis.ACT_360)
    assert (plan.deposit_share_ppm, plan.loan_share_ppm, plan.floor_at_zero) == (40_000, 50_000, True)
    assert [(step.limit_ppm, step.coefficient_bp, step.line) for step in plan.steps] == [
        (10_000, 10_000, 11),
        (20_000, 8_000, 12),
        (1_000_000, -5_000, 13),
    ]
    assert [(factor.kind, factor.factor_bp) for factor in plan.expense_factors] == [("marketing", 10_000)]
    assert plan.text == SOUND


def test_the_built_in_plan_is_what_the_contract_says() -> None:
    assert (BUILT_IN.code, BUILT_IN.day_basis) == (BUILT_IN_CODE, DayBasis.ACT_360)
    assert (BUILT_IN.deposit_share_ppm, BUILT_IN.loan_share_ppm, BUILT_IN.floor_at_zero) == (40_000, 50_000, True)
    assert [step.coefficient_bp for step in BUILT_IN.steps] == [10_000, 8_000, 5_000, 0, -5_000]
    assert read_plan(BUILT_IN_TEXT, file="kept with a run").plan == BUILT_IN


def test_bytes_with_a_mark_and_windows_line_ends_are_read() -> None:
    content = b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode()
    assert read_plan(content, file="plan.toml").plan.steps[1].line == 12


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('day_basis = "ACT_360"\n', "", "plan.day_basis_missing", 1),
        ('"ACT_360"', '"ACT_366"', "plan.day_basis_unknown", 4),
        ('["0.02", "0.8"]', '["0.01", "0.8"]', "plan.limits_out_of_order", 12),
        ('["0.02", "0.8"]', '["0.005", "0.8"]', "plan.limits_out_of_order", 12),
        ('["0.02", "0.8"]', '["0.02"]', "plan.step_malformed", 12),
        ('["0.02", "0.8"]', '"0.02"', "plan.step_malformed", 12),
        ('["0.02", "0.8"]', '["0.02", "NaN"]', "plan.number_malformed", 12),
        ('["0.02", "0.8"]', '["0.02", 0.8]', "plan.number_malformed", 12),
        ('["0.02", "0.8"]', '["0.02", "1e-1"]', "plan.number_malformed", 12),
        ('["0.02", "0.8"]', '["2", "0.8"]', "plan.number_out_of_bounds", 12),
        ('["0.02", "0.8"]', '["0.02", "11"]', "plan.number_out_of_bounds", 12),
        ('["0.02", "0.8"]', '["0.02", "0.12345"]', "plan.number_too_fine", 12),
        ('"0.04"', '"four"', "plan.number_malformed", 6),
        ('"0.04"', '"1.000001"', "plan.number_out_of_bounds", 6),
        ('"0.04"', '"-0.01"', "plan.number_out_of_bounds", 6),
        ('"0.04"', '"٣"', "plan.number_malformed", 6),
        ('"0.04"', f'"{"9" * 5000}"', "plan.number_malformed", 6),
        ('deposit_share = "0.04"\n', "", "plan.key_missing", 5),
        ("loan_share", "lone_share", "plan.key_unknown", 7),
        ("[bonus.expense]", "[bonus.expanse]", "plan.key_unknown", 15),
        ('marketing = "1.0"', 'marketing = "much"', "plan.number_malformed", 16),
        ('marketing = "1.0"', '"a\\nb" = "1.0"', "plan.kind_malformed", 16),
        ("floor_at_zero = true", 'floor_at_zero = "yes"', "plan.not_yes_or_no", 8),
        ("floor_at_zero = true", 'S = "0.01"', "plan.symbol_unexplained", 8),
        ("floor_at_zero = true", 'P = "0.01"', "plan.key_unknown", 8),
        ("[bonus.expense]", '[bonus.symbols.S]\nmeaning = "fees"\n[bonus.expense]', "plan.symbol_unexplained", 15),
        ("[bonus.expense]", '[bonus.symbols.N]\nmeaning = "x"\nunit = "y"\n[bonus.expense]', "plan.symbol_taken", 15),
        ("2026-01-01", '"2026-01-01"', "plan.date_malformed", 3),
        ("2026-01-01", "2026-01-01T00:00:00", "plan.date_malformed", 3),
        ("2026-01-01", "1899-12-31", "plan.date_malformed", 3),
        ("2026-01-01", "2026-02-30", "plan.not_toml", 3),
        ('"corporate-2026"', '"built-in"', "plan.code_reserved", 2),
        ('"corporate-2026"', '""', "plan.text_malformed", 2),
        ('"corporate-2026"', '"a\\u0007b"', "plan.text_malformed", 2),
        ("[plan]", "[plan", "plan.not_toml", 1),
        ("[bonus]\n", "[bonus]\nquality = 3\n", "plan.not_toml", 10),
        ("[plan]\n", "bonus = 3\n[plan]\n", "plan.not_toml", 6),
        ("[plan]\n", "quota = 3\n[plan]\n", "plan.key_unknown", 1),
    ],
)
def test_what_a_plan_cannot_answer_for_is_refused_with_its_line(old: str, new: str, code: str, line: int) -> None:
    assert old in SOUND
    refusal = refused(SOUND.replace(old, new, 1))
    assert (refusal.code, refusal.facts["line"]) == (code, line)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "plan.day_basis_missing"),
        ("plan = 3", "plan.not_a_table"),
        ("x = " + "[" * 5_000, "plan.not_toml"),
        ("x = " + "9" * 10_000, "plan.not_toml"),
        ("# " + "x" * 300_000, "plan.not_toml"),
        (b'[plan]\ncode = "\xd6\xd0"', "plan.not_utf8"),
        (
            SOUND.replace('steps = [\n  ["0.01", "1.0"],\n  ["0.02", "0.8"],\n  ["1", "-0.5"],\n]', "steps = []"),
            "plan.steps_missing",
        ),
        (SOUND + "[bonus.symbols]\nS = 3\n", "plan.not_a_table"),
        (SOUND.replace("quality", "symbols"), "plan.key_missing"),
    ],
)
def test_hostile_files_are_refused_in_one_line(text: str | bytes, code: str) -> None:
    assert refused(text).code == code


def test_an_unknown_key_is_answered_with_the_nearest_known_one() -> None:
    assert "the nearest known one is loan_share" in str(refused(SOUND.replace("loan_share", "lone_share")))


def test_a_further_symbol_with_legend_and_unit_is_kept_and_said_to_be_idle() -> None:
    text = SOUND.replace("floor_at_zero = true", 'floor_at_zero = true\nS = "0.015"')
    reading = read_plan(text + '[bonus.symbols.S]\nmeaning = "share of fees"\nunit = "fraction"\n', file="plan.toml")
    (symbol,) = reading.plan.symbols
    assert (symbol.name, symbol.meaning, symbol.unit, symbol.value) == ("S", "share of fees", "fraction", "0.015")
    assert [warning.code for warning in reading.warnings][-1] == "plan.symbol_idle"


def test_every_jump_is_a_cliff_with_its_size() -> None:
    warnings = read_plan(SOUND, file="plan.toml").warnings
    words = (
        "plan.toml, line {line}: a cliff: above {limit} % of non-performing loans the coefficient jumps from {before}"
        " to {after} ({jump}), that is {bonus} of bonus for every 10000.00 of loan margin"
    )
    assert [str(warning) for warning in warnings] == [
        words.format(line=11, limit="1.0000", before="1.0000", after="0.8000", jump="-0.2000", bonus="-100.00"),
        words.format(line=12, limit="2.0000", before="0.8000", after="-0.5000", jump="-1.3000", bonus="-650.00"),
    ]


def test_what_is_sound_but_odd_is_warned_of() -> None:
    odd = SOUND.replace("floor_at_zero = true\n", "").replace('["1", "-0.5"]', '["0.5", "0.9"]')
    codes = [w.code for w in read_plan(odd.replace('"1.0"\n', '"-1"\n'), file="plan.toml").warnings]
    assert codes == [
        "plan.cliff",
        "plan.cliff",
        "plan.quality_rises",
        "plan.last_limit_open",
        "plan.factor_negative",
        "plan.no_floor",
    ]


def test_steps_of_one_height_are_no_cliff() -> None:
    flat = SOUND.replace('"0.8"', '"1.0"').replace('"-0.5"', '"1"')
    assert read_plan(flat, file="plan.toml").warnings == ()


def test_lines_are_found_however_the_file_is_written() -> None:
    text = '''# [not] = "a table"
plan = { code = "x", since = 2026-01-01 }
"a \\"=[ b".c = """
[no] = table
"""
[[list]]
d = 'q[' # ]
e = [ # [
  1, [2,
  3], {f = 4, g = [
  5]},
]
'''
    lines = lines_of(text)
    assert {path: line for path, line in lines.items() if path[0] != "list"} == {
        ("plan",): 2,
        ("plan", "code"): 2,
        ("plan", "since"): 2,
        ('a "=[ b', "c"): 3,
    }
    assert lines["list", "d"] == 7
    assert [lines["list", "e", *path] for path in ((), (0,), (1,), (1, 1), (2,), (2, "f"), (2, "g"), (2, "g", 0))] == [
        *(8, 9, 9, 10, 10, 10, 10, 11)
    ]
