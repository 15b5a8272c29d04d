"""Closing a month, and reopening it by a request that a second person decides."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from qiao.appraisal.models import ClosedMonth, LateMonth
from qiao.appraisal.queries import closing as queries
from qiao.appraisal.queries.plans import plan_of
from qiao.appraisal.queries.running import people_in
from qiao.appraisal.rules.closing import check_close, check_open, check_reopen
from qiao.appraisal.rules.deltas import people_digest
from qiao.appraisal.rules.late import PENDING, LateState
from qiao.contribution.actions import recasting
from qiao.contribution.queries.runs import Run, folder_of, latest_run
from qiao.contribution.rules.rows import added, hexadecimal
from qiao.engine.sessions import duckdb_session
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish

KIND = "reopen"
CLOSE = "month.close"
STALE_WORDS = {
    "plan": _("the plan in force"),
    "book": _("the book"),
    "assignment": _("who serves whom"),
    "staff": _("last days in the post"),
    "product": _("products"),
}


def close(month: str, *, asker: User | None, actor: str) -> ClosedMonth:
    """Close a month on its newest settlement; asker None = the operator of the machine."""
    if asker is not None:
        require(asker, CLOSE)
    check_close(month, queries.standing())
    run = latest_run(month)
    assert run is not None, month
    return close_on(run, digest=digest_in(folder_of(run)), asker=asker, actor=actor)


def digest_in(folder: Path) -> str:
    """The digest of a settlement's rows and people's months: what a running book begins with, or has to come to."""
    with tempfile.TemporaryDirectory() as spill, duckdb_session(Path(spill)) as local:
        rows = recasting.digest_of(local, folder / "account_credit.parquet")
    return hexadecimal(added(rows, people_digest(people_in(folder))))


@recorded
def close_on(run: Run, *, digest: str, asker: User | None, actor: str) -> ClosedMonth:
    """Close a month on a settlement, whose inputs have to be what they are today as far as they bear on it."""
    if asker is not None:
        require(asker, CLOSE)
    check_close(run.month, queries.standing())
    newest = latest_run(run.month)
    found = queries.stale(run) if newest == run else ["book"]
    if found:
        raise Refusal(
            "month.stale",
            _("%(what)s changed since %(month)s was settled; settle it again, then close it."),
            month=run.month,
            what=", ".join(gettext(STALE_WORDS[one]) for one in found),
        )
    period, plan = Period(run.since, run.until), plan_of(run)
    made = ClosedMonth.objects.create(
        month=run.month,
        run=run,
        after_event=queries.newest_event(),
        barred={} if plan.credits_barred else queries.barred_then(period),
        digest=digest,
        closed_at=clock.now(),
        actor=actor,
    )
    note(f"month {run.month}", new={"closed_on": run.pk, "result": run.result_hash, "digest": digest})
    return made


def check_settle(month: str) -> None:
    """Refuse to settle a closed month; asked before the work, and again where it would take hold."""
    check_open(month, queries.standing().closed)


def propose_reopen(month: str, *, reason: str, actor: User) -> Approval:
    """Ask a second person to reopen a month."""
    _check_reopen(month)
    return office.ask(KIND, month, wish={"month": month}, reason=reason, on=clock.today(), actor=actor)


def _check_reopen(month: str) -> None:
    check_reopen(month, queries.standing(), deltas=queries.deltas_for(month), paid=queries.sources.paid(month))


def called(subject: str) -> str:
    """The month."""
    return subject


def standing(subject: str, _wish: Wish) -> Any:
    """How the month is closed."""
    found = queries.close_of(subject)
    return {"close": found.pk if found else None}


def changes(subject: str, _wish: Wish, _before: Any) -> Sequence[Change]:
    """The month is open again."""
    return [Change(subject, gettext("closed"), gettext("open"))]


def carry_out(order: Order) -> None:
    """Reopen the month, judged anew."""
    reopen(order.subject, request=order.number, reason=order.reason, actor=order.actor)


@recorded
def reopen(month: str, *, request: int, reason: str, actor: User) -> ClosedMonth:
    """Open a month again, as a request was approved to; what waited for it is settled with it."""
    _check_reopen(month)
    found = ClosedMonth.objects.get(month=month, reopened_at=None)
    found.reopened_at, found.reopened_by, found.approval_id = clock.now(), actor.username, request
    found.save(update_fields=["reopened_at", "reopened_by", "approval_id"])
    LateMonth.objects.filter(close=found, state__in=PENDING).update(state=LateState.REOPENED)
    note(f"month {month}", old={"closed_on": found.run_id}, new={"reopened": True, "request": request}, reason=reason)
    return found


REOPEN_KIND = Kind(
    KIND,
    _("reopening of a month"),
    ask_verb="month.reopen",
    decide_verb="month.reopen",
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    heads=(_("Stands"), _("Wished")),
)
