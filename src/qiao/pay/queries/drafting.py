"""A run's lines as they would be: whoever of the unit has pay, a part due, a release, a difference, a correction."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Self

from qiao.appraisal.rules.scheme.pool import second
from qiao.appraisal.rules.scheme.scheme import Deferral
from qiao.duty.queries.exits import exit_days, final_pay
from qiao.ground.money import FEN_A_YUAN
from qiao.ground.refusals import Refusal
from qiao.ground.saying import kept_facts
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.pay.models import DeferredPart, PayCarry, PayCorrection, RecoveryCase
from qiao.pay.queries import inputs, ledger
from qiao.pay.queries.taking import Taken, closes_of, people_of
from qiao.pay.queries.valuing import Valued, plan_bonuses, trouble, valued
from qiao.pay.rules import parameters
from qiao.pay.rules.deferral import BAR_WORDS, Barred
from qiao.pay.rules.periods import RunPeriod
from qiao.pay.rules.raw_carry import used_up
from qiao.pay.rules.steps import PayInput, PayLineSum, Step, StepKind, reckoned
from qiao.pay.rules.valued import Valuer, plain_of
from qiao.people.queries.staff import orgs_below, staff_by_id

PPM_A_BP = 100
DAY = timedelta(days=1)
MOVING = frozenset(
    {
        *(StepKind.DUE, StepKind.CORRECTION, StepKind.RETURNED, StepKind.RECOVERED),
        *(StepKind.HELD, StepKind.RELEASED),
    }
)
"""Steps whose key names a row of a ledger that another run may move meanwhile."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A person's line before it is written."""

    staff_id: str
    name: str
    org_id: str
    post: str
    months: tuple[str, ...]
    scheme: str
    sum: PayLineSum
    raw_taken: tuple[tuple[int, int], ...]
    raw_carried_fen: int
    carry_months: int
    facts: dict[str, Any]
    said: tuple[dict[str, Any], ...]
    barred: tuple[dict[str, Any], ...]


@dataclass(slots=True)
class Drafts:
    """A run so far: its lines, whoever could not be reckoned, a digest of the ledgers it was reckoned from."""

    lines: list[Draft] = field(default_factory=list)
    troubles: list[dict[str, Any]] = field(default_factory=list)
    sources: str = ""


def drafted(period: RunPeriod, *, unit: str, pay_day: date, moved: Mapping[str, Mapping[str, int]], run: int) -> Drafts:
    """The lines of a run; `moved` are the branches' own distributions, `run` the one that is written anew."""
    closes, units = closes_of(period), orgs_below(unit)
    people = people_of(period, unit=unit, closes=closes, but=run)
    due = _due(units, pay_day=pay_day)
    known = {one.staff_id: one for one in people}
    known |= {key: one for key, one in _beside(due, units=units).items() if key not in known}
    books = inputs.books_of(known, months=period.months, on=pay_day)
    raw = {key: sum(one.fen for one in rows) for key, rows in books.raw_carried.items()}
    schemed = valued(people, period=period, raw_carried=raw)
    bonuses = plan_bonuses(closes, months=period.months)
    found = Drafts(troubles=list(schemed.troubles))
    troubled = {one["staff_id"] for one in schemed.troubles}
    waiting = _waiting(known, period=period)
    earned: dict[str, list[Step]] = {}
    for key, one in sorted(known.items()):
        steps = inputs.earned_steps(one, schemed.valuers.get(key), bonuses=bonuses)
        if key in waiting and any(step.fen for step in steps):
            found.troubles.append(trouble(one, waiting[key]))
        is_left = key in waiting or key in troubled
        known[key] = replace(one, months=(), schemes=()) if is_left else one
        earned[key] = [] if is_left else steps
    _move(earned, known, moved=moved, schemed=schemed)
    terms = _Terms(pay_day, books, schemed, due, _House.on(pay_day, last=period.period.until - DAY))
    lines = [_draft(known[key], earned[key], terms) for key in sorted(known)]
    found.lines = [one for one in lines if one.sum.steps or one.barred]
    found.sources = sources_of(found.lines)
    return found


@dataclass(frozen=True, slots=True)
class _House:
    """What the house says where a scheme says nothing, read once a run; parts in ten-thousandths."""

    deferred_bp: Mapping[str, int]  # by post
    deferred_years: int
    carry_months: int
    set_off_most_bp: int

    @classmethod
    def on(cls, pay_day: date, *, last: date) -> Self:
        """Deferral as of the period's last day, the rest as of the day of pay."""
        return cls(
            deferred_bp=office.parameter_table(parameters.DEFERRED_PART.name, on=last),
            deferred_years=office.parameter(parameters.DEFERRED_YEARS.name, on=last),
            carry_months=office.parameter(parameters.CARRY_MONTHS.name, on=pay_day),
            set_off_most_bp=office.parameter(parameters.SET_OFF_PART.name, on=pay_day),
        )


