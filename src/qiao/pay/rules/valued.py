"""A scheme applied to figures that are kept with a pay line: the same anew, with credit left out, with differences.

Source: piece 2, 3.4 (line 259). What a hold or a difference means in pay is the variable pay with and without it, under
the schemes and figures the person was paid by, so that it can be said years later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from qiao.appraisal.rules.gaming.held import HeldMeasure
from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.scheme.evaluate import Outcome, evaluate_over
from qiao.appraisal.rules.scheme.facts import NO_CLASS, Key, PersonFacts
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.ground.money import MICRO_A_FEN
from qiao.ground.periods import Period

FIGURE_OF = {
    HeldMeasure.DEPOSIT_DAYS: "deposit_days",
    HeldMeasure.LOAN_DAYS: "loan_days",
    HeldMeasure.DEPOSIT_MARGIN: "deposit_margin",
    HeldMeasure.LOAN_MARGIN: "loan_margin",
    HeldMeasure.EXPECTED_LOSS: "expected_loss",
    HeldMeasure.FEE: "fees",
}
FIGURE_OF_SUM = {
    "deposit_balance_days_micro": "deposit_days",
    "loan_balance_days_micro": "loan_days",
    "deposit_margin_micro": "deposit_margin",
    "loan_margin_micro": "loan_margin",
    "expected_loss_micro": "expected_loss",
    "fee_micro": "fees",
    "npl_days_micro": "npl_days",
}
Moved = Mapping[str, int]
"""By how much figures move, in millionths."""


@dataclass(frozen=True, slots=True)
class Valuer:
    """The schemes a person is paid by, the figures they were applied to, and what they are applied with."""

    schemes: tuple[Scheme, ...]
    facts: PersonFacts
    plans: Mapping[str, Plan]
    peers_least: int
    _known: list[tuple[Outcome, ...]] = field(default_factory=list, init=False, repr=False, compare=False)

    def outcomes(self, moved: Moved | None = None) -> tuple[Outcome, ...]:
        """What the schemes come to, where figures move too; as the figures stand it is reckoned once."""
        if moved:
            return self._reckoned(replace(self.facts, figures=_moved(self.facts.figures, moved)))
        if not self._known:
            self._known.append(self._reckoned(self.facts))
        return self._known[0]

    def _reckoned(self, facts: PersonFacts) -> tuple[Outcome, ...]:
        return evaluate_over(self.schemes, facts, plans=self.plans, peers_least=self.peers_least)

    def variable_fen(self, moved: Moved | None = None) -> int:
        """The variable pay, fen."""
        return sum(one.variable_fen for one in self.outcomes(moved))


def _moved(figures: Mapping[Key, int], moved: Moved) -> dict[Key, int]:
    found = dict(figures)
    for name, micro in moved.items():
        found[name, NO_CLASS] = found.get((name, NO_CLASS), 0) + micro
    return found


def without_held(sums: Mapping[HeldMeasure, int]) -> dict[str, int]:
    """How figures move where held credit is left out."""
    return {FIGURE_OF[measure]: -micro for measure, micro in sums.items()}


def by_difference(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    """How figures move by a booked difference of a person's month."""
    found = {figure: after[name] - before[name] for name, figure in FIGURE_OF_SUM.items()}
    found["expense"] = (after["expense_fen"] - before["expense_fen"]) * MICRO_A_FEN
    return {name: micro for name, micro in found.items() if micro}


def together(moves: Sequence[Moved]) -> dict[str, int]:
    """Several moves as one."""
    found: dict[str, int] = {}
    for move in moves:
        for name, micro in move.items():
            found[name] = found.get(name, 0) + micro
    return found


def held_fen_of(valuer: Valuer, sums: Mapping[HeldMeasure, int]) -> int:
    """What held credit means in the variable pay: from 0 to all of it."""
    if not sums:
        return 0
    whole = valuer.variable_fen()
    return min(max(whole - valuer.variable_fen(without_held(sums)), 0), whole)


def plain_of(facts: PersonFacts) -> dict[str, Any]:
    """Facts as plain JSON, exact."""
    return {
        "since": facts.period.since.isoformat(),
        "until": facts.period.until.isoformat(),
        "figures": [[name, kind, value] for (name, kind), value in sorted(facts.figures.items())],
        "targets": dict(facts.targets),
        "last_year": dict(facts.last_year),
        "peers": {
            code: [[one.numerator, one.denominator] for one in values] for code, values in sorted(facts.peers.items())
        },
        "team": [[name, kind, value] for (name, kind), value in sorted(facts.team.items())],
        "extra": facts.extra_micro,
        "carried": facts.carried_fen,
    }


def facts_of(staff_id: str, plain: Mapping[str, Any]) -> PersonFacts:
    """The same read back."""
    return PersonFacts(
        staff_id,
        Period(date.fromisoformat(plain["since"]), date.fromisoformat(plain["until"])),
        {(name, kind): value for name, kind, value in plain["figures"]},
        targets=plain["targets"],
        last_year=plain["last_year"],
        peers={code: tuple(Fraction(*pair) for pair in values) for code, values in plain["peers"].items()},
        team={(name, kind): value for name, kind, value in plain["team"]},
        extra_micro=plain["extra"],
        carried_fen=plain["carried"],
    )
