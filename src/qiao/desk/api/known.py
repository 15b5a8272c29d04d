"""What is known of a customer: the record on a day as known at a moment, its history, the register of items."""

from datetime import UTC, datetime
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from ninja import Query, Router
from pydantic import AwareDatetime

from qiao.customers.queries import Customer
from qiao.desk.actions import open_customer
from qiao.desk.api.door import Bearer, Day, Page, answers, asker
from qiao.desk.queries.customer import sighted
from qiao.desk.queries.known_then import record_then
from qiao.desk.rules.answers.known import ItemField, ItemLine, KnownHistory, KnownLine, KnownRecord
from qiao.desk.rules.known import bare_texts
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.portfolio.queries import serving as portfolio
from qiao.profile.queries.record import known_of, record_of
from qiao.profile.queries.register import items_ever, items_on
from qiao.profile.rules.duties import day_in, forbids_marketing
from qiao.profile.rules.lateness import late_items
from qiao.profile.rules.standing import Known

router = Router(tags=["customers"], auth=Bearer("customers:read"))
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
Moment = Annotated[AwareDatetime, Query(ge=FIRST, le=LAST)]


@router.get("/customers/{party_id}/known", response=answers(KnownRecord), summary="What is known of one customer")
def record(request: HttpRequest, party_id: str, *, day: Day | None = None, at: Moment | None = None) -> KnownRecord:
    """As it stood on a day, as known at a moment (2026-09-30T18:00:00+08:00); without them today and now."""
    (person, customer), on = _seen(request, party_id), clock.today()
    stood = day or on
    if at is None:
        held = record_of(customer.party_id, day=stood)
    else:
        held = record_then(person, customer.party_id, day=stood, at=at, on=on)
    return KnownRecord(
        party_id=customer.party_id,
        day=stood,
        known_at=at,
        no_marketing=forbids_marketing(held, on=stood),
        values=[_line(one) for _key, one in sorted(held.items())],
        late={code: late.days for code, late in late_items(held, items_on(on), on=on).items()},
    )


@router.get("/customers/{party_id}/known/history", response=answers(KnownHistory), summary="All that was ever known")
def history(request: HttpRequest, party_id: str, page: Page = 1) -> KnownHistory:
    """The newest first, 50 a page; what was taken back says when."""
    _person, customer = _seen(request, party_id)
    found = cut_of(str(page)).of(known_of(customer.party_id)[::-1])
    return KnownHistory(party_id=customer.party_id, values=[_line(one) for one in found.rows], more=found.more)


@router.get("/register", response=answers(list[ItemLine]), summary="The register of what is to be known of customers")
def register(request: HttpRequest) -> list[ItemLine]:
    """As it holds today."""
    asker(request, "profile.see")
    return [
        ItemLine(
            item=item.code,
            words=gettext(item.words),
            group=item.group,
            concerns=item.of,
            key=item.key,
            owner=item.owner,
            every_days=item.every_days,
            whence=item.whence,
            asked=item.asked,
            own=item.own,
            fields=[
                ItemField(
                    name=one.name,
                    kind=one.kind.value,
                    needed=one.needed,
                    secret=one.secret,
                    choices=[code for code, _words in one.choices],
                )
                for one in item.fields
            ],
        )
        for item in items_on(clock.today())
    ]


def _seen(request: HttpRequest, party_id: str) -> tuple[User, Customer]:
    """Who asks and the customer, where the person may open it; whose it is not, is noted as on the page."""
    person = asker(request, "profile.see")
    seen = sighted(person, party_id, on=clock.today())
    if seen is None:
        raise Http404
    open_customer(person, party_id, portfolio.assignments_of(party_id))
    return person, seen.customer


def _line(one: Known) -> KnownLine:
    item = items_ever(clock.today()).get(one.item)
    return KnownLine(
        number=one.number,
        item=one.item,
        entry=one.entry,
        values=bare_texts(item, one) if item and one.values is not None else None,
        valid_from=one.valid_from,
        known_at=one.known_at,
        actor=one.actor,
        source=one.source,
        taken_back_at=one.taken_back_at,
        expires_on=day_in(one, item.expiry) if item and item.expiry else None,
    )
