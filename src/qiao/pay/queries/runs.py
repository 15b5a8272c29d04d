"""Reads of pay runs: lists, one run with its lines, one person's lines, and whether somebody may look."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet, Sum

from qiao.ground.authority import Scope, may, scope_of
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.pay.models import PayCorrection, PayDistribution, PayLine, PayRun, PayStep
from qiao.pay.rules.states import STANDING_RUN, RunState
from qiao.pay.rules.steps import Origin
from qiao.people.queries.staff import orgs_above, visible_orgs, visible_staff

__all__ = (
    "PayCorrection",
    "PayDistribution",
    "PayLine",
    "PayRun",
    "PayStep",
    "corrections_of",
    "distributions_of",
    "line_of",
    "lines_in",
    "lines_of",
    "open_runs",
    "own_lines",
    "run_of",
    "runs_in",
    "sees_line",
    "sees_run",
    "sees_whole",
    "steps_of",
    "sums_by_kind",
)
STEPS_MOST = 5_000
SUMS_MOST = 220_000
OF_ONE_MOST = 500
LARGEST = 2**63
STANDING = sorted(one.value for one in STANDING_RUN)
SEE = "pay.see"


def run_of(number: int) -> PayRun | None:
    """One run."""
    return PayRun.objects.select_related("approval").filter(pk=number).first() if number < LARGEST else None


def known_run(number: int) -> PayRun:
    """One run; an unknown number is refused."""
    found = run_of(number)
    if found is None:
        raise Refusal("pay.unknown", _("There is no pay run no. %(number)s."), number=str(number)[:20])
    return found


def runs_in(scope: Scope, *, state: str = "", rhythm: str = "") -> "QuerySet[PayRun]":
    """The runs with a person whom the scope sees, the newest first; the caller cuts it."""
    rows = PayRun.objects.all()
    if not scope.everything:
        seen = visible_staff(scope).values("staff_id")
        rows = rows.filter(
            Q(unit__in=scope.org_ids) | Q(pk__in=PayLine.objects.filter(staff_id__in=seen).values("run"))
        )
    wanted = {"state": state, "rhythm": rhythm}
    return rows.filter(**{name: value for name, value in wanted.items() if value}).order_by("-since", "-id")


def open_runs() -> list[PayRun]:
    """The runs that are neither paid nor dropped, the newest first; at most 500."""
    done = [RunState.PAID.value, RunState.DROPPED.value]
    return list(PayRun.objects.exclude(state__in=done).order_by("-id")[:OF_ONE_MOST])


def lines_in(
    run: PayRun,
    scope: Scope,
    *,
    reader: str,
    text: str = "",
    org_ids: Collection[str] | None = None,
    order: str = "pay",
) -> "QuerySet[PayLine]":
    """The lines of a run that a scope sees, by people's name or id and unit; the largest pay first, or by person.

    The reader's own line is left out until the run stands: nobody reads the own pay before it is decided.
    """
    rows = PayLine.objects.filter(run=run)
    if reader and run.state not in STANDING:
        rows = rows.exclude(staff_id=reader)
    if not scope.everything:
        rows = rows.filter(Q(staff_id__in=visible_staff(scope).values("staff_id")) | Q(org_id__in=scope.org_ids))
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(staff_id__icontains=text))
    if org_ids is not None:
        rows = rows.filter(org_id__in=list(org_ids))
    return rows.order_by("-pay_fen", "staff_id") if order == "pay" else rows.order_by("org_id", "staff_id")


def line_of(run: PayRun, staff_id: str) -> PayLine | None:
    """A person's line of a run."""
    return PayLine.objects.select_related("run").filter(run=run, staff_id=staff_id).first()


def lines_of(staff_id: str) -> "QuerySet[PayLine]":
    """A person's lines of runs that stand, the newest first; the caller cuts it."""
    rows = PayLine.objects.filter(staff_id=staff_id, run__state__in=STANDING).select_related("run")
    return rows.defer("facts", "said").order_by("-run__since", "-id")


def own_lines(person: User) -> list[PayLine]:
    """One's own lines of runs that stand, at most 500."""
    return list(lines_of(person.staff_id)[:OF_ONE_MOST]) if person.staff_id else []


def steps_of(line: PayLine) -> list[PayStep]:
    """A line's steps in their order, at most 5,000."""
    return list(line.steps.order_by("place")[:STEPS_MOST])


def distributions_of(run: PayRun) -> list[PayDistribution]:
    """The branches' own distributions of a run, at most 500."""
    return list(run.distributions.order_by("unit")[:OF_ONE_MOST])


def corrections_of(run: PayRun) -> list[PayCorrection]:
    """What was found wrong with a run, the newest first, at most 500."""
    return list(run.corrections.select_related("taken_in").order_by("-id")[:OF_ONE_MOST])


def corrected_fen(run: PayRun, staff_id: str) -> int:
    """By how much a run was found wrong for a person so far; what was taken back does not count; fen."""
    rows = PayCorrection.objects.filter(of_run=run, staff_id=staff_id, taken_back_at=None)
    rows = rows.exclude(origin=Origin.RECOVERY.value)
    return int(rows.aggregate(sum=Sum("fen"))["sum"] or 0)


def sees_run(person: User, run: PayRun, *, on: date) -> bool:
    """Whether somebody reads a run: by post, with at least one of its people in sight."""
    return may(person, SEE) and runs_in(scope_of(person, on=on)).filter(pk=run.pk).exists()


def sees_whole(person: User, run: PayRun, *, on: date) -> bool:
    """Whether all of a run lies in sight: who decides it has to see everybody in it."""
    scope = scope_of(person, on=on)
    if scope.everything:
        return True
    return (
        bool(scope.org_ids.intersection(orgs_above(run.unit))) and visible_orgs(scope).filter(org_id=run.unit).exists()
    )


def sees_line(person: User, line: PayLine, *, on: date) -> bool:
    """Whether somebody reads a person's pay: one's own once it stands, or by post whom one sees."""
    if person.staff_id and person.staff_id == line.staff_id:
        return line.run.state in STANDING
    seen = lines_in(line.run, scope_of(person, on=on), reader=person.staff_id)
    return may(person, SEE) and seen.filter(pk=line.pk).exists()


def sums_by_kind(run: PayRun) -> dict[tuple[int, str], int]:
    """By line and kind of step what a run's lines come to; at most 20,000 lines."""
    rows = PayStep.objects.filter(line__run=run).values_list("line_id", "kind").annotate(sum=Sum("fen")).order_by()
    return {(line, kind): int(fen) for line, kind, fen in rows[:SUMS_MOST]}
