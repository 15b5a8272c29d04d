"""Writes a scheme as its file: the same words that are read, so that what is read and written comes back the same."""

from collections.abc import Iterator, Sequence

from qiao.appraisal.rules.scheme.scheme import Indicator, Leg, Scheme, Sort, TargetFrom
from qiao.appraisal.rules.scheme.scoring import Scoring, Way
from qiao.appraisal.rules.scheme.tiers import Ends, Tier
from qiao.ground.money import text_of_scaled

MICRO_PLACES, FEN_PLACES = 6, 2
ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"'})


def written(scheme: Scheme) -> str:
    """The scheme as text that `read_scheme` takes."""
    lines = [
        *_head(scheme),
        *(line for one in scheme.indicators for line in _indicator(one)),
        *_gates(scheme),
        *(line for one in scheme.legs for line in _leg(one)),
        *_score(scheme),
        *_pay(scheme),
        *_rest(scheme),
    ]
    return "\n".join(lines) + "\n"


def plain(micro: int, *, places: int = MICRO_PLACES) -> str:
    """A scaled number as short as it can be written: 300000 -> 0.3."""
    text = text_of_scaled(micro, places=places)
    return text.rstrip("0").rstrip(".")


def _quoted(text: str) -> str:
    return f'"{text.translate(ESCAPED)}"'


def _number(micro: int) -> str:
    return f'"{plain(micro)}"'


def _money(fen: int) -> str:
    return f'"{plain(fen, places=FEN_PLACES)}"'


def _list(names: Sequence[str]) -> str:
    return f"[{', '.join(_quoted(one) for one in names)}]"


def _yes(value: bool) -> str:  # noqa: FBT001  the one thing it writes
    return "true" if value else "false"


def _head(scheme: Scheme) -> Iterator[str]:
    yield "[scheme]"
    yield f"code = {_quoted(scheme.code)}"
    yield f"name = {_quoted(scheme.name)}"
    yield f"since = {scheme.since.isoformat()}"
    if scheme.until is not None:
        yield f"until = {scheme.until.isoformat()}"
    for key, names in (("posts", scheme.whom.posts), ("levels", scheme.whom.levels), ("units", scheme.whom.units)):
        if names:
            yield f"{key} = {_list(names)}"
    yield f'rhythm = "{scheme.rhythm}"'
    yield f'sector = "{scheme.sector}"'
    if scheme.sort is not Sort.REGULAR:
        yield f'sort = "{scheme.sort}"'
    for key in ("issued_by", "under", "authorised", "follows", "remark"):
        if getattr(scheme, key):
            yield f"{key} = {_quoted(getattr(scheme, key))}"


def _indicator(one: Indicator) -> Iterator[str]:
    yield f"\n[indicator.{_quoted(one.code)}]"
    if not one.listed:
        yield f"name = {_quoted(one.name)}"
        yield f'measure = "{one.measure}"'
        for key in ("direction", "category", "nature", "horizon", "bearer"):
            yield f'{key} = "{getattr(one.axes, key)}"'
    yield f"weight = {_number(one.weight_micro)}"
    if one.target.source is TargetFrom.FIXED:
        yield f"target = {_number(one.target.value_micro)}"
    elif one.target.source is TargetFrom.SHEET:
        yield 'target = "sheet"'
    elif one.target.source is TargetFrom.BASE:
        yield f'target = "base {plain(one.target.value_micro)}"'
    yield f"scoring = {{ {', '.join(_scoring(one.scoring))} }}"


def _scoring(scoring: Scoring) -> Iterator[str]:
    yield f'way = "{scoring.way}"'
    numbers: dict[Way, tuple[tuple[str, int], ...]] = {
        Way.COMPLETION: (
            ("cap", scoring.cap_micro),
            ("floor", scoring.floor_micro),
            ("nothing_below", scoring.nothing_below_micro),
        ),
        Way.NEGATIVE: (("cap", scoring.cap_micro),),
        Way.EACH: (("each", scoring.each_micro), ("points", scoring.points_micro), ("most", scoring.most_micro)),
        Way.EFFICACY: (("least", scoring.least_micro), ("best", scoring.best_micro)),
    }
    yield from (f"{key} = {_number(value)}" for key, value in numbers.get(scoring.way, ()))
    if scoring.way is Way.EACH:
        yield f"whole_steps = {_yes(scoring.whole_steps)}"
    if scoring.way is Way.STEPS:
        yield f"steps = [{_pairs(scoring.steps)}]"


