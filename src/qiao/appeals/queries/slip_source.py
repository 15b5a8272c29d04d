"""A month's bonus and a booked difference as figures that can be appealed, with what lies side by side."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from qiao.appeals.queries.sources import YUAN, Asked, Figure, Source, Table, number_of
from qiao.appraisal.queries import closing, deltas, slips
from qiao.appraisal.queries.slips import Slip
from qiao.appraisal.rules.deltas import bonus_with
from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import Run
from qiao.contribution.rules.leaf import Measure
from qiao.ground.figures import grouped, money_text, yuan_of_fen, yuan_of_micro
from qiao.ground.periods import day_number, day_of
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.lines import Line, credited, percent

SLIP, DELTA = "slip", "delta"
MONTHS_SHOWN = 12
WHOLE_BP = 10_000
SHARES_TITLE = _("Shares then and now")


def run_of(month: str) -> Run | None:
    """The settlement of a month that counts: the one it was closed on, else its newest."""
    close = closing.close_of(month)
    return close.run if close is not None else runs.latest_run(month)


def _slip(month: str, staff_id: str) -> Slip | None:
    run = run_of(month)
    try:
        return slips.slip_of(run, staff_id) if run is not None else None
    except Refusal:
        return None


def slip_figure(key: str, staff_id: str) -> Figure | None:
    """A month's bonus with all that was booked for it later; reckoned by who settled and booked."""
    found = _slip(key, staff_id)
    if found is None:
        return None
    booked, close = deltas.booked_for(key, staff_id), closing.close_of(key)
    actors = {found.run.actor, *(one.run.actor for one in booked)}
    return Figure(
        key=key,
        staff_id=staff_id,
        words=_("Bonus of %(month)s"),
        facts={"month": key},
        month=key,
        unit=YUAN,
        value=bonus_with(found.bonus.paid_fen, (one.difference_fen for one in booked)),
        barred=tuple(sorted(actors)),
        address=reverse("slip", args=[key, staff_id]),
        marks=("closed" if close else "open",),
    )


def own_slips(staff_id: str, _on: date) -> Sequence[Figure]:
    """The months of a person, the newest first, at most twelve."""
    found = (slip_figure(month, staff_id) for month in runs.months()[:MONTHS_SHOWN])
    return [one for one in found if one is not None]


def slip_tables(asked: Asked) -> Sequence[Table]:
    """How the bonus came about, what was booked later, and of the customer or account in question its shares."""
    found = _slip(asked.month, asked.staff_id)
    if found is None:
        return ()
    tables = [_formula(found)]
    if asked.account_id:
        tables.append(_account(found.run, asked))
    party_id = asked.party_id or (portfolio.party_of_account(asked.account_id) if asked.account_id else None) or ""
    if party_id:
        tables.append(shares_table(found.run, asked, party_id=party_id))
    return tables


def _formula(found: Slip) -> Table:
    month, staff_id, bonus = found.run.month, found.staff_id, found.bonus
    rows = [
        (_("Deposit leg"), money_text(bonus.deposit_leg)),
        (_("Loan leg"), money_text(bonus.loan_leg)),
        (_("Expenses"), money_text(-yuan_of_micro(bonus.expense_micro))),
        (_("Bonus paid"), money_text(yuan_of_fen(bonus.paid_fen))),
        *(
            (_("Booked later"), money_text(yuan_of_fen(one.difference_fen), signed=True))
            for one in deltas.booked_for(month, staff_id)
        ),
    ]
    return Table(_("How the figure stands"), (_("Step"), _("yuan")), tuple(rows))


