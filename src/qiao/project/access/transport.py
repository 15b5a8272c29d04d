"""Pages travel by HTTPS. Only on the machine itself, under a loopback name, they are served without it."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

LOOPBACK_NAMES = frozenset({"localhost"})


class TransportMiddleware:
    """Leads a request that came without HTTPS to where it is encrypted; cookies of loopback pages may go without it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what is safe."""
        if not settings.SECURE or request.is_secure():
            return self.get_response(request)
        if not is_loopback(request.get_host()):
            return HttpResponsePermanentRedirect(f"https://{request.get_host()}{request.get_full_path()}")
        response = self.get_response(request)
        for cookie in response.cookies.values():
            cookie["secure"] = ""
        return response


def is_loopback(host: str) -> bool:
    """Whether a host, with or without a port, is this very machine: 127.0.0.1:8000, localhost, [::1]."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if name in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
