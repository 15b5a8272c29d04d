"""An enterprise's journal, record by record, and whether its chain is unbroken."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.directlink.pages.bank.telling import seen_enterprise
from qiao.directlink.queries import connections
from qiao.ground.authority import person_of
from qiao.ground.paging import cut_of

FACTS_LETTERS = 400


def link_journal(request: HttpRequest, customer_number: str) -> HttpResponse:
    """The journal, the newest record first; with `check` the whole chain is reckoned anew."""
    one = seen_enterprise(person_of(request), customer_number)
    cut, checked = cut_of(request.GET.get("page")), "check" in request.GET
    rows = connections.journal_of(one.pk)
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    context = {
        "one": one,
        "page": page,
        "lines": [(record, facts_said(record.facts)) for record in page.rows],
        "checked": checked,
        "broken": connections.journal_break(one) if checked else None,
    }
    return render(request, "directlink/journal.html", context)


def facts_said(facts: object) -> str:
    """Facts as they stand in the chain, on one line."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)[:FACTS_LETTERS] if facts else ""
