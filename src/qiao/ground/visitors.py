"""From where somebody asks, as the request tells it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def told_address(request: HttpRequest) -> str:
    """The visitor's network address; behind a proxy of ours the one that it adds last. It may be no address at all."""
    return address_of(request.META)


def address_of(environ: Mapping[str, Any]) -> str:
    """The same of a request that has not come to the framework, as WSGI hands it over."""
    told = str(environ.get("HTTP_X_FORWARDED_FOR", "")) if settings.BEHIND_PROXY else ""
    return told.rpartition(",")[2].strip() or str(environ.get("REMOTE_ADDR", ""))