def _pairs(rows: Sequence[tuple[int, int]]) -> str:
    return ", ".join(f"[{_number(one)}, {_number(other)}]" for one, other in rows)


def _gates(scheme: Scheme) -> Iterator[str]:
    for gate in scheme.gates:
        yield f"\n[gate.{_quoted(gate.code)}]"
        yield f"name = {_quoted(gate.name)}"
        yield f'measure = "{gate.measure}"'
        yield f"steps = [{_pairs(gate.steps)}]"
        if gate.veto:
            yield "veto = true"


def _leg(leg: Leg) -> Iterator[str]:
    yield f"\n[leg.{_quoted(leg.code)}]"
    yield f"name = {_quoted(leg.name)}"
    yield f"plan = {_quoted(leg.plan)}" if leg.plan else f"of = {_list(leg.measures)}"
    yield from _reckoned(leg)
    yield from _tiers(leg)
    for key, fen in (("cap", leg.cap_fen), ("floor", leg.floor_fen)):
        if fen is not None:
            yield f"{key} = {_money(fen)}"
    if leg.worth:
        yield "worth = true"
    yield f'paid_as = "{leg.paid_as}"'


def _reckoned(leg: Leg) -> Iterator[str]:
    if leg.weights:
        yield f"weights = {{ {', '.join(f'{_quoted(name)} = {_number(value)}' for name, value in leg.weights)} }}"
    if leg.base_on is not None:
        yield f"base_on = {leg.base_on.isoformat()}"
    if not leg.base_weighted:
        yield "base_weighted = false"
    if leg.rates:
        told = (
            f'{_quoted(one.name)} = {{ value = {_number(one.value_micro)}, unit = "{one.unit}" }}' for one in leg.rates
        )
        yield f"rates = {{ {', '.join(told)} }}"
    if leg.day_basis is not None:
        yield f'day_basis = "{leg.day_basis}"'


def _tiers(leg: Leg) -> Iterator[str]:
    if leg.tiers is not None:
        yield f'counted = "{leg.tiers.counted}"'
        if leg.tiers.ends is not Ends.FROM:
            yield f'ends = "{leg.tiers.ends}"'
        yield f"tiers = [{', '.join(_tier(one) for one in leg.tiers.rows)}]"


def _tier(tier: Tier) -> str:
    ends = '""' if tier.to_micro is None else _number(tier.to_micro)
    besides = f", {_money(tier.sum_fen)}" if tier.sum_fen else ""
    return f"[{_number(tier.from_micro)}, {ends}, {_number(tier.rate_micro)}{besides}]"


def _score(scheme: Scheme) -> Iterator[str]:
    yield "\n[score]"
    yield f"extra_most = {_number(scheme.score.extra_most_micro)}"
    grades = ", ".join(f"[{_number(least)}, {_quoted(name)}]" for least, name in scheme.score.grades)
    yield f"grades = [{grades}]"


def _pay(scheme: Scheme) -> Iterator[str]:
    pay = scheme.pay
    yield "\n[pay]"
    yield f"draw = {_money(pay.draw_fen)}"
    if pay.cap_fen is not None:
        yield f"cap = {_money(pay.cap_fen)}"
    yield f"carry_forward = {_yes(pay.carry_forward)}"
    yield f"carry_months = {pay.carry_months}"
    for key, micro in (("base_part", pay.base_part_micro), ("bonus_most", pay.bonus_most_micro)):
        if micro is not None:
            yield f"{key} = {_number(micro)}"
    yield f"guaranteed = {_money(pay.guaranteed_fen)}"
    yield f"guaranteed_months = {pay.guaranteed_months}"


def _rest(scheme: Scheme) -> Iterator[str]:
    if scheme.deferral is not None:
        yield "\n[deferral]"
        yield f"part = {_number(scheme.deferral.part_micro)}"
        yield f"years = {scheme.deferral.years}"
        if scheme.deferral.parts:
            yield f"parts = {_list([plain(one) for one in scheme.deferral.parts])}"
        if scheme.deferral.conditions:
            yield f"conditions = {_quoted(scheme.deferral.conditions)}"
    if scheme.pool is not None:
        yield "\n[pool]"
        yield f"moved_most = {_number(scheme.pool.moved_most_micro)}"
