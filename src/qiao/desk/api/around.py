"""What lies round a customer: products held and missing, close customers, what happened and who served when."""

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.contribution.queries.runs import Run
from qiao.desk.actions import open_customer
from qiao.desk.api.door import Bearer, Month, answers, asker
from qiao.desk.api.forms import figures
from qiao.desk.api.texts import filled, filled_or_none
from qiao.desk.queries.closeness import close_to
from qiao.desk.queries.customer import Sighted, sighted
from qiao.desk.queries.holdings import holdings
from qiao.desk.queries.timeline import events_of
from qiao.desk.rules.answers.around import Around, CloseLine, CloseWhole, EventLine, HoldingLine, HoldingsWhole
from qiao.desk.rules.answers.figures import ServingLine
from qiao.ground import clock
from qiao.portfolio.queries import serving as portfolio

router = Router(tags=["customers"], auth=Bearer("customers:read"))


@router.get("/customers/{party_id}/around", response=answers(Around), summary="What lies round a customer")
def around(request: HttpRequest, party_id: str, month: Month = "") -> Around:
    """Forty events of thirteen months and the next three; a customer of others is not found."""
    person = asker(request, "customers.see")
    seen = sighted(person, party_id, month=month, on=clock.today())
    if seen is None or seen.run is None:
        raise Http404
    serving = portfolio.assignments_of(party_id)
    open_customer(person, party_id, serving)
    return Around(
        party_id=party_id,
        month=seen.run.month,
        holdings=_holdings(seen, seen.run),
        close=_close(seen, seen.run),
        events=[filled(EventLine, one, what=one.what.value) for one in events_of(seen.run, seen.accounts, serving)],
        serving=[filled(ServingLine, one, name=one.staff.name) for one in serving],
    )


def _holdings(seen: Sighted, run: Run) -> HoldingsWhole:
    found = holdings(run, seen.customer, seen.accounts, scope=seen.scope, period=seen.period)
    return HoldingsWhole(
        held=[filled(HoldingLine, one) for one in found.held],
        missing=[filled(HoldingLine, one) for one in found.missing],
        peers=found.peers,
    )


def _close(seen: Sighted, run: Run) -> CloseWhole | None:
    found = close_to(run, seen.customer, scope=seen.scope, period=seen.period)
    members = [filled(CloseLine, one, figures=figures(one.sums)) for one in found.members] if found else []
    return filled_or_none(CloseWhole, found, members=members)
