"""People of the bank: the list, one person, the customers served now."""

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.customers import queries as customers
from qiao.desk.api.customers import router as customer_router
from qiao.desk.api.door import Bearer, Page, Text, answers, asker
from qiao.desk.api.texts import filled
from qiao.desk.queries.person import seen_person, served_by
from qiao.desk.rules.answers.people import PersonLine, PersonWhole, ServedLine, ServedPage
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.paging import Cut
from qiao.people.queries import staff as people

router = Router(tags=["people"], auth=Bearer("people:read"))
PEOPLE_MOST = 1_000


@router.get("/people", response=answers(list[PersonLine]), summary="People one sees")
def person_list(request: HttpRequest, text: Text = "") -> list[PersonLine]:
    """By unit and id, at most 1,000; a text narrows by name or id."""
    person = asker(request, "people.see")
    found = people.listed_staff(scope_of(person, on=clock.today()), text=text)[:PEOPLE_MOST]
    return [filled(PersonLine, one) for one in found]


@router.get("/people/{staff_id}", response=answers(PersonWhole), summary="One person of the bank")
def person_one(request: HttpRequest, staff_id: str) -> PersonWhole:
    """Oneself and whom one sees."""
    asks = asker(request, "desk.today")
    found = seen_person(asks, staff_id, on=clock.today())
    if found is None:
        raise Http404
    return filled(PersonWhole, found, org_name=found.org.name)


@customer_router.get("/people/{staff_id}/customers", response=answers(ServedPage), summary="Whom a person serves now")
def person_customers(request: HttpRequest, staff_id: str, page: Page = 1) -> ServedPage:
    """By customer, 50 a page; of oneself and of the people one sees."""
    asks = asker(request, "customers.see")
    if seen_person(asks, staff_id, on=clock.today()) is None:
        raise Http404
    found = served_by(staff_id, Cut(page), on=clock.today())
    names = customers.customer_names([row.party_id for row in found.rows])
    lines = [filled(ServedLine, row, name=names.get(row.party_id, row.party_id)) for row in found.rows]
    return ServedPage(serving=lines, more=found.more)
