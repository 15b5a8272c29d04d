"""The bank's tables of the link: banks of the payment systems, fees, names; looked up and handed in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from qiao.directlink.actions import banking, importing
from qiao.directlink.actions.banking import MANAGE, READ
from qiao.directlink.actions.importing import BANKS, FEES, TABLE_WORDS, WATCH
from qiao.directlink.pages.bank.telling import WRONG, asked_text, told
from qiao.directlink.queries import connections
from qiao.directlink.rules.orders import ROUTE_WORDS, Route
from qiao.directlink.rules.tables import Trouble
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill
from qiao.ground.typed import kept
from qiao.ground.words import Marked
from qiao.ground.words import gettext_noop as _

HEADS = {BANKS: "number,name,city,head_office", FEES: "route,since,up_to,fee", WATCH: "name,why"}
NAME_LETTERS = 80
KEPT = _("Rows of %(table)s taken in: %(rows)s, new among them: %(fresh)s.")


@require_http_methods(["GET", "HEAD", "POST"])
def link_tables(request: HttpRequest) -> HttpResponse:
    """The tables; a file that cannot be read whole is told row by row and changes nothing."""
    person = person_of(request)
    require(person, READ)
    if request.method != "POST":
        return render(request, "directlink/tables.html", _whole(request, person))
    given, kind = request.FILES.get("table"), str(request.POST.get("kind", ""))
    if given is None or kind not in TABLE_WORDS:
        return redirect("link_tables")
    name, content = str(given.name)[:NAME_LETTERS], given.read(importing.BYTES_MOST + 1)
    troubles: list[Trouble] = []
    try:
        require(person, MANAGE)
        troubles = list(importing.troubles_in(kind, content, file=name))
        taken = banking.take_in_table(kind, content, file=name, at=clock.now(), actor=person)
    except Refusal as refusal:
        said = [(one.line, fill(one.words, dict(one.facts))) for one in troubles]
        context = _whole(request, person) | {"refused": told(refusal), "troubles": said}
        return render(request, "directlink/tables.html", context, status=WRONG)
    kept(request, KEPT, rows=taken.rows, fresh=taken.fresh, table=Marked(TABLE_WORDS[kind]))
    return redirect("link_tables")


def _whole(request: HttpRequest, person: User) -> dict[str, Any]:
    text, cut = asked_text(request, "text"), cut_of(request.GET.get("page"))
    rows = connections.banks(text=text)
    return {
        "text": text,
        "page": cut.page(list(rows[cut.offset : cut.offset + cut.limit])),
        "fees": [{"row": row, "route": ROUTE_WORDS[Route(row.route)]} for row in connections.fees()],
        "watched": connections.watched(),
        "kinds": [(kind, words, HEADS[kind]) for kind, words in TABLE_WORDS.items()],
        "manages": may(person, MANAGE),
    }
