"""Kept questions by form: keep, share, schedule, take out, put back; the files that were written."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.looks import EXPORTED, looked
from qiao.questions.actions import keeping
from qiao.questions.models import KeptQuestion
from qiao.questions.queries import kept
from qiao.questions.queries.files import file_for


def kept_question(request: HttpRequest, number: int) -> HttpResponse:
    """A kept question, asked: in what the reader sees, whoever keeps it."""
    person = person_of(request)
    require(person, "questions.ask")
    one = kept.kept(number, person)
    if one is None:
        raise Http404
    return redirect(_address(one))


def _address(one: KeptQuestion) -> str:
    return f"{reverse('questions')}?{one.query}&kept={one.pk}"


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the question of the page under a name, or change the one that is open."""
    person, number = person_of(request), request.POST.get("number", "")
    one = keeping.keep_question(
        person,
        name=request.POST.get("name", ""),
        query=request.POST.get("query", ""),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 12 else 0,  # noqa: PLR2004  digits of an id
        actor=person.username,
    )
    messages.success(request, _("Kept."))
    return redirect(_address(one))


@require_POST
def share(request: HttpRequest, number: int) -> HttpResponse:
    """Share one of mine."""
    person = person_of(request)
    one = keeping.share_question(
        person,
        number=number,
        post=request.POST.get("post", ""),
        org=request.POST.get("org", ""),
        actor=person.username,
    )
    messages.success(request, _("Kept. Each reader sees the answer of what he or she may see."))
    return redirect(_address(one))


@require_POST
def schedule(request: HttpRequest, number: int) -> HttpResponse:
    """Say how often one of mine is written to a file."""
    person = person_of(request)
    one = keeping.schedule_question(
        person,
        number=number,
        rhythm=request.POST.get("rhythm", ""),
        form=request.POST.get("form", "csv"),
        actor=person.username,
    )
    messages.success(request, _("Kept."))
    return redirect(_address(one))


@require_POST
def take_out(request: HttpRequest, number: int) -> HttpResponse:
    """Take one of mine out; the message offers the way back."""
    person = person_of(request)
    one = keeping.take_question_out(person, number=number, actor=person.username)
    messages.success(request, _("The question %(name)s was taken out. It can be put back below.") % {"name": one.name})
    return redirect(f"{reverse('questions')}?out={one.pk}")


@require_POST
def put_back(request: HttpRequest, number: int) -> HttpResponse:
    """Put back what was taken out."""
    person = person_of(request)
    one = keeping.put_question_back(person, number=number, actor=person.username)
    messages.success(request, _("The question stands again."))
    return redirect(_address(one))


def written_file(request: HttpRequest, number: int, one: int) -> HttpResponseBase:
    """A file that was written for one of mine, as long as I may see what stands in it; it counts as taken away."""
    person = person_of(request)
    require(person, "questions.ask")
    run = file_for(person, number=number, one=one, on=clock.today())
    if run is None:
        raise Http404
    looked(person, kind=EXPORTED, subject=f"question {number}", detail={"rows": run.rows, "file": run.file})
    return FileResponse(kept.file_of(run).open("rb"), as_attachment=True, filename=run.file)