def _account(run: Run, asked: Asked) -> Table:
    """The person's own part of one account, measure by measure; nobody else's."""
    days = slips.part_of(run, asked.account_id, asked.staff_id)
    leaves = days.leaves if days is not None else ()
    rows = [
        (
            f"{day_of(leaf.since_day)} – {day_of(leaf.until_day - 1)}",
            f"{percent(leaf.share_bp)} %",
            grouped(yuan_of_fen(leaf.balance_fen), places=2),
            grouped(yuan_of_micro(leaf.micro), places=2),
        )
        for leaf in (one.leaf for one in leaves)
        if leaf.measure is Measure.MARGIN
    ]
    rows = rows or [(_("no part of this account"), "0 %", "—", "0.00")]
    heads = (_("Days"), _("Share"), _("Balance"), _("Margin of the part"))
    return Table(_("The account in the settled month"), heads, tuple(rows))


def shares_table(run: Run, asked: Asked, *, party_id: str) -> Table:
    """Who had which share as known at the settlement and as known now, on the first and the last day of the month."""
    first, last = day_number(run.since), day_number(run.until) - 1
    then = portfolio.lines_known(party_id, at=run.started_at)
    now = portfolio.lines_of(party_id)
    account_id = asked.account_id
    told = [_credited(lines, account_id, day) for lines in (then, now) for day in (first, last)]
    people = sorted({staff_id for one in told for staff_id in one}, key=lambda one: (one == "", one))
    rows = tuple((one or _("unclaimed"), *(f"{percent(part.get(one, 0))} %" for part in told)) for one in people)
    own = told[1].get(asked.staff_id, 0)
    heads = (
        _("Person"),
        _("first day, as settled"),
        _("last day, as settled"),
        _("first day, as known now"),
        _("last day, as known now"),
    )
    mark = "whole" if own == WHOLE_BP else "part" if own else "none"
    return Table(SHARES_TITLE, heads, rows, party_id=party_id, marks=(mark,))


def _credited(lines: Sequence[Line], account_id: str, day: int) -> dict[str, int]:
    return dict(credited(tuple(lines), account_id=account_id, day=day))


def delta_figure(key: str, staff_id: str) -> Figure | None:
    """A difference booked for a person; reckoned by who booked it, agreed to by who decided what it follows from."""
    number = number_of(key)
    one = deltas.person_bonuses(staff_id=staff_id).filter(pk=number).first()
    if one is None:
        return None
    approval = one.run.event.approval
    agreed = {approval.asked_by, approval.decided_by} - {""} if approval is not None else set()
    return Figure(
        key=key,
        staff_id=staff_id,
        words=_("Difference no. %(number)s booked for %(month)s"),
        facts={"number": one.pk, "month": one.for_month},
        month=one.for_month,
        unit=YUAN,
        value=one.difference_fen,
        barred=tuple(sorted({one.run.actor, one.run.event.by} | agreed)),
        address=reverse("slip", args=[one.for_month, staff_id]),
        marks=("closed",),
    )


def own_deltas(staff_id: str, _on: date) -> Sequence[Figure]:
    """The newest differences of a person, at most twelve."""
    rows = deltas.person_bonuses(staff_id=staff_id)[:MONTHS_SHOWN]
    found = (delta_figure(str(row.pk), staff_id) for row in rows)
    return [one for one in found if one is not None]


def delta_tables(asked: Asked) -> Sequence[Table]:
    """The difference before and after with its sentence, and the shares of the customer in question."""
    one = deltas.person_bonuses(staff_id=asked.staff_id).filter(pk=int(asked.key)).first()
    if one is None:
        return ()
    rows = (
        (_("Before"), money_text(yuan_of_fen(one.before_fen))),
        (_("After"), money_text(yuan_of_fen(one.after_fen))),
        (_("Difference"), money_text(yuan_of_fen(one.difference_fen), signed=True)),
    )
    tables = [Table(_("How the figure stands"), (_("Step"), _("yuan")), rows)]
    run = run_of(one.for_month)
    if asked.party_id and run is not None:
        tables.append(shares_table(run, asked, party_id=asked.party_id))
    return tables


SLIP_SOURCE = Source(SLIP, _("bonus of a month"), own_slips, slip_figure, slip_tables)
DELTA_SOURCE = Source(DELTA, _("booked difference"), own_deltas, delta_figure, delta_tables)
