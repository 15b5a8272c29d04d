"""What a person's line is reckoned from: pay earned, held or released, differences, what is carried and owed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from qiao.appraisal.queries import deltas, holds
from qiao.appraisal.queries.holds import Held
from qiao.appraisal.queries.schemes import known_plans, peers_least_on
from qiao.appraisal.rules.gaming.held import HeldMeasure
from qiao.ground.portions import portions
from qiao.pay.models import PaidMonth, PayCarry, PayCorrection, PayLine, PayStep, RecoveryCase
from qiao.pay.queries.taking import DAY, Taken, schemes_over
from qiao.pay.rules.states import STANDING_RUN, CaseState
from qiao.pay.rules.steps import CarriedSum, OpenRecovery, Origin, Step, StepKind, left_out, withheld_now
from qiao.pay.rules.valued import Valuer, by_difference, facts_of, held_fen_of, together

IDS_A_STATEMENT = 500
OF_ONE_MOST = 500
PEOPLE_MOST = 20_000
STANDING = sorted(one.value for one in STANDING_RUN)
LATER = [StepKind.HELD.value, StepKind.RELEASED.value]
HeldSums = Mapping[HeldMeasure, int]


@dataclass(slots=True)
class Books:
    """What of the ledgers concerns the people of a run, by person, as read so far."""

    held: dict[tuple[str, str], Held] = field(default_factory=dict)  # by month and person
    paid_lines: dict[str, list[PayLine]] = field(default_factory=dict)
    withheld: dict[int, int] = field(default_factory=dict)  # by line, fen still left out of it
    differences: dict[str, list[deltas.DeltaBonus]] = field(default_factory=dict)
    carried: dict[str, list[CarriedSum]] = field(default_factory=dict)
    raw_carried: dict[str, list[CarriedSum]] = field(default_factory=dict)
    corrections: dict[str, list[PayCorrection]] = field(default_factory=dict)
    recoveries: dict[str, list[OpenRecovery]] = field(default_factory=dict)
    valuers: dict[int, Valuer] = field(default_factory=dict)  # by line


def books_of(staff_ids: Collection[str], *, months: Sequence[str], on: date) -> Books:
    """The ledgers of these people as they stand."""
    found = Books()
    for part in portions(sorted(staff_ids), IDS_A_STATEMENT):
        for one in deltas.DeltaBonus.objects.filter(in_month__in=months, staff_id__in=part).order_by("id"):
            found.differences.setdefault(one.staff_id, []).append(one)
        _lines(found, part)
        for carry in PayCarry.objects.filter(staff_id__in=part, left_fen__lt=0, until__gt=on).order_by("id"):
            into = found.raw_carried if carry.of_raw else found.carried
            into.setdefault(carry.staff_id, []).append(CarriedSum(carry.pk, carry.left_fen, carry.until))
        open_corrections = PayCorrection.objects.filter(taken_in=None, taken_back_at=None)
        for row in open_corrections.filter(staff_id__in=part).order_by("id"):
            found.corrections.setdefault(row.staff_id, []).append(row)
        agreed = RecoveryCase.objects.filter(state=CaseState.AGREED.value, open_fen__gt=0)
        for case in agreed.filter(staff_id__in=part).order_by("id"):
            found.recoveries.setdefault(case.staff_id, []).append(OpenRecovery(case.pk, case.open_fen))
        earlier = {month for one in part for line in found.paid_lines.get(one, ()) for month in line.months}
        found.held |= holds.held(sorted({*months, *earlier}), part)
    return found


def _lines(found: Books, staff_ids: Sequence[str]) -> None:
    """The standing lines of these people that a hold or a difference concerns, and what each still leaves out."""
    later = _moved_later(staff_ids)
    concerned = holds.held_months(staff_ids)
    concerned |= {(key, one.for_month) for key in staff_ids for one in found.differences.get(key, ())}
    paid = PaidMonth.objects.filter(staff_id__in=staff_ids, month__in={month for _staff, month in concerned})
    told = paid.order_by().values_list("run_id", "staff_id", "month")
    pairs = {(run, staff_id) for run, staff_id, month in told if (staff_id, month) in concerned}
    rows = PayLine.objects.filter(staff_id__in=staff_ids, run__state__in=STANDING)
    rows = rows.filter(Q(held_fen__gt=0) | Q(pk__in=later) | Q(run__in={run for run, _staff in pairs}))
    for line in rows.defer("facts", "said", "barred").order_by("id"):
        withheld = left_out(line.held_fen, moved_fen=later.get(line.pk, 0))
        if withheld or (line.run_id, line.staff_id) in pairs:
            found.paid_lines.setdefault(line.staff_id, []).append(line)
            found.withheld[line.pk] = withheld


def _moved_later(staff_ids: Sequence[str]) -> dict[int, int]:
    """By earlier line what standing runs released of it (above 0) or held of it (below 0) since; fen."""
    rows = PayStep.objects.filter(kind__in=LATER, line__staff_id__in=staff_ids, line__run__state__in=STANDING)
    found: dict[int, int] = {}
    for key, fen in rows.exclude(key="").values_list("key", "fen"):
        found[int(key)] = found.get(int(key), 0) + fen
    return found


def withheld_in(line_ids: Collection[int]) -> list[tuple[int, int]]:
    """What each of these lines still leaves out for holds, by line; fen."""
    rows = PayLine.objects.filter(pk__in=line_ids).order_by("id").values_list("pk", "staff_id", "held_fen")
    lines = list(rows)
    later = _moved_later(sorted({staff_id for _pk, staff_id, _fen in lines}))
    return [(pk, left_out(held_fen, moved_fen=later.get(pk, 0))) for pk, _staff_id, held_fen in lines]


def earned_steps(person: Taken, valuer: Valuer | None, *, bonuses: Mapping[tuple[str, str], int]) -> list[Step]:
    """What the scheme gives, or the plan's paid bonus month by month."""
    if valuer is not None:
        return [Step(StepKind.EARNED, valuer.variable_fen(), person.codes)]
    return [Step(StepKind.EARNED, bonuses.get((person.staff_id, month), 0), month) for month in person.months]


