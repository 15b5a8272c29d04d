"""The lock after too many wrong passwords: its words, until when it holds, its record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime

from qiao.ground import clock
from qiao.project.access import actions
from qiao.project.access.visitors import address_of, name_of

TOO_MANY = 429


def locked_out(
    request: HttpRequest, _answer: HttpResponse | None, credentials: Mapping[str, Any] | None
) -> HttpResponse:
    """Answer an attempt on a locked name: when it ends, who can end it sooner. The one that locks it is recorded."""
    name, address = name_of(request, credentials), address_of(request)
    until = _until(name, address)
    if getattr(request, "axes_failures_since_start", None) is not None:
        actions.lock_out(name, address=address, until=until.isoformat(timespec="seconds"), actor=actions.GATE)
    facts = {
        "name": name,
        "until": until,
        "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60,
        "failures": settings.AXES_FAILURE_LIMIT,
    }
    return render(request, "account/locked.html", facts, status=TOO_MANY)


def _until(name: str, address: str) -> datetime:
    last = AccessAttempt.objects.filter(username=name, ip_address=address).order_by("-attempt_time").first()
    begun = last.attempt_time if last else clock.now()
    return localtime(begun + settings.AXES_COOLOFF_TIME)
