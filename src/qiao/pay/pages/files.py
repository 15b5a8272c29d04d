"""The two files of a run that stands: for payroll, and for finance."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.exports import export
from qiao.pay.queries import exports, runs
from qiao.pay.queries.runs import PayRun
from qiao.pay.rules.states import STANDING_RUN, RunState

FILES = "pay.files"


def payroll(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """By person, with the fields income tax needs; what is deducted is payroll's."""
    run, person = _run(request, number), person_of(request)
    facts = {_("Run no."): run.pk, _("Period"): run.name, _("Digest"): run.payroll_digest or run.digest}
    rows = exports.payroll_rows(run)
    return export(person, exports.payroll_heads(), rows, name=f"payroll-{run.name}-{run.pk}", form=form, facts=facts)


def accrual(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """By unit: what the period costs, what is paid of it now, and what in which year."""
    run, person = _run(request, number), person_of(request)
    rows = exports.accrual_of(run)
    facts = {_("Run no."): run.pk, _("Period"): run.name, _("Digest"): run.digest}
    heads, cells = exports.accrual_heads(rows), exports.accrual_rows(run, rows)
    return export(person, heads, cells, name=f"accrual-{run.name}-{run.pk}", form=form, facts=facts)


def _run(request: HttpRequest, number: int) -> PayRun:
    person = person_of(request)
    require(person, FILES)
    run = runs.run_of(number)
    if run is None or RunState(run.state) not in STANDING_RUN or not runs.sees_whole(person, run, on=clock.today()):
        raise Http404
    return run