@dataclass(frozen=True, slots=True)
class _Terms:
    pay_day: date
    books: inputs.Books
    schemed: Valued
    due: Mapping[str, Sequence[DeferredPart]]
    house: _House


def _due(units: Collection[str], *, pay_day: date) -> dict[str, list[DeferredPart]]:
    found: dict[str, list[DeferredPart]] = {}
    for part in ledger.due_parts(org_ids=units, on=pay_day):
        found.setdefault(part.staff_id, []).append(part)
    return found


def _beside(due: Mapping[str, Sequence[DeferredPart]], *, units: Collection[str]) -> dict[str, Taken]:
    """Whoever has something to come though no month is paid: parts due, corrections, releases; who left, too."""
    corrected = PayCorrection.objects.filter(taken_in=None, taken_back_at=None)
    places = {key: parts[0].org_id for key, parts in due.items()}
    places |= dict(corrected.values_list("staff_id", "org_id"))
    places |= dict(inputs.withheld_people(units))
    names, sought = staff_by_id(places), set(units)
    return {
        key: Taken(key, names[key].name if key in names else key, org, names[key].post if key in names else "", (), ())
        for key, org in places.items()
        if org in sought
    }


def _waiting(known: Mapping[str, Taken], *, period: RunPeriod) -> dict[str, Refusal]:
    """Whose final pay waits for the exit, and the refusal that says so."""
    leavers = {*exit_days(list(known)), *(key for key, one in staff_by_id(known).items() if one.left_on is not None)}
    words = _("The final pay waits: the exit after %(day)s is not closed.")
    found = {key: final_pay(key, until=period.period.until) for key in sorted(leavers) if known[key].months}
    return {
        key: Refusal("pay.exit", words, day=one.last_day.isoformat()) for key, one in found.items() if one is not None
    }


def _move(
    earned: dict[str, list[Step]],
    known: Mapping[str, Taken],
    *,
    moved: Mapping[str, Mapping[str, int]],
    schemed: Valued,
) -> None:
    """Let each branch's own distribution move what its people earned: the same people and sum, within the bound."""
    for unit, wished in sorted(moved.items()):
        first = first_of(earned, known, unit=unit)
        bounds = [
            scheme.pool.moved_most_micro
            for key in first
            if key in schemed.valuers
            for scheme in schemed.valuers[key].schemes
            if scheme.pool is not None
        ]
        kept = second(first, wished=wished, moved_most_micro=min(bounds, default=0))
        for key, fen in kept.items():
            earned[key].append(Step(StepKind.MOVED, fen - first[key], unit))


def first_of(earned: Mapping[str, Sequence[Step]], known: Mapping[str, Taken], *, unit: str) -> dict[str, int]:
    """What the people of a unit and below it earned, fen, those below zero left out."""
    units = set(orgs_below(unit))
    sums = {key: sum(one.fen for one in steps) for key, steps in earned.items() if known[key].org_id in units}
    return {key: fen for key, fen in sums.items() if fen > 0}


def _draft(person: Taken, earned: Sequence[Step], terms: _Terms) -> Draft:
    key, books = person.staff_id, terms.books
    valuer = terms.schemed.valuers.get(key) if person.months else None
    paid, barred = _parts(terms.due.get(key, ()), on=terms.pay_day)
    variable = [
        *earned,
        *inputs.held_steps(person, valuer, books),
        *inputs.difference_steps(person, valuer, books),
        *inputs.correction_steps(person, books),
    ]
    given = PayInput(
        variable=tuple(one for one in variable if one.fen),
        due=tuple(Step(StepKind.DUE, part.left_fen, str(part.pk)) for part in paid),
        returned=tuple(inputs.returned_steps(person, books)),
        carried=tuple(books.carried.get(key, ())),
        recoveries=tuple(books.recoveries.get(key, ())),
        deferral=_deferral(person, valuer, house=terms.house),
        set_off_most_bp=terms.house.set_off_most_bp,
    )
    raw_taken, raw_carried = _raw(valuer, books.raw_carried.get(key, ()))
    return Draft(
        staff_id=key,
        name=person.name,
        org_id=person.org_id,
        post=person.post,
        months=person.months,
        scheme=person.codes if valuer is not None else "",
        sum=reckoned(given, on=terms.pay_day),
        raw_taken=raw_taken,
        raw_carried_fen=raw_carried,
        carry_months=_carry_months(valuer, house=terms.house),
        facts=plain_of(valuer.facts) if valuer is not None else {},
        said=tuple(_said(valuer)),
        barred=tuple(_barred(part, bars) for part, bars in barred),
    )


