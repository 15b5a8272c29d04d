"""Reads a plan's file and refuses, with the line, what it cannot answer for.

Source: the book's contract, 5: no day basis, limits out of order, a number that is not one, an unknown key, a further
symbol without legend and unit. What is sound but surprising comes back as warnings beside the plan.
"""

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from qiao.appraisal.rules.legend import BUILT_IN_SYMBOLS, is_symbol
from qiao.appraisal.rules.plan import (
    BUILT_IN_CODE,
    FACTOR_PLACES,
    SHARE_PLACES,
    ExpenseFactor,
    FurtherSymbol,
    Plan,
    QualityStep,
)
from qiao.appraisal.rules.plan_lines import lines_of
from qiao.appraisal.rules.plan_values import PlanFile, shown
from qiao.appraisal.rules.plan_warnings import PlanWarning, warnings_of
from qiao.contribution.rules.basis import DayBasis
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

TEXT_LENGTH_MAX = 200_000  # of a whole file, far above any plan a person writes
CODE_LENGTH_MAX = 64
KIND_LENGTH_MAX = 64
LEGEND_LENGTH_MAX = 200
FACTOR_MOST = 10  # of N and K, either way: beyond it a figure is a slip of the pen
SYMBOL_MOST = 1_000_000_000
STEP_PARTS = 2  # limit and coefficient
PLAN_KEYS = ("code", "since", "day_basis", "credits_barred")
BONUS_KEYS = ("deposit_share", "loan_share", "floor_at_zero", "quality", "expense", "symbols")
KEY_OF_SYMBOL = {"P": "deposit_share", "Q": "loan_share", "N": "quality", "K": "expense"}

BUILT_IN_TEXT = f"""\
[plan]
code = "{BUILT_IN_CODE}"
since = 1900-01-01
day_basis = "ACT_360"
[bonus]
deposit_share = "0.04"
loan_share = "0.05"
floor_at_zero = true
[bonus.quality]
steps = [["0.01", "1.0"], ["0.02", "0.8"], ["0.03", "0.5"], ["0.05", "0"], ["1", "-0.5"]]
"""


@dataclass(frozen=True, slots=True)
class PlanReading:
    """A plan and what a person should know before it is used."""

    plan: Plan
    warnings: tuple[PlanWarning, ...]


def read_plan(content: bytes | str, *, file: str) -> PlanReading:
    """Read a plan's file from its bytes or text; `file` is its name as it stands in refusals and warnings."""
    text = content if isinstance(content, str) else decoded(content, file=file)
    plan_file = PlanFile(file, toml_of(text, file=file), lines_of(text))
    plan_file.know_keys(known=("plan", "bonus"))
    plan_file.know_keys("plan", known=PLAN_KEYS)
    _know_bonus_keys(plan_file)
    day_basis = _day_basis(plan_file)
    plan = Plan(
        code=_code(plan_file, text=text),
        since=plan_file.date("plan", "since"),
        day_basis=day_basis,
        deposit_share_ppm=_share(plan_file, "deposit_share"),
        loan_share_ppm=_share(plan_file, "loan_share"),
        floor_at_zero=_yes_or_no(plan_file, "bonus", "floor_at_zero", default=False),
        steps=_steps(plan_file),
        expense_factors=_expense_factors(plan_file),
        symbols=_symbols(plan_file),
        text=text,
        credits_barred=_yes_or_no(plan_file, "plan", "credits_barred", default=True),
    )
    return PlanReading(plan, warnings_of(plan, file=file, line=plan_file.line("bonus")))


