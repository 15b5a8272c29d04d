"""Pay: the league, a slip with its lines, and a line opened to its leaves, days and fees."""

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Query, Router

from qiao.appraisal.queries import slips
from qiao.appraisal.queries.league import in_order, standings
from qiao.appraisal.queries.slips import AccountDays, Slip
from qiao.appraisal.rules.measures import Measure
from qiao.contribution.queries import figures
from qiao.contribution.rules.arithmetic import OpenedLeaf, exact_text
from qiao.contribution.rules.credit import FeeLine
from qiao.desk.api.door import Bearer, Month, answers, asker, demand_sight, run_or_404, visible
from qiao.desk.api.forms import standing_line
from qiao.desk.api.texts import filled, of_one, share, yuan, yuan_of_fen
from qiao.desk.rules.answers.slips import (
    ExpenseLine,
    FeePart,
    LeafLine,
    League,
    SlipAccount,
    SlipFees,
    SlipLine,
    SlipWhole,
)
from qiao.ground.looks import opened
from qiao.ground.money import MICRO_A_YUAN

router = Router(tags=["performance"], auth=Bearer("performance:read"))
Skip = Annotated[int, Query(ge=0, le=100_000)]
LINES_A_PAGE = 200


@router.get("/league", response=answers(League), summary="People side by side in a month")
def league(request: HttpRequest, month: Month = "") -> League:
    """Of the people one sees, the largest bonus first."""
    person = asker(request, "appraisal.league")
    run = run_or_404(month)
    seen = [one for one in standings(run, staff_ids=visible(person)) if one.anything]
    flagged = figures.flagged(run, kind="staff", keys=[one.staff_id for one in seen])
    ordered = in_order(seen, Measure.BONUS, falling=True)
    return League(month=run.month, run=run.pk, people=[standing_line(one, flagged) for one in ordered])


def _slip(request: HttpRequest, month: str, staff_id: str) -> Slip:
    """The slip where the person who asks may see it; that another's was opened is kept."""
    person = asker(request, "desk.today")
    demand_sight(person, staff_id)
    found = slips.slip_of(run_or_404(month), staff_id)
    if staff_id != person.staff_id:
        opened(person, f"slip {found.run.month} {staff_id}")
    return found


@router.get("/slips/{month}/{staff_id}", response=answers(SlipWhole), summary="A person's slip of a month")
def slip(request: HttpRequest, month: str, staff_id: str, *, skip: Skip = 0) -> SlipWhole:
    """With 200 of its lines, the largest first; of oneself and of the people one sees."""
    found = _slip(request, month, staff_id)
    bonus = found.bonus
    lines = slips.account_lines(found.run, staff_id, most=LINES_A_PAGE, skip=skip)
    return filled(
        SlipWhole,
        found,
        month=found.run.month,
        run=found.run.pk,
        plan=found.plan.code,
        deposit_leg=yuan(bonus.deposit_leg * MICRO_A_YUAN),
        loan_leg=yuan(bonus.loan_leg * MICRO_A_YUAN),
        npl_ratio=share(bonus.npl_ratio),
        quality=of_one(bonus.quality_bp),
        expense=yuan(bonus.expense_micro),
        raw=yuan_of_fen(bonus.raw_fen),
        bonus=yuan_of_fen(bonus.paid_fen),
        expenses=[
            filled(ExpenseLine, one.expense, factor=of_one(one.factor_bp), taken=yuan(one.micro))
            for one in bonus.expense_lines
        ],
        lines=[filled(SlipLine, line) for line in lines],
    )


@router.get(
    "/slips/{month}/{staff_id}/accounts/{account_id}",
    response=answers(SlipAccount),
    summary="A person's part of one account, down to the day",
)
def slip_account(request: HttpRequest, *, month: str, staff_id: str, account_id: str) -> SlipAccount:
    """Not found where the person has no part in it."""
    found = _slip(request, month, staff_id)
    days = slips.part_of(found.run, account_id, staff_id)
    if days is None:
        raise Http404
    facts = days.account.facts
    return SlipAccount(
        month=found.run.month,
        run=found.run.pk,
        staff_id=staff_id,
        account_id=account_id,
        party_id=facts.party_id,
        side=facts.side.value,
        agrees=days.agrees,
        flagged=bool(figures.flagged(found.run, kind="account", keys=[account_id])),
        leaves=_leaves(days),
        fees=[_fee(line) for line in days.fees],
    )


def _leaves(days: AccountDays) -> list[LeafLine]:
    return [_leaf(one) for one in days.leaves]


def _leaf(one: OpenedLeaf) -> LeafLine:
    return filled(
        LeafLine,
        one.leaf,
        measure=one.leaf.measure.value,
        days=len(one.days),
        a_day=exact_text(one.days[0].part_micro),
        amount=yuan(one.leaf.micro),
        written=one.written,
    )


def _fee(line: FeeLine) -> FeePart:
    return filled(FeePart, line, part=yuan(line.micro))


@router.get(
    "/slips/{month}/{staff_id}/fees/{party_id}",
    response=answers(SlipFees),
    summary="A person's part of a customer's own fees",
)
def slip_fees(request: HttpRequest, *, month: str, staff_id: str, party_id: str) -> SlipFees:
    """Not found where the person has no part in any."""
    found = _slip(request, month, staff_id)
    lines = slips.fee_part_of(found.run, party_id, staff_id)
    if not lines:
        raise Http404
    return SlipFees(
        month=found.run.month,
        run=found.run.pk,
        staff_id=staff_id,
        party_id=party_id,
        total=yuan(sum(line.micro for line in lines)),
        flagged=bool(figures.flagged(found.run, kind="party", keys=[party_id])),
        fees=[_fee(line) for line in lines],
    )
