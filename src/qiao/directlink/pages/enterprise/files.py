"""Files of orders at the desk: given in, listed, one with its parts and faults, and the report that a program reads."""

from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qiao.directlink.actions.receiving import receive
from qiao.directlink.adapters.cores import core_of_house
from qiao.directlink.models import OrderFile
from qiao.directlink.pages.enterprise.door import Desk, for_posts, inside
from qiao.directlink.pages.enterprise.telling import channel_name, told
from qiao.directlink.queries import messages as messages_of
from qiao.directlink.queries import order_files
from qiao.directlink.queries.file_reports import words_of
from qiao.directlink.rules.files import TAKEN, FileKind
from qiao.directlink.rules.rights import Post
from qiao.ground import clock
from qiao.ground.keeping import for_keeping
from qiao.ground.paging import Page, cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.words import gettext_noop

WRONG = 400
FAULTS_SHOWN = 200
LEVEL_WORDS = {
    "file": gettext_noop("the whole file"),
    "part": gettext_noop("a part"),
    "payment": gettext_noop("one payment"),
}
KIND_WORDS = {
    FileKind.PAYMENTS.value: gettext_noop("payments"),
    FileKind.COLLECTIONS.value: gettext_noop("collections"),
}


@inside
@for_posts(Post.OPERATOR)
def file_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The files within one's sight, and the form that gives another one in."""
    refused = ""
    if request.method == "POST":
        try:
            return _given_in(request, desk)
        except Refusal as refusal:
            refused = say(refusal)
    cut = cut_of(request.GET.get("page"))
    rows = order_files.files_seen(desk.customer_number, desk.operator.pk)[cut.offset : cut.offset + cut.limit]
    page = cut.page(list(rows))
    lines = Page(tuple(_line(one) for one in page.rows), page.number, page.more, page.size)
    context = {"page": lines, "refused": refused}
    return render(request, "enterprise/files.html", context, status=WRONG if refused else 200)


def _given_in(request: HttpRequest, desk: Desk) -> HttpResponse:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        raise Refusal("file.none", gettext_noop("Choose a file first."))
    found = receive(cast(BinaryIO, sent.file), desk.caller, at=clock.now(), core=core_of_house())
    if found.is_replay:
        messages.info(request, _("This very file was given in before; here is what became of it."))
    elif found.file.state == TAKEN:
        messages.success(request, _("The file is taken. Its parts wait for their signatures, if any are wanted."))
    return redirect("link_file", number=found.file.pk)


def _line(one: OrderFile) -> dict[str, Any]:
    return {
        "row": one,
        "kind": _(KIND_WORDS[one.kind]),
        "by": channel_name(one.channel),
        "is_taken": one.state == TAKEN,
        "faults": len(one.faults),
    }


@inside
@for_posts(Post.OPERATOR)
def file(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """One file: its parts as orders, and what is wrong in it."""
    found = _seen(desk, number)
    sight = order_files.sights_of([found], desk.customer_number, desk.operator.pk)[found.pk]
    wrong = found.faults if sight.is_whole else []
    context = _line(found) | {
        "parts": told(sight.orders),
        "sees_whole": sight.is_whole,
        "wrong": [_fault(row) for row in wrong[:FAULTS_SHOWN]],
        "wrong_left": len(wrong[FAULTS_SHOWN:]),
    }
    return render(request, "enterprise/file.html", context)


def _seen(desk: Desk, number: int) -> OrderFile:
    found = order_files.file_seen(desk.customer_number, desk.operator.pk, number)
    if found is None:
        raise Http404
    return found


def _fault(row: dict[str, Any]) -> dict[str, Any]:
    level = LEVEL_WORDS[row["level"]]
    return row | {"level": _(level), "words": words_of(row)}


@inside
@for_posts(Post.OPERATOR)
def file_report(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:  # noqa: ARG001  the door's signature
    """The status report (pain.002) of a file, as it stands now."""
    found = _seen(desk, number)
    if not order_files.sees_whole(found, desk.customer_number, desk.operator.pk):
        raise Http404
    told_back = messages_of.report_on(found, at=clock.now())
    return for_keeping(told_back.content, name=f"pain.002-{found.pk}.xml", kind=told_back.kind)