def decoded(content: bytes, *, file: str) -> str:
    """UTF-8 text, with or without a byte order mark."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise Refusal(
            "plan.not_utf8",
            _("%(file)s, line %(line)s: the bytes are not UTF-8 (offset %(offset)s); save the plan as UTF-8"),
            file=file,
            line=content.count(b"\n", 0, broken.start) + 1,
            offset=broken.start,
        ) from None


def toml_of(text: str, *, file: str) -> dict[str, Any]:
    """The file as data; what is not TOML is refused with the reader's own reason."""
    reason, line = _("longer than a plan can be"), 1
    if len(text) <= TEXT_LENGTH_MAX:
        try:
            return tomllib.loads(text)
        except RecursionError:
            reason = _("nested too deeply")
        except ValueError as broken:
            at = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)$", str(broken))
            reason = shown(str(broken)[: at.start()].strip()) if at else _("a number is too long")
            line = int(at[1]) if at and at[1] else text.count("\n") + 1 if at else 1
    raise Refusal(
        "plan.not_toml",
        _("%(file)s, line %(line)s: this is not sound TOML (%(reason)s); mend the line"),
        file=file,
        line=line,
        reason=reason,
    )


def _know_bonus_keys(plan_file: PlanFile) -> None:
    """Refuse unknown keys of the bonus; a further symbol is known once it has a legend."""
    explained = plan_file.table("bonus", "symbols")
    for key in plan_file.table("bonus"):
        if key in KEY_OF_SYMBOL:
            raise plan_file.unknown(("bonus", key), known=(KEY_OF_SYMBOL[key],))
        if is_symbol(key) and key not in BUILT_IN_SYMBOLS:
            if key not in explained:
                raise _unexplained(plan_file, ("bonus", key), symbol=key)
        elif key not in BONUS_KEYS:
            raise plan_file.unknown(("bonus", key), known=BONUS_KEYS)
    plan_file.know_keys("bonus", "quality", known=("steps",))


def _unexplained(plan_file: PlanFile, path: tuple[str, ...], *, symbol: str) -> Refusal:
    return plan_file.refusal(
        "plan.symbol_unexplained",
        _(
            "%(file)s, line %(line)s: the further symbol %(symbol)s has no legend and unit;"
            " write [bonus.symbols.%(symbol)s] with meaning and unit"
        ),
        path=path,
        symbol=symbol,
    )


def _code(plan_file: PlanFile, *, text: str) -> str:
    """The plan's code; that of the built-in plan is taken, unless the text is its own."""
    code = plan_file.text("plan", "code", length_max=CODE_LENGTH_MAX)
    if code == BUILT_IN_CODE and text != BUILT_IN_TEXT:
        raise plan_file.refusal(
            "plan.code_reserved",
            _("%(file)s, line %(line)s: the code %(value)s is that of the built-in plan; choose another"),
            path=("plan", "code"),
            value=code,
        )
    return code


def _day_basis(plan_file: PlanFile) -> DayBasis:
    """The day basis, which a plan's file must name."""
    value = plan_file.table("plan").get("day_basis")
    if isinstance(value, str) and value in set(DayBasis):
        return DayBasis(value)
    choices = ", ".join(DayBasis)
    if value is None:
        words = _("%(file)s, line %(line)s: the plan names no day basis; write day_basis with one of %(choices)s")
        raise plan_file.refusal("plan.day_basis_missing", words, path=("plan", "day_basis"), choices=choices)
    words = _("%(file)s, line %(line)s: the day basis %(value)s is unknown; write one of %(choices)s")
    raise plan_file.refusal(
        "plan.day_basis_unknown", words, path=("plan", "day_basis"), choices=choices, value=shown(value)
    )


def _share(plan_file: PlanFile, key: str) -> int:
    """P or Q, a share between 0 and 1, in millionths."""
    value = plan_file.required("bonus", key)
    return plan_file.number(value, path=("bonus", key), places=SHARE_PLACES, least=0, most=1)


def _yes_or_no(plan_file: PlanFile, table: str, key: str, *, default: bool) -> bool:
    """What a plan says to a yes or no. No floor where it says nothing, and a warning tells it; barred days count."""
    value = plan_file.table(table).get(key, default)
    if isinstance(value, bool):
        return value
    raise plan_file.refusal(
        "plan.not_yes_or_no",
        _("%(file)s, line %(line)s: %(key)s must be true or false, without quotes, not %(value)s"),
        path=(table, key),
        value=shown(value),
    )


