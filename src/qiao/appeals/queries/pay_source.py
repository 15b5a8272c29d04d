"""A pay statement and a recovery of pay as figures that can be appealed, with what lies side by side."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate

from qiao.appeals.queries.sources import YUAN, Asked, Figure, Table, number_of
from qiao.ground.figures import money_text, yuan_of_fen
from qiao.ground.words import Marked
from qiao.ground.words import gettext_noop as _
from qiao.pay.queries import cases, runs
from qiao.pay.queries.cases import RecoveryCase
from qiao.pay.queries.runs import PayLine, PayRun
from qiao.pay.queries.statements import told_steps
from qiao.pay.rules.recovery import CAUSE_WORDS, Cause, taken_of
from qiao.pay.rules.states import DECIDED_CASE, DID_WORDS, STANDING_RUN, CaseState, Did, RunState
from qiao.pay.rules.steps import with_correction

STATEMENT, RECOVERY = "pay", "recovery"
SHOWN = 12


def _line(key: str, staff_id: str) -> PayLine | None:
    """A person's line of a run that stands, by the run's number."""
    run = runs.run_of(number_of(key))
    if run is None or RunState(run.state) not in STANDING_RUN:
        return None
    return runs.line_of(run, staff_id)


def _by(run: PayRun) -> set[str]:
    asked = {run.approval.asked_by, run.approval.decided_by} if run.approval is not None else set()
    return {run.reckoned_by, run.reviewed_by, run.paid_by} | asked


def statement_figure(key: str, staff_id: str) -> Figure | None:
    """What a run paid a person, with what was found wrong with it since; by whoever reckoned and approved it."""
    line = _line(key, staff_id)
    if line is None:
        return None
    run = line.run
    return Figure(
        key=key,
        staff_id=staff_id,
        words=_("Pay of %(period)s"),
        facts={"period": run.name},
        month=run.months[-1],
        unit=YUAN,
        value=with_correction(line.pay_fen, fen=runs.corrected_fen(run, staff_id)),
        barred=tuple(sorted(_by(run) - {"", staff_id})),
        address=reverse("pay_statement", args=[run.pk, staff_id]),
        marks=(run.state,),
    )


def own_statements(staff_id: str, _on: date) -> Sequence[Figure]:
    """A person's statements, the newest first, at most twelve."""
    found = (statement_figure(str(line.run_id), staff_id) for line in runs.lines_of(staff_id)[:SHOWN])
    return [one for one in found if one is not None]


def statement_tables(asked: Asked) -> Sequence[Table]:
    """The statement step by step, and what was found wrong with it before."""
    line = _line(asked.key, asked.staff_id)
    if line is None:
        return ()
    steps = tuple(
        (f"{one.words} {one.of}".strip(), money_text(yuan_of_fen(one.fen), signed=True)) for one in told_steps(line)
    )
    found = [Table(_("How the pay came about"), (_("Step"), _("yuan")), steps)]
    corrected = [one for one in runs.corrections_of(line.run) if one.staff_id == asked.staff_id]
    if corrected:
        rows = tuple((localdate(one.at).isoformat(), one.reason, money_text(yuan_of_fen(one.fen))) for one in corrected)
        found.append(Table(_("Corrections so far"), (_("Day"), _("In words"), _("yuan")), rows))
    return found


def _case(key: str, staff_id: str) -> RecoveryCase | None:
    found = cases.case_of(number_of(key))
    if found is None or found.staff_id != staff_id or CaseState(found.state) not in DECIDED_CASE:
        return None
    return found


def recovery_figure(key: str, staff_id: str) -> Figure | None:
    """What a recovery case takes from a person; by whoever proposed and agreed."""
    found = _case(key, staff_id)
    if found is None:
        return None
    told = cases.told_of(found)
    by = {found.proposed_by, told["decided_by"], *(one.by for one in cases.steps_of(found) if one.did == Did.ASKED)}
    return Figure(
        key=key,
        staff_id=staff_id,
        words=_("Recovery no. %(number)s: %(cause)s"),
        facts={"number": found.pk, "cause": Marked(CAUSE_WORDS[Cause(found.cause)])},
        month=f"{found.since:%Y-%m}",
        unit=YUAN,
        value=taken_of(told["deferred_fen"], paid_fen=found.paid_fen),
        barred=tuple(sorted(by - {"", staff_id})),
        address=reverse("pay_case", args=[found.pk]),
        marks=(found.cause, found.state),
    )


def own_recoveries(staff_id: str, _on: date) -> Sequence[Figure]:
    """The recovery cases of a person that stand, the newest first, at most twelve."""
    found = (recovery_figure(str(one.pk), staff_id) for one in cases.own_cases(staff_id)[:SHOWN])
    return [one for one in found if one is not None]


def recovery_tables(asked: Asked) -> Sequence[Table]:
    """What is taken, part by part, and the case's history."""
    found = _case(asked.key, asked.staff_id)
    if found is None:
        return ()
    parts = tuple((one.part.due.isoformat(), money_text(yuan_of_fen(one.fen))) for one in cases.parts_of(found))
    went_out = (money_text(yuan_of_fen(found.paid_fen)), money_text(yuan_of_fen(found.open_fen)))
    history = tuple(
        (localdate(one.at).isoformat(), Marked(DID_WORDS[Did(one.did)]), one.words) for one in cases.steps_of(found)
    )
    return [
        Table(_("Taken of deferred parts"), (_("Due"), _("yuan")), parts),
        Table(_("Taken of pay that went out"), (_("yuan"), _("not recovered yet")), (went_out,)),
        Table(_("The case so far"), (_("Day"), _("Step"), _("In words")), history),
    ]
