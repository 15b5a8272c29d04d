"""Appeals of the people one sees, and one's own."""

from django.http import HttpRequest
from ninja import Router

from qiao.appeals.queries.appeals import Appeal, appeals_in
from qiao.appeals.queries.sources import registered
from qiao.appeals.rules.appeal import PLACES, READING, AppealState
from qiao.desk.api.door import Bearer, Page, Text, answers, asker, one_of
from qiao.desk.api.texts import filled
from qiao.desk.rules.answers.appeals import AppealLine, AppealPage
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import Cut

router = Router(tags=["performance"], auth=Bearer("performance:read"))


@router.get("/appeals", response=answers(AppealPage), summary="Appeals of the people one sees, and one's own")
def appeal_page(request: HttpRequest, *, state: Text = "", kind: Text = "", page: Page = 1) -> AppealPage:
    """The newest first, 50 a page; `state` may be open as well. Reasons and papers are read on the page."""
    person, cut = asker(request, "appeals.see"), Cut(page)
    one_of("state", state, ("open", *AppealState))
    one_of("kind", kind, registered())
    scope = scope_of(person, on=clock.today())
    rows = appeals_in(scope, own=person.staff_id, reads=person.post in READING, state=state, kind=kind)
    found = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    return AppealPage(appeals=[_line(one) for one in found.rows], more=found.more)


def _line(one: Appeal) -> AppealLine:
    told = {
        name: None if value is None else text_of_scaled(value, places=PLACES)
        for name, value in (("stated", one.stated), ("expected", one.expected), ("granted", one.granted))
    }
    return filled(AppealLine, one, number=one.pk, first=one.first_id, **told)
