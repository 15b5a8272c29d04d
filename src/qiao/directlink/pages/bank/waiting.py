"""What waits for the bank: payments whose result nobody has told, and orders that were stopped to be looked at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.directlink.actions import seconding
from qiao.directlink.actions.banking import PROPOSE
from qiao.directlink.actions.proposing import HELD, UNKNOWN
from qiao.directlink.pages.bank.telling import changes_told, seen_of
from qiao.directlink.queries import connections
from qiao.ground import clock
from qiao.ground.authority import may, person_of
from qiao.ground.paging import cut_of


def link_waiting(request: HttpRequest) -> HttpResponse:
    """All three lists, the longest wait first."""
    person, on = person_of(request), clock.today()
    seen = seen_of(person, on=on)
    unknown, held = connections.unknown_payments(), connections.held_instructions()
    if seen is not None:
        unknown, held = unknown.filter(instruction__enterprise_id__in=seen), held.filter(enterprise_id__in=seen)
    first, second = cut_of(request.GET.get("page")), cut_of(request.GET.get("held"))
    payments = first.page(list(unknown[first.offset : first.offset + first.limit]))
    orders = second.page(list(held[second.offset : second.offset + second.limit]))
    subjects = [*(one.transfer for one in payments.rows), *(str(one.pk) for one in orders.rows)]
    asked = connections.open_requests([UNKNOWN, HELD], subjects)
    context = {
        "payments": payments,
        "orders": orders,
        "unknown": [{"one": one, "asked": asked.get(one.transfer)} for one in payments.rows],
        "held": [
            {"one": one, "asked": asked.get(str(one.pk)), "names": connections.stopped_at(one)} for one in orders.rows
        ],
        "changes": changes_told(person, [one.name for one in seconding.KINDS], seen=seen),
        "proposes": may(person, PROPOSE),
    }
    return render(request, "directlink/waiting.html", context)
