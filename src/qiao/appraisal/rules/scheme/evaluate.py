"""A scheme applied to a person's period: legs, points, gates, what is paid now and later, each step with its reason.

Source: piece 2, 2.4 and 3.4 (lines 227, 257, 259); piece 1, section 3 (line 91). The bonus of the legs is R; what is
paid of it is max(0, R) x score / 100 x the product of the gates, rounded once to the fen, and then spread over the
years. A scheme that changes within the period pays each piece by the scheme in force when it was earned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import prod

from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.scheme.deferring import Spread, spread_of
from qiao.appraisal.rules.scheme.earning import PLANS, Earned, earned
from qiao.appraisal.rules.scheme.facts import PersonFacts, part_of
from qiao.appraisal.rules.scheme.points import Passed, Scored, passed, scored
from qiao.appraisal.rules.scheme.scheme import MICRO, PaidAs, Scheme
from qiao.appraisal.rules.scheme.telling import Said, money, number
from qiao.ground.money import FEN_A_YUAN, fen_of
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

PEERS_LEAST = 5  # where the caller names no other: the house's proposal, a dated parameter of the linter
SCORE_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scheme comes to for one person and period, exact until it is paid.

    `raw` is R in yuan after draws and what was carried; `score` None where nothing is appraised.
    """

    scheme: Scheme
    facts: PersonFacts
    legs: tuple[Earned, ...]
    indicators: tuple[Scored, ...]
    gates: tuple[Passed, ...]
    raw: Fraction
    score: Fraction | None
    grade: str
    gate: Fraction
    variable_fen: int
    spread: Spread
    carried_fen: int
    steps: tuple[Said, ...]

    @property
    def allowances(self) -> tuple[Earned, ...]:
        """Quotas shown beside the bonus."""
        return tuple(one for one in self.legs if one.leg.paid_as is PaidAs.ALLOWANCE)


def evaluate(
    scheme: Scheme,
    facts: PersonFacts,
    *,
    plans: Mapping[str, Plan] = PLANS,
    peers_least: int = PEERS_LEAST,
    assumed: Fraction | None = None,
    telling: bool = True,
) -> Outcome:
    """One person's period under one scheme.

    assumed: the part of its weight that an indicator gets whose figure, target or peers are not there, for estimates
    and simulations; None = it is refused, as where pay is meant. Without `telling` no step is put into words.
    """
    legs = tuple(earned(leg, facts, plans=plans, telling=telling) for leg in scheme.legs)
    indicators = tuple(
        scored(one, facts, peers_least=peers_least, assumed=assumed, telling=telling) for one in scheme.indicators
    )
    gates = tuple(passed(gate, facts, assumed=assumed is not None, telling=telling) for gate in scheme.gates)
    score = _score(scheme, indicators, facts) if indicators else None
    if score is not None and any(one.gate.veto and one.factor == 0 for one in gates):
        score = Fraction(0)
    gate = prod((one.factor for one in gates), start=Fraction(1))
    raw = _raw(scheme, legs, facts)
    variable = _variable(scheme, raw=raw, score=score, gate=gate)
    carried = fen_of(raw) if raw < 0 and scheme.pay.carry_forward else 0
    return Outcome(
        scheme=scheme,
        facts=facts,
        legs=legs,
        indicators=indicators,
        gates=gates,
        raw=raw,
        score=score,
        grade="" if score is None else grade_of(scheme, score),
        gate=gate,
        variable_fen=variable,
        spread=spread_of(variable, deferral=scheme.deferral),
        carried_fen=carried,
        steps=tuple(_said(scheme, facts, raw=raw, score=score, gate=gate, variable_fen=variable)) if telling else (),
    )


def _score(scheme: Scheme, indicators: Sequence[Scored], facts: PersonFacts) -> Fraction:
    """Points and extra points; taken-off points have no floor, so that a total may lie below 0."""
    extra = min(facts.extra_micro, scheme.score.extra_most_micro)
    return sum((one.points for one in indicators), Fraction(extra, MICRO))


