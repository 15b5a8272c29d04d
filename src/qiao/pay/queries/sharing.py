"""What a branch's own distribution starts from: what its people earned in a run, and the bound of their schemes."""

from datetime import date

from django.db.models import Sum

from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.pay.models import PayLine, PayRun, PayStep
from qiao.pay.queries.taking import schemes_over
from qiao.pay.rules.steps import StepKind
from qiao.people.queries.staff import orgs_below, visible_orgs

PEOPLE_MOST = 5_000


def first_in(run: PayRun, unit: str, *, person: User, on: date) -> dict[str, int]:
    """By person of a unit and below it what was earned, fen above zero; of a unit that the person sees."""
    if not visible_orgs(scope_of(person, on=on)).filter(org_id=unit).exists():
        raise Refusal("pay.unit", _("There is no unit %(unit)s."), unit=unit[:64] or "-")
    rows = PayStep.objects.filter(line__run=run, line__org_id__in=orgs_below(unit), kind=StepKind.EARNED.value)
    sums = rows.values_list("line__staff_id").annotate(sum=Sum("fen")).order_by("line__staff_id")
    return {staff_id: int(fen) for staff_id, fen in sums[:PEOPLE_MOST] if fen > 0}


def bound_of(run: PayRun, unit: str) -> int:
    """How far a person's part may be moved, millionths: the narrowest of the schemes paid by; none = not at all."""
    codes = PayLine.objects.filter(run=run, org_id__in=orgs_below(unit)).values_list("scheme", flat=True).distinct()
    named = {code for text in codes[:PEOPLE_MOST] for code in text.split(",") if code}
    schemes = [one for one in schemes_over(Period(run.since, run.until)) if one.code in named]
    bounds = [one.pool.moved_most_micro for one in schemes if one.pool is not None]
    return min(bounds) if bounds and len(bounds) == len(schemes) else 0