def held_steps(person: Taken, valuer: Valuer | None, books: Books) -> list[Step]:
    """What holds leave out of the months now paid, and what of earlier months is released or taken since."""
    own = [books.held[month, person.staff_id] for month in person.months if (month, person.staff_id) in books.held]
    steps = [Step(StepKind.HELD, -_meant(own, valuer)[0])]
    for line in books.paid_lines.get(person.staff_id, ()):
        now = [books.held[month, person.staff_id] for month in line.months if (month, person.staff_id) in books.held]
        withheld = books.withheld[line.pk]
        if not now and not withheld:
            continue
        held_fen, confirmed_fen = _meant(now, valuer_of(line, books))
        change = withheld - withheld_now(withheld, held_fen=held_fen, confirmed_fen=confirmed_fen)
        kind = StepKind.RELEASED if change > 0 else StepKind.HELD
        steps.append(Step(kind, change, str(line.pk)))
    return steps


def _meant(held: Sequence[Held], valuer: Valuer | None) -> tuple[int, int]:
    """What holds mean in fen: all of them, and those confirmed."""
    if valuer is None:
        return sum(one.bonus_fen for one in held), sum(one.confirmed_fen for one in held)
    sums = _added(one.sums for one in held)
    whole = held_fen_of(valuer, sums)
    confirmed = all(one.confirmed_fen == one.bonus_fen for one in held)
    return whole, whole if confirmed else 0


def _added(sums: Iterable[HeldSums]) -> dict[HeldMeasure, int]:
    found: dict[HeldMeasure, int] = {}
    for one in sums:
        for measure, micro in one.items():
            found[measure] = found.get(measure, 0) + micro
    return found


def valuer_of(line: PayLine, books: Books) -> Valuer | None:
    """How a line's scheme valued it; None where the plan did. Of each line found once."""
    if not line.scheme:
        return None
    if line.pk not in books.valuers:
        facts = facts_of(line.staff_id, line.facts)
        known = {one.code: one for one in schemes_over(facts.period)}
        schemes = tuple(known[code] for code in line.scheme.split(",") if code in known)
        books.valuers[line.pk] = Valuer(schemes, facts, known_plans(), peers_least_on(facts.period.until - DAY))
    return books.valuers[line.pk]


def difference_steps(person: Taken, valuer: Valuer | None, books: Books) -> list[Step]:
    """The differences booked in the months now paid: by the scheme the earlier month was paid by, else by the plan."""
    found = []
    lines = books.paid_lines.get(person.staff_id, [])
    moved: dict[int, list[dict[str, int]]] = {}
    for one in books.differences.get(person.staff_id, ()):
        if one.in_month not in person.months:
            continue  # it is paid with that month, and once
        line = next((row for row in lines if one.for_month in row.months), None)
        value = valuer if one.for_month in person.months else valuer_of(line, books) if line is not None else None
        if value is None:
            fen = one.difference_fen
        else:
            place = line.pk if line is not None else 0
            so_far = moved.setdefault(place, _earlier(one, place=line))
            before = value.variable_fen(together(so_far))
            so_far.append(by_difference(one.before, one.after))
            fen = value.variable_fen(together(so_far)) - before
        found.append(Step(StepKind.DIFFERENCE, fen, str(one.pk)))
    return found


def _earlier(one: deltas.DeltaBonus, *, place: PayLine | None) -> list[dict[str, int]]:
    """What was booked for the line's months before this difference, and so was paid before it."""
    months = place.months if place is not None else [one.for_month]
    rows = deltas.DeltaBonus.objects.filter(staff_id=one.staff_id, for_month__in=months, pk__lt=one.pk)
    return [by_difference(row.before, row.after) for row in rows.order_by("id")[:OF_ONE_MOST]]


def correction_steps(person: Taken, books: Books) -> list[Step]:
    """Corrections of variable pay that wait for this run."""
    return [
        Step(StepKind.CORRECTION, row.fen, str(row.pk), row.reason)
        for row in books.corrections.get(person.staff_id, ())
        if row.origin != Origin.RECOVERY
    ]


def returned_steps(person: Taken, books: Books) -> list[Step]:
    """What recoveries took that were undone: paid back whole, as it was deferred and taxed once already."""
    return [
        Step(StepKind.RETURNED, row.fen, str(row.pk), row.reason)
        for row in books.corrections.get(person.staff_id, ())
        if row.origin == Origin.RECOVERY
    ]


def paid_from(month: str) -> str:
    """How a month was paid from: the run that names it, approved or paid; '' where none does."""
    row = PaidMonth.objects.filter(month=month, run__state__in=STANDING).select_related("run").order_by("id").first()
    return f"{row.run.name} · {row.run_id}" if row is not None else ""


def withheld_people(units: Collection[str]) -> list[tuple[str, str]]:
    """People of these units with a standing line that left something out for holds, by person; at most 20,000."""
    rows = PayLine.objects.filter(run__state__in=STANDING, held_fen__gt=0, org_id__in=units)
    return list(rows.order_by("id").values_list("staff_id", "org_id")[:PEOPLE_MOST])