def grade_of(scheme: Scheme, score: Fraction) -> str:
    """The grade of a total: the first whose least total is reached, else the last."""
    grades = scheme.score.grades
    return next((name for least, name in grades if score >= Fraction(least, MICRO)), grades[-1][1])


def _raw(scheme: Scheme, legs: Sequence[Earned], facts: PersonFacts) -> Fraction:
    bonus = sum((one.amount for one in legs if one.leg.paid_as is PaidAs.BONUS), Fraction(0))
    return bonus + Fraction(facts.carried_fen - scheme.pay.draw_fen, FEN_A_YUAN)


def _variable(scheme: Scheme, *, raw: Fraction, score: Fraction | None, gate: Fraction) -> int:
    factor = Fraction(1) if score is None else max(score, Fraction(0)) / SCORE_WHOLE
    paid = fen_of(max(raw, Fraction(0)) * factor * gate)
    capped = paid if scheme.pay.cap_fen is None else min(paid, scheme.pay.cap_fen)
    return max(capped, scheme.pay.guaranteed_fen)


def _said(
    scheme: Scheme, facts: PersonFacts, *, raw: Fraction, score: Fraction | None, gate: Fraction, variable_fen: int
) -> Iterable[Said]:
    if facts.carried_fen:
        carried = money(Fraction(facts.carried_fen, FEN_A_YUAN))
        yield Said("pay.carried", _("%(carried)s is carried from earlier periods"), {"carried": carried})
    if scheme.pay.draw_fen:
        draw = money(Fraction(scheme.pay.draw_fen, FEN_A_YUAN))
        yield Said("pay.draw", _("%(draw)s was paid ahead and is taken off"), {"draw": draw})
    if raw < 0:
        words = (
            _("R is %(raw)s and below 0: it is carried forward")
            if scheme.pay.carry_forward
            else _("R is %(raw)s and below 0: nothing is paid and nothing is taken back")
        )
        yield Said("pay.below", words, {"raw": money(raw)})
    told = {"raw": money(raw), "gate": number(gate), "paid": money(Fraction(variable_fen, FEN_A_YUAN))}
    if score is None:
        yield Said("pay.bare", _("Nothing is appraised: %(raw)s x %(gate)s = %(paid)s"), told)
    else:
        words = _("%(raw)s x %(score)s / 100 x %(gate)s = %(paid)s")
        yield Said("pay.variable", words, told | {"score": number(score)})
    if scheme.pay.cap_fen is not None and variable_fen == scheme.pay.cap_fen:
        yield Said("pay.cap", _("The cap of the whole is reached"), {})
    if scheme.pay.guaranteed_fen and variable_fen == scheme.pay.guaranteed_fen:
        yield Said("pay.guaranteed", _("The guaranteed sum is paid"), {})


def pieces_of(schemes: Iterable[Scheme], *, period: Period) -> list[tuple[Period, Scheme]]:
    """The period cut where another scheme comes into force; of two in force the one that began later, then by code."""
    known = sorted(schemes, key=lambda one: (one.since, one.code))
    pieces: list[tuple[Period, Scheme]] = []
    day = period.since
    while day < period.until:
        holding = [one for one in known if one.holds(day)]
        if not holding:
            words = _("No scheme is in force on %(day)s; publish one that holds then.")
            raise Refusal("scheme.none", words, day=day.isoformat())
        if pieces and pieces[-1][1] is holding[-1]:
            pieces[-1] = (Period(pieces[-1][0].since, day + timedelta(days=1)), holding[-1])
        else:
            pieces.append((Period(day, day + timedelta(days=1)), holding[-1]))
        day += timedelta(days=1)
    return pieces


def evaluate_over(
    schemes: Iterable[Scheme], facts: PersonFacts, *, plans: Mapping[str, Plan] = PLANS, peers_least: int = PEERS_LEAST
) -> tuple[Outcome, ...]:
    """Each piece of the period by the scheme in force when it was earned; one outcome where none changes."""
    return tuple(
        evaluate(scheme, part_of(facts, piece), plans=plans, peers_least=peers_least)
        for piece, scheme in pieces_of(schemes, period=facts.period)
    )
