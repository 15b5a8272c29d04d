"""Schemes as pages: the list, one scheme that a manager understands, a draft with the linter's answer beside it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.appraisal.actions import schemes as writing
from qiao.appraisal.pages.scheme_parts import SAMPLE, compared_lines, example_of_page, parts_of
from qiao.appraisal.queries import schemes
from qiao.appraisal.queries.schemes import SchemeRecord
from qiao.appraisal.rules.scheme.findings import SEVERITY_WORDS
from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.appraisal.rules.scheme.states import STATE_WORDS, SchemeState
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.office import queries as office

WRONG = 409
TEXT_MOST, REASON_MOST, KEY_MOST, NUMBER_DIGITS = 200_000, 500, 160, 12
WRITING = "appraisal.scheme_write"


def scheme_list(request: HttpRequest) -> HttpResponse:
    """The schemes a person may read, the newest first."""
    person = person_of(request)
    require(person, "appraisal.schemes")
    cut = cut_of(request.GET.get("page"))
    rows = list(schemes.readable(person)[cut.offset : cut.offset + cut.limit])
    found = [(row, parts_of(schemes.scheme_of(row, strict=False))) for row in rows]
    context = {
        "page": cut.page(found),
        "state_words": {one.value: words for one, words in STATE_WORDS.items()},
        "may_write": may(person, WRITING),
        "today": clock.today(),
    }
    return render(request, "appraisal/schemes.html", context)


def scheme(request: HttpRequest, number: int) -> HttpResponse:
    """One scheme: in plain words, what the linter finds and what was waived, its example, another version beside it."""
    return _page(request, _readable(request, number))


def _readable(request: HttpRequest, number: int) -> SchemeRecord:
    person = person_of(request)
    require(person, "appraisal.schemes")
    found = schemes.readable(person).filter(pk=number).first() if number < schemes.LARGEST_NUMBER else None
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, record: SchemeRecord, *, refused: str = "") -> HttpResponse:
    person, on = person_of(request), clock.today()
    read = schemes.scheme_of(record, strict=False)
    draft = record.state == SchemeState.DRAFT.value
    checked = schemes.checked(read, on=on, record=record)
    others = schemes.schemes_compared(person, record)
    against = _chosen(request, others)
    context = {
        "record": record,
        "draft": draft,
        "state": STATE_WORDS[SchemeState(record.state)],
        "parts": parts_of(read),
        "example": example_of_page(read, plans=schemes.known_plans(), peers_least=schemes.peers_least_on(on)),
        "findings": [(one, checked.waivers.get(one.key)) for one in checked.findings],
        "standing": checked.standing,
        "severity_words": SEVERITY_WORDS,
        "others": others,
        "against": against,
        "lines": compared_lines(schemes.scheme_of(against, strict=False), read) if against else [],
        "waiting": office.open_approval(writing.SCHEME, record.code),
        "may_write": may(person, WRITING) and draft,
        "may_waive": may(person, "appraisal.scheme_waive") and draft and record.written_by != person.username,
        "may_search": may(person, "simulation.loopholes"),  # pages of a storey above, which says who may
        "may_simulate": may(person, "simulation.run"),
        "refused": refused,
    }
    return render(request, "appraisal/scheme.html", context, status=WRONG if refused else 200)


def _chosen(request: HttpRequest, others: list[SchemeRecord]) -> SchemeRecord | None:
    asked = request.GET.get("against", "")[:NUMBER_DIGITS]
    return next((one for one in others if str(one.pk) == asked), None)


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_new(request: HttpRequest) -> HttpResponse:
    """A new draft: its text, and beside it what the linter says of it."""
    require(person_of(request), WRITING)
    text = _given(request) if request.method == "POST" else SAMPLE
    return _drafting(request, text=text, record=None)


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_edit(request: HttpRequest, number: int) -> HttpResponse:
    """The text of a draft, and beside it what the linter says of it."""
    require(person_of(request), WRITING)
    record = _readable(request, number)
    text = _given(request) if request.method == "POST" else record.text
    return _drafting(request, text=text, record=record)


def _given(request: HttpRequest) -> str:
    """The typed text, or the uploaded file's."""
    file = request.FILES.get("file")
    if file is None:
        return str(request.POST.get("text", ""))[:TEXT_MOST].replace("\r\n", "\n")
    return str(file.read(writing.BYTES_MOST), "utf-8", errors="replace")


def _drafting(request: HttpRequest, *, text: str, record: SchemeRecord | None) -> HttpResponse:
    """Only looked at, or kept where the button says so and nothing is wrong in it."""
    person = person_of(request)
    context: dict[str, Any] = {"text": text, "record": record, "severity_words": SEVERITY_WORDS, "findings": None}
    try:
        read = read_scheme(text, file=record.code if record else _("the draft"), strict=False)
        found = schemes.checked(read, on=clock.today()).findings
        context |= {"findings": found, "shown": [(one, None) for one in found], "parts": parts_of(read)}
        if request.method == "POST" and request.POST.get("keep"):
            if record is None:
                kept = writing.add_scheme(text, file=_("the draft"), asker=person, actor=person.username)
            else:
                kept = writing.change_scheme(record.pk, content=text, actor=person)
            messages.success(request, _("The draft is kept."))
            return redirect("scheme", number=kept.pk)
    except Refusal as refusal:
        if refusal.code.startswith("authority."):
            raise
        context["refused"] = say(refusal)
    status = WRONG if request.method == "POST" and "refused" in context else 200
    return render(request, "appraisal/scheme_draft.html", context, status=status)


@require_POST
def scheme_ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a second person to publish."""
    person = person_of(request)
    record = _readable(request, number)
    try:
        asked = writing.ask_to_publish(number, reason=_reason(request), on=clock.today(), actor=person)
    except Refusal as refusal:
        return _told(request, record, refusal)
    return redirect("approval", number=asked.pk)


@require_POST
def scheme_waive(request: HttpRequest, number: int) -> HttpResponse:
    """Waive a finding for a reason."""
    person = person_of(request)
    record = _readable(request, number)
    finding = str(request.POST.get("finding", ""))[:KEY_MOST]
    try:
        writing.waive(number, finding=finding, reason=_reason(request), on=clock.today(), actor=person)
    except Refusal as refusal:
        return _told(request, record, refusal)
    messages.success(request, _("The finding is waived; the reason stands on the scheme."))
    return redirect("scheme", number=number)


def _reason(request: HttpRequest) -> str:
    return str(request.POST.get("reason", ""))[:REASON_MOST]


def _told(request: HttpRequest, record: SchemeRecord, refusal: Refusal) -> HttpResponse:
    """A refusal of the business on the scheme's own page; one of authority as everywhere."""
    if refusal.code.startswith("authority."):
        raise refusal
    return _page(request, record, refused=say(refusal))
