"""Certificates by a sheet: read with the reader of the record's sheets, checked cell by cell, taken in by HR."""

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.ground.authority import person_of, require
from qiao.ground.exports import FORMS
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill, say
from qiao.people.actions.certificates import take_in_certificates
from qiao.people.queries.certificates import fitting
from qiao.people.rules.sheet import HEADS, ReadSheet, read_certificates
from qiao.profile.queries import sheets

REFUSED, BYTES_MOST, NAME_LETTERS, TROUBLES_SHOWN = 409, 16 * 2**20, 100, 200


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest) -> HttpResponse:
    """Read a sheet: shown first with its troubles; taken in where the good rows are asked for."""
    person = person_of(request)
    require(person, "people.certificates")
    if request.method != "POST":
        return _page(request)
    given = request.FILES.get("sheet")
    if given is None:
        return _page(request, refused=_("Choose a file first."))
    file = str(given.name)[:NAME_LETTERS]
    try:
        content = given.read(BYTES_MOST + 1)
        read = fitting(read_certificates(sheets.sheet_rows(content, file=file)))
        if request.POST.get("take") != "1":
            return _page(request, read=read, file=file)
        digest = hashlib.sha256(content).hexdigest()
        sheet = take_in_certificates(read, file=file, digest=digest, person=person, actor=person.username)
    except Refusal as refusal:
        return _page(request, refused=say(refusal))
    told = _("%(rows)s rows were taken in, %(refused)s were not.") % {"rows": sheet.rows, "refused": sheet.refused}
    messages.success(request, told)
    return redirect("certificates")


def template(request: HttpRequest, form: str) -> HttpResponse:
    """An empty sheet with the heads of a certificate."""
    require(person_of(request), "people.certificates")
    answer = HttpResponse(sheets.empty_sheet(HEADS, form=form), content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="certificates.{form}"'
    return answer


def _page(request: HttpRequest, *, refused: str = "", read: ReadSheet | None = None, file: str = "") -> HttpResponse:
    troubles = read.troubles[:TROUBLES_SHOWN] if read else ()
    context = {
        "refused": refused,
        "read": read,
        "file": file,
        "heads": HEADS,
        "troubles": [(one.line, one.column, fill(one.words, {"text": one.text})) for one in troubles],
    }
    return render(request, "desk/certificates_hand_in.html", context, status=REFUSED if refused else 200)
