"""Which settlements there are, and where their tables lie."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from pathlib import Path

from django.db.models import Max

from qiao.contribution.models import Run
from qiao.ground import home
from qiao.ground.once import once
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

__all__ = (
    "RUNS_FOLDER",
    "Run",
    "chosen_run",
    "covered_days",
    "folder_of",
    "latest_run",
    "months",
    "newest_run",
    "newest_runs",
    "run_of",
    "runs",
    "serving_period",
    "settled_until",
    "took_hold",
)
RUNS_FOLDER = "runs"
RUNS_MOST = 200
BULKY = ("plan_text", "counts", "totals", "unclaimed", "steps", "warnings")


def runs(*, month: str | None = None, most: int = RUNS_MOST) -> list[Run]:
    """The newest settlements first, at most 200."""
    rows = Run.objects.filter(month=month) if month else Run.objects.all()
    return list(rows.select_related("book_version").order_by("-id")[: min(most, RUNS_MOST)])


@once
def months() -> list[str]:
    """The months that have been settled, newest first."""
    return list(Run.objects.order_by("-month").values_list("month", flat=True).distinct()[:RUNS_MOST])


@once
def latest_run(month: str) -> Run | None:
    """The newest settlement of a month, or None."""
    return Run.objects.filter(month=month).select_related("book_version").order_by("-id").first()


@once
def newest_run() -> Run | None:
    """The newest settlement of the newest month, or None before the first."""
    return Run.objects.select_related("book_version").order_by("-month", "-id").first()


def settled_until() -> date | None:
    """The first day that no settlement has counted, the newest settled month's end; None before the first."""
    run = newest_run()
    return run.until if run is not None else None


def newest_runs(wanted: Collection[str]) -> dict[str, Run]:
    """The newest settlement of each of these months that has one, in one statement; bulky texts are left."""
    newest = Run.objects.filter(month__in=list(wanted)[:RUNS_MOST]).values("month").annotate(newest=Max("id"))
    rows = Run.objects.filter(pk__in=newest.values("newest")).select_related("book_version")
    return {run.month: run for run in rows.defer(*BULKY)}


def chosen_run(month: str, run_id: int | None = None) -> Run:
    """The run named, else the newest of the month; a refusal where there is none."""
    run = latest_run(month) if run_id is None else Run.objects.filter(pk=run_id, month=month).first()
    if run is None and run_id is not None:
        raise Refusal(
            "run.unknown", _("There is no run %(run)s of %(month)s; `qiao runs` lists them."), run=run_id, month=month
        )
    if run is None:
        raise Refusal(
            "run.none", _("%(month)s has not been settled yet; run `qiao settle %(month)s` first."), month=month
        )
    return run


def serving_period(run: Run | None, *, on: date) -> Period:
    """The days on which serving a customer opens what is shown of it: from the shown month's first day to `on`.

    Who follows sees the months before; who has handed over sees no month after. At least to the newest settled month's
    end, should that lie ahead; without a month just `on`.
    """
    ahead = on + timedelta(days=1)
    if run is None:
        return Period(on, ahead)
    newest = newest_run()
    return Period(run.since, max(ahead, run.until, newest.until if newest else run.until))


def run_of(run_id: int) -> Run | None:
    """One settlement by its number, or None."""
    return Run.objects.select_related("book_version").filter(pk=run_id).first()


def folder_of(run: Run) -> Path:
    """The folder that holds a run's tables and its snapshot of the masters."""
    return home.home() / RUNS_FOLDER / run.folder


def took_hold(token: str) -> bool:
    """Whether the job with this token became a run."""
    return Run.objects.filter(folder=token).exists()


def covered_days(stretches: Sequence[Period], period: Period) -> int:
    """How many days of a period the extracts' periods cover together."""
    covered: set[int] = set()
    for stretch in stretches:
        first, last = max(stretch.since_day, period.since_day), min(stretch.until_day, period.until_day)
        covered.update(range(first, last))
    return len(covered)
