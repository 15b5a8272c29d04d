"""What is done with a pair: a merge or a split asked for, "not the same", looked at again, a pair named by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.desk.pages.duplicates import context_of, seen_pair
from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.linkage.actions.deciding import look_again, say_not_same
from qiao.linkage.actions.finding import name_pair
from qiao.linkage.actions.merging import ask_merge, ask_merges, ask_split

REFUSED, ID_MOST, REASON_MOST = 409, 64, 500


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """One answer about one pair; a refusal is told on its page, and what was typed stays."""
    person = person_of(request)
    pair = seen_pair(person, number)
    try:
        _answered(request, person, number)
    except Refusal as refusal:
        typed = {"refused": say(refusal), "said": _reason(request)}
        return render(request, "desk/duplicate.html", context_of(person, pair) | typed, status=REFUSED)
    return redirect("duplicate", number)


def _answered(request: HttpRequest, person: User, number: int) -> None:
    answer, reason = request.POST.get("answer"), _reason(request)
    if answer == "merge":
        survivor = request.POST.get("survivor", "")[:ID_MOST]
        asked = ask_merge(number, survivor=survivor, reason=reason, on=clock.today(), actor=person)
        messages.success(request, _("Request no. %(number)s waits for a second person.") % {"number": asked.pk})
    elif answer == "apart":
        say_not_same(number, reason=reason, person=person, actor=person.username)
        messages.success(request, _("Remembered: two customers. No later search proposes them again."))
    elif answer == "again":
        look_again(number, reason=reason, person=person, actor=person.username)
        messages.success(request, _("The pair stands in the doubtful queue again."))


@require_POST
def ask_several(request: HttpRequest) -> HttpResponse:
    """Ask for several clear matches at once, each by a request of its own."""
    person = person_of(request)
    require(person, "linkage.merge_ask")
    numbers = [int(one) for one in request.POST.getlist("pair") if one.isascii() and one.isdigit()]
    asked, refused = ask_merges(numbers, reason=_reason(request), on=clock.today(), actor=person)
    if asked or not refused:
        messages.success(request, _("Merges asked for: %(n)s.") % {"n": asked})
    for refusal in dict.fromkeys(say(one) for one in refused):
        messages.warning(request, refusal)
    return redirect("duplicates")


@require_POST
def name(request: HttpRequest) -> HttpResponse:
    """Put two customers side by side by their numbers."""
    person = person_of(request)
    require(person, "linkage.decide")
    one, other = (request.POST.get(field, "").strip()[:ID_MOST] for field in ("one", "other"))
    try:
        pair = name_pair(one, other, person=person, actor=person.username)
    except Refusal as refusal:
        messages.warning(request, say(refusal))
        return redirect("duplicates")
    return redirect("duplicate", pair.pk)


@require_POST
def split(request: HttpRequest) -> HttpResponse:
    """Ask for a merged record to be a customer of its own again."""
    person = person_of(request)
    require(person, "linkage.merge_ask")
    back = request.POST.get("pair", "")
    try:
        party_id = request.POST.get("party", "")[:ID_MOST]
        asked = ask_split(party_id, reason=_reason(request), on=clock.today(), actor=person)
        messages.success(request, _("Request no. %(number)s waits for a second person.") % {"number": asked.pk})
    except Refusal as refusal:
        messages.warning(request, say(refusal))
    return redirect("duplicate", int(back)) if back.isascii() and back.isdigit() else redirect("duplicates")


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:REASON_MOST]
