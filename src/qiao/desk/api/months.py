"""Closed months and the differences booked for them, with their sentences; the schemes one may read."""

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.appraisal.queries import deltas, schemes
from qiao.appraisal.queries.closing import MonthRow, month_rows
from qiao.appraisal.queries.deltas import DeltaLine
from qiao.appraisal.queries.schemes import SchemeRecord
from qiao.appraisal.rules.late import LateKind
from qiao.desk.api.door import Bearer, Month, Page, Text, answers, asker, one_of, visible
from qiao.desk.api.texts import filled, yuan
from qiao.desk.rules.answers.months import (
    DeltaPage,
    DeltaPerson,
    DeltaRow,
    DeltaWhole,
    FindingLine,
    MonthLine,
    MonthPage,
    SchemeLine,
    SchemePage,
    SchemeWhole,
)
from qiao.ground import clock
from qiao.ground.looks import opened
from qiao.ground.paging import Cut
from qiao.ground.saying import fill

MEASURES = ("balance_days", "margin", "expected_loss", "fee", "npl_days")
router = Router(tags=["performance"], auth=Bearer("performance:read"))


@router.get("/months", response=answers(MonthPage), summary="Settled months: which are closed, what is booked for them")
def month_page(request: HttpRequest, page: Page = 1) -> MonthPage:
    """The newest first, 50 a page."""
    asker(request, "month.see")
    found = Cut(page).of(month_rows())
    return MonthPage(months=[_month(one) for one in found.rows], more=found.more)


def _month(one: MonthRow) -> MonthLine:
    closed = one.close
    return filled(
        MonthLine,
        one,
        run=one.run.pk,
        closed_at=closed.closed_at if closed else None,
        closed_by=closed.actor if closed else "",
    )


@router.get("/deltas", response=answers(DeltaPage), summary="Differences booked for closed months, by person")
def delta_page(
    request: HttpRequest, *, month: Month = "", person: Text = "", kind: Text = "", page: Page = 1
) -> DeltaPage:
    """Of the people one sees, for a month, of one kind, the newest first; 50 a page."""
    who = asker(request, "month.see")
    one_of("kind", kind, (one.value for one in LateKind))
    cut = Cut(page)
    rows = deltas.person_bonuses(month=month, staff_id=person, kind=kind, staff_ids=visible(who))
    found = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    told = [
        filled(
            DeltaPerson,
            one,
            delta=deltas.late_of(one.run).pk,
            kind=one.run.event.kind,
            cause=one.run.event.cause,
            words=deltas.said(one),
        )
        for one in found.rows
    ]
    return DeltaPage(differences=told, more=found.more)


@router.get("/deltas/{number}", response=answers(DeltaWhole), summary="One event for one closed month, by account")
def delta_one(request: HttpRequest, number: int, page: Page = 1) -> DeltaWhole:
    """Each measure before and after, in yuan and yuan-days, of the people one sees; 50 rows a page."""
    who = asker(request, "month.see")
    seen, late = visible(who), deltas.month_of(number)
    run = deltas.run_for(late) if late is not None else None
    if late is None or (seen is not None and (run is None or not deltas.bonuses(run, staff_ids=seen).exists())):
        raise Http404
    opened(who, f"difference {number}")
    cut = Cut(page)
    rows = list(deltas.lines_of(run, staff_ids=seen)[cut.offset : cut.offset + cut.limit]) if run else []
    found = cut.page(rows)
    return filled(
        DeltaWhole,
        late.event,
        delta=late.pk,
        month=late.close.month,
        in_month=run.in_month if run else "",
        request=late.event.approval_id,
        state=late.state,
        trouble=late.trouble,
        digest_before=run.before if run else "",
        digest_after=run.after if run else "",
        rows=[_row(one) for one in found.rows],
        more=found.more,
    )


def _row(one: DeltaLine) -> DeltaRow:
    pairs = {name: [yuan(getattr(one, f"{name}_{when}")) for when in ("before", "after")] for name in MEASURES}
    return filled(DeltaRow, one, measures=pairs)


@router.get("/schemes", response=answers(SchemePage), summary="Schemes of appraisal and pay on file")
def scheme_page(request: HttpRequest, page: Page = 1) -> SchemePage:
    """Published ones, and drafts where one writes or decides; the newest first, 50 a page."""
    person = asker(request, "appraisal.schemes")
    cut = Cut(page)
    found = cut.page(list(schemes.readable(person)[cut.offset : cut.offset + cut.limit]))
    return SchemePage(schemes=[_scheme(one) for one in found.rows], more=found.more)


def _scheme(one: SchemeRecord) -> SchemeLine:
    return filled(SchemeLine, one, number=one.pk)


@router.get("/schemes/{number}", response=answers(SchemeWhole), summary="One scheme: its text and its findings")
def scheme_one(request: HttpRequest, number: int) -> SchemeWhole:
    """As its page tells it."""
    person = asker(request, "appraisal.schemes")
    record = schemes.readable(person).filter(pk=number).first() if 0 < number < schemes.LARGEST_NUMBER else None
    if record is None:
        raise Http404
    checked = schemes.checked(schemes.scheme_of(record, strict=False), on=clock.today(), record=record)
    found = [
        FindingLine(
            key=one.key,
            severity=one.severity.value,
            words=fill(one.words, dict(one.facts)),
            waived=checked.waivers[one.key].reason if one.key in checked.waivers else "",
        )
        for one in checked.findings
    ]
    return SchemeWhole(scheme=_scheme(record), text=record.text, findings=found)