def _parts(
    parts: Sequence[DeferredPart], *, on: date
) -> tuple[list[DeferredPart], list[tuple[DeferredPart, tuple[Barred, ...]]]]:
    """The due parts that are paid, and those kept back with all reasons."""
    looked = ledger.bars_on(parts, on=on)
    return [part for part, bars in looked if not bars], [(part, bars) for part, bars in looked if bars]


def _barred(part: DeferredPart, bars: Iterable[Barred]) -> dict[str, Any]:
    told = [{"words": str(BAR_WORDS[one.bar]), "facts": dict(one.facts)} for one in bars]
    return {"part": part.pk, "due": part.due.isoformat(), "fen": part.left_fen, "bars": told}


def _deferral(person: Taken, valuer: Valuer | None, *, house: _House) -> Deferral | None:
    """The newest scheme's, else the house's by post."""
    if valuer is not None:
        return valuer.schemes[-1].deferral
    part = house.deferred_bp.get(person.post, 0)
    return Deferral(part * PPM_A_BP, house.deferred_years) if part else None


def _carry_months(valuer: Valuer | None, *, house: _House) -> int:
    """For how long what is below zero is carried on: as the scheme says, else the house."""
    own = valuer.schemes[-1].pay.carry_months if valuer is not None else 0
    return own or house.carry_months


def _raw(valuer: Valuer | None, carried: Sequence[Any]) -> tuple[tuple[tuple[int, int], ...], int]:
    """What of the sums carried within the scheme's formula was taken up, and what is newly carried."""
    if valuer is None or not valuer.schemes[-1].pay.carry_forward:
        return (), 0
    raw_fen = sum(one.carried_fen if one.raw < 0 else int(one.raw * FEN_A_YUAN) for one in valuer.outcomes())
    return used_up(carried, raw_fen=raw_fen, carried_fen=valuer.facts.carried_fen)


def _said(valuer: Valuer | None) -> Iterable[dict[str, Any]]:
    """The scheme's own steps as plain JSON, to be said in any language."""
    for outcome in valuer.outcomes() if valuer is not None else ():
        told = [
            *((leg.leg.name, one) for leg in outcome.legs for one in leg.steps),
            *((each.indicator.name, one) for each in outcome.indicators for one in each.steps),
            *((gate.gate.name, gate.step) for gate in outcome.gates),
            *(("", one) for one in outcome.steps),
        ]
        for name, one in told:
            yield {"of": str(name), "words": str(one.words), "facts": kept_facts(one.facts)}


def sources_of(lines: Iterable[Draft]) -> str:
    """A digest of the ledgers' rows that lines were reckoned from, as they stand now."""
    steps = [(line.staff_id, step) for line in lines for step in line.sum.steps]
    taken = [number for line in lines for number, _fen in (*line.sum.taken_up, *line.raw_taken)]
    return standing_of([(step.kind.value, step.key) for _staff, step in steps], carries=taken)


def standing_of(keys: Collection[tuple[str, str]], *, carries: Collection[int]) -> str:
    """The same by kind and key of the steps: parts, corrections, recoveries, what lines withhold, carried sums."""
    numbers: dict[str, set[int]] = {}
    for kind, key in keys:
        if key and kind in MOVING:
            numbers.setdefault(kind, set()).add(int(key))
    parts = DeferredPart.objects.filter(pk__in=numbers.get(StepKind.DUE, ())).order_by("id")
    corrected = {number for kind in (StepKind.CORRECTION, StepKind.RETURNED) for number in numbers.get(kind, ())}
    corrections = PayCorrection.objects.filter(pk__in=corrected).order_by("id")
    cases = RecoveryCase.objects.filter(pk__in=numbers.get(StepKind.RECOVERED, ())).order_by("id")
    lines = {number for kind in (StepKind.HELD, StepKind.RELEASED) for number in numbers.get(kind, ())}
    content = [
        [list(row) for row in parts.values_list("pk", "left_fen", "state")],
        [[row.pk, row.taken_in_id, row.taken_back_at is not None] for row in corrections],
        [list(row) for row in cases.values_list("pk", "open_fen", "state")],
        [list(row) for row in inputs.withheld_in(lines)],
        [list(row) for row in PayCarry.objects.filter(pk__in=carries).order_by("id").values_list("pk", "left_fen")],
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
