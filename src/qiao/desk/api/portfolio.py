"""Who serves a customer on any day, as known at any moment, and the changes agreed here."""

from collections.abc import Iterable, Mapping

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.desk.actions import open_customer
from qiao.desk.api.door import Bearer, Day, answers, asker
from qiao.desk.api.known import Moment
from qiao.desk.queries.customer import sighted
from qiao.desk.queries.portfolio import kept_of
from qiao.desk.rules.answers.figures import ServingLine
from qiao.desk.rules.answers.portfolio import ChangeOfShares, PortfolioWhole
from qiao.ground import clock
from qiao.ground.periods import day_number, day_of
from qiao.people.queries import staff as people
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.conflicts import from_plain
from qiao.portfolio.rules.lines import Line

router = Router(tags=["customers"], auth=Bearer("customers:read"))


@router.get(
    "/customers/{party_id}/portfolio", response=answers(PortfolioWhole), summary="Who serves a customer on a day"
)
def portfolio_of(
    request: HttpRequest, party_id: str, *, day: Day | None = None, at: Moment | None = None
) -> PortfolioWhole:
    """As it stood on a day, as known at a moment (2026-09-30T18:00:00+08:00); without them today and now."""
    person, on = asker(request, "profile.see"), clock.today()
    seen = sighted(person, party_id, on=on)
    if seen is None:
        raise Http404
    customer, stood = seen.customer.party_id, day or on
    open_customer(person, customer, portfolio.assignments_of(customer))
    kept = kept_of(customer, day=stood, at=at)
    changes = [(one, from_plain(one.before), from_plain(one.after)) for one in reversed(kept.changes)]
    named = {line.staff_id for _one, before, after in changes for line in (*before, *after)}
    names = kept.names | people.staff_names(sorted(named))
    number = day_number(stood)
    return PortfolioWhole(
        party_id=customer,
        day=stood,
        at=at,
        agreed_here=kept.is_own,
        known_from=kept.known_from,
        unclaimed_bp=kept.stands[0].unclaimed_bp,
        lines=_lines((line for line in kept.lines if line.runs_on(number)), names),
        changes=[
            ChangeOfShares(
                number=one.pk,
                act=one.act,
                account_id=one.account_id,
                day=one.day,
                known_at=one.known_at,
                reason=one.reason,
                request=one.approval_id,
                before=_lines(before, names),
                after=_lines(after, names),
            )
            for one, before, after in changes
        ],
    )


def _lines(lines: Iterable[Line], names: Mapping[str, str]) -> list[ServingLine]:
    return [
        ServingLine(
            staff_id=line.staff_id,
            name=names.get(line.staff_id, line.staff_id),
            role=line.role,
            account_id=line.account_id,
            since=day_of(line.since_day),
            until=None if line.until_day is None else day_of(line.until_day),
            share_bp=line.share_bp,
        )
        for line in lines
    ]