def _steps(plan_file: PlanFile) -> tuple[QualityStep, ...]:
    """N by the share of non-performing loans; limits must rise from row to row."""
    path = ("bonus", "quality", "steps")
    rows = plan_file.required(*path)
    if not isinstance(rows, list) or not rows:
        raise plan_file.refusal(
            "plan.steps_missing",
            _('%(file)s, line %(line)s: %(key)s must list at least one row, like ["0.01", "1.0"]'),
            path=path,
        )
    steps: list[QualityStep] = []
    for number, row in enumerate(rows):
        step = _step(plan_file, row, number=number)
        if steps and step.limit_ppm <= steps[-1].limit_ppm:
            raise plan_file.refusal(
                "plan.limits_out_of_order",
                _("%(file)s, line %(line)s: limits out of order: that of %(key)s is not above that of the row before"),
                path=(*path, number),
            )
        steps.append(step)
    return tuple(steps)


def _step(plan_file: PlanFile, row: object, *, number: int) -> QualityStep:
    """One row of the quality steps: limit and coefficient."""
    path = ("bonus", "quality", "steps", number)
    if not isinstance(row, list) or len(row) != STEP_PARTS:
        raise plan_file.refusal(
            "plan.step_malformed",
            _("%(file)s, line %(line)s: %(key)s must have a limit and a coefficient, not %(value)s"),
            path=path,
            value=shown(row),
        )
    limit, coefficient = row
    return QualityStep(
        plan_file.number(limit, path=(*path, 0), places=SHARE_PLACES, least=0, most=1),
        plan_file.number(coefficient, path=(*path, 1), places=FACTOR_PLACES, least=-FACTOR_MOST, most=FACTOR_MOST),
        plan_file.line(*path),
    )


def _expense_factors(plan_file: PlanFile) -> tuple[ExpenseFactor, ...]:
    """K by kind of expense, in the order of the file; the kind is matched exactly as written."""
    factors: list[ExpenseFactor] = []
    for kind, value in plan_file.table("bonus", "expense").items():
        path = ("bonus", "expense", kind)
        if not (kind.strip() and kind.isprintable() and len(kind) <= KIND_LENGTH_MAX):
            raise plan_file.refusal(
                "plan.kind_malformed",
                _("%(file)s, line %(line)s: a kind of expense has 1 to %(most)s characters of one line, not %(value)s"),
                path=path,
                most=KIND_LENGTH_MAX,
                value=shown(kind),
            )
        factor = plan_file.number(value, path=path, places=FACTOR_PLACES, least=-FACTOR_MOST, most=FACTOR_MOST)
        factors.append(ExpenseFactor(kind, factor, plan_file.line(*path)))
    return tuple(factors)


def _symbols(plan_file: PlanFile) -> tuple[FurtherSymbol, ...]:
    """Further symbols, each with legend and unit; those of the formula keep their own."""
    values = plan_file.table("bonus")
    found: list[FurtherSymbol] = []
    for name in plan_file.table("bonus", "symbols"):
        path = ("bonus", "symbols", name)
        if not is_symbol(name) or name in BUILT_IN_SYMBOLS:
            raise plan_file.refusal(
                "plan.symbol_taken",
                _(
                    "%(file)s, line %(line)s: %(value)s cannot be a further symbol: it must be one or two capitals,"
                    " perhaps a digit, and none of the formula's own"
                ),
                path=path,
                value=shown(name),
            )
        plan_file.know_keys(*path, known=("meaning", "unit"))
        if set(plan_file.table(*path)) != {"meaning", "unit"}:
            raise _unexplained(plan_file, path, symbol=name)
        meaning = plan_file.text(*path, "meaning", length_max=LEGEND_LENGTH_MAX)
        unit = plan_file.text(*path, "unit", length_max=LEGEND_LENGTH_MAX)
        value = values.get(name)
        if value is not None:
            plan_file.number(value, path=("bonus", name), places=SHARE_PLACES, least=-SYMBOL_MOST, most=SYMBOL_MOST)
        found.append(FurtherSymbol(name, meaning, unit, value, plan_file.line(*path)))
    return tuple(found)


BUILT_IN = read_plan(BUILT_IN_TEXT, file=BUILT_IN_CODE).plan
