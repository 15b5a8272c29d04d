"""From where somebody asks, as the request tells it."""

from django.conf import settings
from django.http import HttpRequest


def told_address(request: HttpRequest) -> str:
    """The visitor's network address; behind a proxy of ours the one that it adds last. It may be no address at all."""
    told = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return told.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
