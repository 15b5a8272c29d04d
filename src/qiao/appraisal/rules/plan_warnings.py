"""What is sound in a plan but a person should know before it is used: cliffs first of all.

Source: the book's contract, 5: a step with a jump is a cliff, a warning with its size. At a cliff one more bad loan
moves the bonus by the whole jump, which tempts to hold it back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from qiao.appraisal.rules.plan import FACTOR_ONE, FACTOR_PLACES, Plan, QualityStep
from qiao.ground.money import FEN_A_YUAN, PPM_ONE, half_away, text_of_scaled
from qiao.ground.words import gettext_noop as _

MARGIN_SHOWN_YUAN = 10_000  # a cliff's size is told for so much loan margin
PERCENT_PLACES = 4  # of a share in millionths, told in per cent


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """A warning: a stable code, marked words and the facts that fill them."""

    code: str
    words: str
    facts: Mapping[str, str | int]

    def __str__(self) -> str:
        """Fill the English words; the edge translates."""
        return self.words % self.facts


def warnings_of(plan: Plan, *, file: str, line: int) -> tuple[PlanWarning, ...]:
    """All warnings of a plan in the order of the formula; `line` is where the bonus begins."""
    everywhere = {"file": file}
    return (
        *_cliffs(plan, everywhere=everywhere),
        *_rises(plan, everywhere=everywhere),
        *_open_end(plan, everywhere=everywhere),
        *_odd_factors(plan, everywhere=everywhere),
        *_no_floor(plan, facts={**everywhere, "line": line}),
        *_idle_symbols(plan, everywhere=everywhere),
    )


def cliff_fen(plan: Plan, *, before: QualityStep, after: QualityStep) -> int:
    """What stepping over a limit adds to the bonus, in fen, for every 10,000 yuan of loan margin."""
    jump_bp = after.coefficient_bp - before.coefficient_bp
    share = Fraction(plan.loan_share_ppm * jump_bp, PPM_ONE * FACTOR_ONE)
    return half_away(share * MARGIN_SHOWN_YUAN * FEN_A_YUAN)


def _cliffs(plan: Plan, *, everywhere: Mapping[str, str]) -> Iterator[PlanWarning]:
    for before, after in pairwise(plan.steps):
        if before.coefficient_bp == after.coefficient_bp:
            continue
        facts: dict[str, str | int] = {
            **everywhere,
            "line": before.line,
            "limit": text_of_scaled(before.limit_ppm, places=PERCENT_PLACES),
            "before": text_of_scaled(before.coefficient_bp, places=FACTOR_PLACES),
            "after": text_of_scaled(after.coefficient_bp, places=FACTOR_PLACES),
            "jump": text_of_scaled(after.coefficient_bp - before.coefficient_bp, places=FACTOR_PLACES),
            "bonus": text_of_scaled(cliff_fen(plan, before=before, after=after), places=2),
            "margin": f"{MARGIN_SHOWN_YUAN}.00",
        }
        words = _(
            "%(file)s, line %(line)s: a cliff: above %(limit)s %% of non-performing loans the coefficient jumps from"
            " %(before)s to %(after)s (%(jump)s), that is %(bonus)s of bonus for every %(margin)s of loan margin"
        )
        yield PlanWarning("plan.cliff", words, facts)


def _rises(plan: Plan, *, everywhere: Mapping[str, str]) -> Iterator[PlanWarning]:
    for before, after in pairwise(plan.steps):
        if after.coefficient_bp > before.coefficient_bp:
            words = _("%(file)s, line %(line)s: the coefficient rises with more non-performing loans")
            yield PlanWarning("plan.quality_rises", words, {**everywhere, "line": after.line})


def _open_end(plan: Plan, *, everywhere: Mapping[str, str]) -> Iterator[PlanWarning]:
    last = plan.steps[-1]
    if last.limit_ppm < PPM_ONE:
        words = _(
            "%(file)s, line %(line)s: the last limit is %(limit)s %%; above it the last coefficient, %(after)s, holds"
        )
        facts: dict[str, str | int] = {
            **everywhere,
            "line": last.line,
            "limit": text_of_scaled(last.limit_ppm, places=PERCENT_PLACES),
            "after": text_of_scaled(last.coefficient_bp, places=FACTOR_PLACES),
        }
        yield PlanWarning("plan.last_limit_open", words, facts)


def _odd_factors(plan: Plan, *, everywhere: Mapping[str, str]) -> Iterator[PlanWarning]:
    for factor in plan.expense_factors:
        if factor.factor_bp < 0:
            words = _("%(file)s, line %(line)s: the factor of %(kind)s is below 0, so that spending raises the bonus")
            yield PlanWarning("plan.factor_negative", words, {**everywhere, "line": factor.line, "kind": factor.kind})


def _no_floor(plan: Plan, *, facts: Mapping[str, str | int]) -> Iterator[PlanWarning]:
    if not plan.floor_at_zero:
        words = _("%(file)s, line %(line)s: without floor_at_zero a negative bonus is paid as a negative sum")
        yield PlanWarning("plan.no_floor", words, facts)


def _idle_symbols(plan: Plan, *, everywhere: Mapping[str, str]) -> Iterator[PlanWarning]:
    for symbol in plan.symbols:
        words = _("%(file)s, line %(line)s: the further symbol %(symbol)s is kept and shown, but enters no figure")
        yield PlanWarning("plan.symbol_idle", words, {**everywhere, "line": symbol.line, "symbol": symbol.name})
