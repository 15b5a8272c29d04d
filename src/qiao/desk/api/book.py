"""The book: loads with what became of each table, the quarantine with its reasons, products."""

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.book import queries as book
from qiao.book.queries import Entry
from qiao.catalogue import queries as catalogue
from qiao.desk.api.door import NUMBER_MOST, Bearer, Number, Page, Text, answers, asker
from qiao.desk.api.texts import filled
from qiao.desk.rules.answers.book import EntryLine, EntryPage, LoadLine, LoadWhole, ProductLine, TableLine
from qiao.ground.authority import may
from qiao.ground.saying import fill

router = Router(tags=["book"], auth=Bearer("book:read"))
LOADS_A_PAGE = 50
OPEN, ALL = "open", "all"


@router.get("/loads", response=answers(list[LoadLine]), summary="Extracts that took hold, the newest first")
def load_list(request: HttpRequest, page: Page = 1) -> list[LoadLine]:
    """50 a page."""
    asker(request, "book.loads")
    found = book.loads(most=LOADS_A_PAGE, skip=(page - 1) * LOADS_A_PAGE)
    return [filled(LoadLine, one, load=one.pk) for one in found]


@router.get("/loads/{number}", response=answers(LoadWhole), summary="One load, table by table")
def load_one(request: HttpRequest, number: int) -> LoadWhole:
    """With the counts of each table."""
    asker(request, "book.loads")
    found = book.load(number) if 0 < number <= NUMBER_MOST else None
    if found is None:
        raise Http404
    tables = sorted(found.tables.all(), key=lambda one: one.table)
    return filled(LoadWhole, found, load=found.pk, tables=[filled(TableLine, one) for one in tables])


@router.get("/quarantine", response=answers(EntryPage), summary="Rows that were set aside, with their reasons")
def quarantine(
    request: HttpRequest,
    *,
    table: Text = "",
    state: Text = "",
    load: Number | None = None,
    text: Text = "",
    page: Page = 1,
) -> EntryPage:
    """Newest load first, 50 a page; `state` is open (usual), mended, dismissed or all; text: in key or value."""
    person = asker(request, "book.loads")
    sees_values = may(person, "book.values")
    found = book.quarantine(
        table=table,
        state="" if state == ALL else state or OPEN,
        load=load,
        search=text if sees_values else "",  # who does not see values may not guess them either
        page=page,
    )
    lines = [_entry(one, sees_values=sees_values) for one in found.entries]
    return EntryPage(entries=lines, total=found.total, pages=found.pages, open=book.open_counts())


def _entry(one: Entry, *, sees_values: bool) -> EntryLine:
    reason = one.reason
    return EntryLine(
        number=one.pk,
        load=one.load_id,
        table=one.table,
        line=one.line,
        column=one.column,
        reason=fill(reason.words, reason.facts),
        state=one.state,
        value=one.value if sees_values else None,
        key=list(one.key) if sees_values else None,
        given=dict(one.given) if sees_values else None,
    )


@router.get("/products", response=answers(list[ProductLine]), summary="Products")
def product_list(request: HttpRequest) -> list[ProductLine]:
    """All of the catalogue."""
    asker(request, "catalogue.see")
    return [filled(ProductLine, one, pricing=one.ftp_method) for one in catalogue.products().values()]
