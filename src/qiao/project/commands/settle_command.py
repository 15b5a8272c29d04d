"""`qiao settle MONTH`: rows, people, unclaimed, tie-out, seconds, peak memory, result hash."""

import argparse
from pathlib import Path

from django.utils.translation import gettext

from qiao.appraisal.actions import settling as appraisal
from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.plan_file import BUILT_IN, read_plan
from qiao.contribution.queries.runs import Run
from qiao.desk import actions as desk
from qiao.ground import clock
from qiao.ground.money import text_of_scaled
from qiao.ground.periods import month_period
from qiao.project import terminal
from qiao.project.files import content_of
from qiao.project.printing import say
from qiao.project.writing import writing

MICRO_PLACES = 6


def run(called: argparse.Namespace) -> int:
    """Settle and report."""
    period = month_period(called.month)
    plan = _plan(called.plan)
    with writing(gettext("settlement of %(month)s") % {"month": called.month}) as bench:
        done = appraisal.settle(
            period,
            engine=called.engine,
            plan=plan,
            scratch=bench.scratch,
            token=bench.token,
            actor=terminal.person(),
            tell=terminal.telling(bench.tell),
        )
        desk.lay_moves(bench.scratch, on=clock.today())
    report(done)
    return 0


def _plan(file: str | None) -> Plan | None:
    return read_plan(content_of(Path(file)), file=file).plan if file else None


def report(done: Run) -> None:
    """What a settlement came to, line by line."""
    terminal.wipe()
    counts = done.counts
    say(
        gettext("%(month)s settled: run %(run)s, plan %(plan)s (%(basis)s), engine %(engine)s"),
        month=done.month,
        run=done.pk,
        plan=_plan_name(done),
        basis=done.day_basis,
        engine=done.engine,
    )
    say(
        gettext("rows        %(rows)s (accounts and persons with anything to show), of %(accounts)s accounts"),
        rows=counts["rows"],
        accounts=counts["accounts"],
    )
    say(gettext("people      %(people)s"), people=counts["people"])
    say(gettext("bank        margin %(margin)s, fees %(fees)s, expected loss %(loss)s"), **_money(done.totals))
    say(gettext("unclaimed   margin %(margin)s, fees %(fees)s, expected loss %(loss)s"), **_money(done.unclaimed))
    say(
        gettext("tie-out     %(compared)s compared, %(differing)s differ, %(not_compared)s not compared"),
        compared=counts["compared"],
        differing=counts["differing"],
        not_compared=counts["not_compared"],
    )
    say(
        gettext("findings    %(findings)s; accounts that lost a row to quarantine: %(flagged)s"),
        findings=counts["findings"],
        flagged=counts["flagged"],
    )
    for warning in done.warnings:
        say(
            gettext("warning     the extracts speak for %(days)s of the month's %(of)s days only: provisional figures"),
            days=warning["days"],
            of=warning["of"],
        )
    say(
        gettext("seconds     %(seconds).2f, peak memory %(peak)s MiB, %(batches)s batches"),
        seconds=done.seconds,
        peak=done.peak_mib,
        batches=counts["batches"],
    )
    say(gettext("input hash  %(hash)s"), hash=done.input_hash)
    say(gettext("result hash %(hash)s"), hash=done.result_hash)


def _plan_name(done: Run) -> str:
    return gettext("built-in") if done.plan_code == BUILT_IN.code else done.plan_code


def _money(sums: dict[str, str]) -> dict[str, str]:
    names = {"margin": "margin_micro", "fees": "fee_micro", "loss": "expected_loss_micro"}
    return {short: text_of_scaled(int(sums[name]), places=MICRO_PLACES) for short, name in names.items()}
