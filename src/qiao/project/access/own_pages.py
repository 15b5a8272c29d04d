"""One's own account: what one proves oneself with, where one is logged in, what happened at the door."""

import ipaddress

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from qiao.ground.authority import person_of, require
from qiao.ground.models import AuditRecord
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.project.access import actions, queries
from qiao.project.access.agents import BOTH, UNKNOWN, Agent
from qiao.project.access.demanding import lacks_factor

OTHERS = "others"
EVENT_WORDS = {
    "project.log_in": _("Logged in"),
    "project.log_out": _("Logged out"),
    "project.lock_out": _("Locked after wrong passwords"),
    "project.unlock": _("Lock lifted by an administrator"),
    "project.set_password": _("Password changed"),
    "project.change_factors": _("Second factor changed"),
    "project.tie_identity": _("Tied to single sign-on"),
    "project.drop_factors": _("Second factors taken away by an administrator"),
    "project.end_sessions": _("Other browsers logged out"),
    "project.add": _("Log-in made"),
    "project.renew": _("Post taken over from the bank's list of staff"),
}
OTHER_EVENT = _("Log-in changed by an administrator")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show it."""
    person = person_of(request)
    require(person, "access.own")
    sessions = queries.open_sessions(request, person)
    facts = {
        "factors": queries.factors_of(person),
        "is_demanded": lacks_factor(request),
        "codes_most": settings.MFA_RECOVERY_CODE_COUNT,
        "has_password": person.has_usable_password(),
        "passkeys_possible": not _is_number(request.get_host()),
        "sessions": [{"session": one, "words": _agent_words(one.agent)} for one in sessions],
        "others": len(sessions) - 1,
        "events": [_event(one) for one in queries.door_events(person)],
    }
    return render(request, "account/account.html", facts)


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Log out one other browser, or all but this one; numbers that are none of one's own end nothing."""
    person = person_of(request)
    require(person, "access.own")
    known = [one.id for one in queries.open_sessions(request, person) if one.id is not None and not one.is_this]
    asked = request.POST.get("session", "")
    ended = actions.end_sessions(person, ids=[id for id in known if asked in {OTHERS, str(id)}], actor=person.username)
    told = ngettext("%(count)s browser was logged out.", "%(count)s browsers were logged out.", ended)
    messages.success(request, told % {"count": ended})
    return HttpResponseRedirect(reverse("account"))


def _is_number(host: str) -> bool:
    """Whether the address is a number: passkeys are made for names only."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _agent_words(agent: Agent) -> str:
    if agent.browser and agent.system:
        return fill(BOTH, {"browser": agent.browser, "system": agent.system})
    return agent.browser or agent.system or gettext(UNKNOWN)


def _event(record: AuditRecord) -> dict[str, object]:
    new = record.new if isinstance(record.new, dict) else {}
    words = gettext(EVENT_WORDS.get(record.action, OTHER_EVENT))
    return {
        "at": record.at,
        "words": words,
        "address": new.get("address") or new.get("from", ""),
        "actor": record.actor,
    }
