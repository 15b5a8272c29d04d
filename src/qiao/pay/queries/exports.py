"""The two files of a run: one for payroll by person, one for finance by unit; each sums to the run, to the fen."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext

from qiao.appraisal.rules.scheme.scheme import Rhythm
from qiao.ground.money import text_of_scaled
from qiao.ground.sheets import Number
from qiao.office import queries as office
from qiao.pay.models import PayLine, PayRun
from qiao.pay.rules import parameters
from qiao.pay.rules.accrual import Accrued, Charged, accrued
from qiao.pay.rules.deferral import due_days
from qiao.pay.rules.steps import paid_at_once
from qiao.pay.rules.tax import DEDUCTIONS, INCOME_CODES, INCOME_WORDS, TaxTerms, tax_terms
from qiao.people.queries.staff import org_names

LINES_MOST = 20_000
FEN_PLACES = 2


def terms_of(run: PayRun) -> TaxTerms:
    """Under what a run is taxed, by the parameter of the day it is paid on."""
    day = run.value_day or run.pay_day
    one_off = office.parameter(parameters.ONE_OFF_BONUS.name, on=day) == 1
    return tax_terms(Rhythm(run.rhythm), pay_day=day, one_off=one_off)


def paid_lines(run: PayRun) -> list[PayLine]:
    """A run's lines with something to pay, by person; at most 20,000."""
    rows = PayLine.objects.filter(run=run, pay_fen__gt=0).defer("facts", "said", "barred")
    return list(rows.order_by("staff_id")[:LINES_MOST])


def payroll_content(run: PayRun) -> list[list[Any]]:
    """What payroll is told, as plain JSON: what the digest of the file is of, in whatever form it is taken."""
    terms = terms_of(run)
    head = [run.pk, run.name, INCOME_CODES[terms.kind], terms.since.isoformat(), terms.last.isoformat()]
    return [head, *([one.staff_id, one.name, one.pay_fen] for one in paid_lines(run))]


def payroll_heads() -> list[str]:
    """The heads of the payroll file."""
    return [
        *(gettext("Number of the person"), gettext("Name of the person"), gettext("Kind of document")),
        *(gettext("Number of the document"), gettext("Code of the income"), gettext("Kind of income")),
        *(gettext("Tax period from"), gettext("Tax period to"), gettext("Income of the period (yuan)")),
        *(gettext("Of it variable pay (yuan)"), gettext("Of it deferred before (yuan)")),
        *(gettext("Recovered, kept already (yuan)"), *(gettext(one) for one in DEDUCTIONS)),
        *(gettext("Unit"), gettext("Run no.")),
    ]


def payroll_rows(run: PayRun) -> Iterator[Sequence[object]]:
    """A row a person; the document is the personnel file's, which the book does not hold, and stays empty."""
    terms, names = terms_of(run), org_names()
    for one in paid_lines(run):
        yield (
            *(one.staff_id, one.name, "", ""),
            *(INCOME_CODES[terms.kind], gettext(INCOME_WORDS[terms.kind])),
            *(terms.since.isoformat(), terms.last.isoformat(), yuan(one.pay_fen)),
            *(
                yuan(paid_at_once(one.variable_fen, deferred_fen=one.deferred_fen)),
                yuan(one.due_fen),
                yuan(one.recovered_fen),
            ),
            *("" for _one in DEDUCTIONS),
            *(names.get(one.org_id, one.org_id), run.pk),
        )


def accrual_of(run: PayRun) -> tuple[Accrued, ...]:
    """What finance books of a run, by unit."""
    rows = PayLine.objects.filter(run=run).defer("facts", "said", "barred").order_by("org_id", "staff_id")
    return accrued(
        Charged(
            org_id=one.org_id,
            variable_fen=one.variable_fen,
            later=tuple(
                (day.year, fen)
                for day, fen in zip(due_days(run.until, parts=len(one.later_fen)), one.later_fen, strict=True)
            ),
            due_fen=one.due_fen,
            recovered_fen=one.recovered_fen,
            pay_fen=one.pay_fen,
        )
        for one in rows[:LINES_MOST]
    )


def accrual_heads(rows: Sequence[Accrued]) -> list[str]:
    """The heads of the file for finance, with a column a year of what is deferred."""
    years = _years(rows)
    return [
        *(gettext("Unit"), gettext("Name of the unit"), gettext("Period"), gettext("People")),
        *(gettext("Cost of the period (yuan)"), gettext("Of it paid now (yuan)")),
        *(gettext("Deferred to %(year)s (yuan)") % {"year": year} for year in years),
        *(gettext("Deferred before, paid now (yuan)"), gettext("Taken back (yuan)"), gettext("Paid out (yuan)")),
    ]


def accrual_rows(run: PayRun, rows: Sequence[Accrued]) -> Iterator[Sequence[object]]:
    """A row a unit, and the sum of all."""
    years, names = _years(rows), org_names()
    for one in rows:
        later = [yuan(one.later.get(year, 0)) for year in years]
        cells = (yuan(one.cost_fen), yuan(one.now_fen), *later, yuan(one.due_fen), yuan(one.recovered_fen))
        yield (one.org_id, names.get(one.org_id, one.org_id), run.name, one.people, *cells, yuan(one.pay_fen))


def _years(rows: Sequence[Accrued]) -> list[int]:
    return sorted({year for one in rows for year in one.later})


def yuan(fen: int) -> Number:
    """Fen as yuan with two decimals, a figure in any file."""
    return Number(text_of_scaled(fen, places=FEN_PLACES))
