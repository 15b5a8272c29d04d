"""Certificates: who lapses when, everybody's certificates, one told by a form, taken back."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import kept
from qiao.people.actions import certificates as told
from qiao.people.queries import certificates
from qiao.people.queries.staff import staff_by_id, visible_ids
from qiao.people.rules.sheet import HEADS

WRONG, TEXT_MOST = 400, 100


@require_http_methods(["GET", "HEAD", "POST"])
def certificate_list(request: HttpRequest) -> HttpResponse:
    """What lapses within 90 days or has lapsed, of whom one sees; HR tells a certificate here."""
    person, on = person_of(request), clock.today()
    require(person, "people.certificates" if request.method == "POST" else "people.see")
    refused, typed = "", {name: str(request.POST.get(name, ""))[:TEXT_MOST] for name in HEADS}
    if request.method == "POST":
        try:
            row = told.set_certificate(typed, person=person, actor=person.username)
        except Refusal as refusal:
            if refusal.code.startswith("authority."):
                raise
            refused = say(refusal)
        else:
            kept(request, gettext_noop("The certificate is kept."))
            return redirect("career", staff_id=row.staff_id)
    stage = request.GET.get("stage", "")
    lines = _lines(visible_ids(scope_of(person, on=on)), stage=stage, on=on)
    context = {
        "page": cut_of(request.GET.get("page")).of(lines),
        "stage": stage,
        "stages": ("0", "7", "30", "60", "90"),
        "may_tell": may(person, "people.certificates"),
        "kinds": certificates.kinds_known(),
        "typed": typed,
        "refused": refused,
        "sheets": certificates.sheets() if may(person, "people.certificates") else [],
    }
    return render(request, "people/certificates.html", context, status=WRONG if refused else 200)


def _lines(staff_ids: list[str] | None, *, stage: str, on: date) -> list[dict[str, Any]]:
    found = certificates.lapsing_of(staff_ids, on=on)
    people = staff_by_id(found)
    lines = [
        {"staff": people[staff_id], "lapse": one, "left": (one.certificate.valid_to - on).days}
        for staff_id, lapses in found.items()
        for one in lapses
        if one.certificate.valid_to and (not stage or str(one.stage) == stage)
    ]
    return sorted(lines, key=lambda line: (line["left"], line["staff"].staff_id))


@require_POST
def certificate_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take a whole sheet of certificates back."""
    person = person_of(request)
    require(person, "people.certificates")
    try:
        told.take_back_sheet(number, reason=request.POST.get("reason", ""), person=person, actor=person.username)
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        kept(request, gettext_noop("The sheet's certificates are taken back."))
    return redirect("certificates")
