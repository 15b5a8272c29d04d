"""Papers of a customer: attached to what they prove, handed out for keeping only, taken back with a reason."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.desk.pages.known import opened, subject_of, subjects_of
from qiao.ground import clock
from qiao.ground.authority import require
from qiao.ground.keeping import for_keeping
from qiao.ground.looks import OPENED, looked
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.office import papers
from qiao.office.rules.papers import BYTES_MOST
from qiao.profile.queries.record import record_of
from qiao.profile.queries.register import items_ever


@require_POST
def attach(request: HttpRequest, party_id: str) -> HttpResponse:
    """Attach a paper to an entry that stands, of an item that the person keeps."""
    person, customer = opened(request, party_id)
    topic, given = request.POST.get("topic", ""), request.FILES.get("paper")
    code, _space, entry = topic.partition(" ")
    require(person, "profile.write", items_ever(clock.today()).get(code))
    try:
        if given is None or (code, entry) not in record_of(customer.party_id, day=clock.today()):
            messages.error(request, _("Choose a file and what it proves."))
        else:
            content = given.read(BYTES_MOST + 1)
            papers.attach(
                subject_of(customer.party_id),
                topic=topic,
                name=str(given.name),
                content=content,
                actor=person.username,
            )
            messages.success(request, _("The paper is attached."))
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("customer_known", customer.party_id)


@require_GET
def paper(request: HttpRequest, party_id: str, number: int) -> HttpResponse:
    """The file, for keeping; who took it is kept."""
    person, customer = opened(request, party_id)
    found = papers.attachment_of(number, subjects_of(customer.party_id))
    if found is None or found.taken_back_at is not None:
        raise Http404
    content = papers.content_of(found)
    looked(person, kind=OPENED, subject=subject_of(customer.party_id), detail={"paper": found.pk, "file": found.name})
    return for_keeping(content, name=found.name)


@require_POST
def take_back(request: HttpRequest, party_id: str, number: int) -> HttpResponse:
    """Take a paper back."""
    person, customer = opened(request, party_id)
    found = papers.attachment_of(number, subjects_of(customer.party_id))
    if found is None:
        raise Http404
    require(person, "profile.write", items_ever(clock.today()).get(found.topic.partition(" ")[0]))
    try:
        papers.take_back(number, reason=request.POST.get("reason", ""), actor=person.username)
        messages.success(request, _("The paper is taken back."))
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("customer_known", customer.party_id)
