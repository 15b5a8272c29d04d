"""The house itself: loads, people, products, audit records."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from qiao.book import queries as book
from qiao.catalogue import queries as catalogue
from qiao.desk.api.door import Bearer, answers, asker
from qiao.desk.api.forms import LoadLine, PersonLine, ProductLine, RecordLine
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import AuditRecord
from qiao.people import queries as people

loads = Router(tags=["book"], auth=Bearer("book:read"))
staff = Router(tags=["people"], auth=Bearer("people:read"))
audit = Router(tags=["audit"], auth=Bearer("audit:read"))
PEOPLE_MOST, RECORDS_A_PAGE = 1_000, 100
Text = Annotated[str, Query(max_length=200)]
Before = Annotated[int, Query(ge=1, le=(1 << 63) - 1)]


@loads.get("/loads", response=answers(list[LoadLine]), summary="Extracts that took hold, the newest first")
def load_list(request: HttpRequest) -> list[LoadLine]:
    """At most 50."""
    asker(request, "book.loads")
    return [
        LoadLine(
            load=one.pk,
            bank=one.bank,
            since=one.since,
            until=one.until,
            at=one.at,
            actor=one.actor,
            seconds=one.seconds,
        )
        for one in book.loads()
    ]


@loads.get("/products", response=answers(list[ProductLine]), summary="Products")
def product_list(request: HttpRequest) -> list[ProductLine]:
    """All of the catalogue."""
    asker(request, "catalogue.see")
    return [
        ProductLine(
            product_id=one.product_id, name=one.name, side=one.side, pricing=one.ftp_method, tenor_days=one.tenor_days
        )
        for one in catalogue.products().values()
    ]


@staff.get("/people", response=answers(list[PersonLine]), summary="People one sees")
def person_list(request: HttpRequest, text: Text = "") -> list[PersonLine]:
    """By unit and id, at most 1,000; a text narrows by name or id."""
    person = asker(request, "people.see")
    found = people.listed_staff(scope_of(person, on=clock.today()), text=text.replace("\0", ""))[:PEOPLE_MOST]
    return [
        PersonLine(staff_id=one.staff_id, name=one.name, org_id=one.org_id, post=one.post, level=one.level)
        for one in found
    ]


@audit.get("/audit", response=answers(list[RecordLine]), summary="Who did what, the newest first")
def record_list(request: HttpRequest, before: Before = (1 << 63) - 1) -> list[RecordLine]:
    """100 a page; `before` is the id of the last one seen."""
    asker(request, "office.audit")
    rows = AuditRecord.objects.filter(pk__lt=before).order_by("-pk")[:RECORDS_A_PAGE]
    return [
        RecordLine(id=one.pk, at=one.at, actor=one.actor, action=one.action, subject=one.subject, reason=one.reason)
        for one in rows
    ]
