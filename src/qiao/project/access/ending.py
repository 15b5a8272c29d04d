"""Ends sessions that were left alone, have lasted a day, or whose person may not be inside; says so at the log-in."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from qiao.ground import clock
from qiao.ground.authority import closed
from qiao.ground.models import User
from qiao.ground.pieces import wants_piece
from qiao.project.access.deadlines import Deadlines, End
from qiao.project.access.sessions import BEGAN, SEEN, SessionStore

READING = frozenset({"GET", "HEAD"})


class SessionEndMiddleware:
    """Stands after the middleware that knows the person, and before the one that asks for a log-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End what is over; note that what lives was used."""
        session = request.session
        if not isinstance(session, SessionStore) or not isinstance(request.user, User) or SEEN not in session:
            return self.get_response(request)
        now = int(clock.now().timestamp())
        end = deadlines().end(began=int(session[BEGAN]), seen=int(session[SEEN]), now=now)
        if end is None and closed(request.user) is not None:
            end = End.CLOSED
        if end is not None:
            logout(request)
            if request.path == resolve_url(settings.LOGIN_URL):
                return self.get_response(request)
            return HttpResponseRedirect(way_to_log_in(request, end=end))
        if session.is_to_be_stamped(now):
            session.stamp()
        return self.get_response(request)


def deadlines() -> Deadlines:
    """The house's, from its settings."""
    return Deadlines(idle_seconds=settings.IDLE_MINUTES * 60, longest_seconds=settings.SESSION_COOKIE_AGE)


def way_to_log_in(request: HttpRequest, *, end: End | None) -> str:
    """The log-in's address, with the reason and the page to come back to where there are any."""
    back = page_of(request)
    query = {"ended": end.value if end else "", "next": "" if back == "/" else back}
    told = urlencode({name: value for name, value in query.items() if value})
    return resolve_url(settings.LOGIN_URL) + (f"?{told}" if told else "")


def page_of(request: HttpRequest) -> str:
    """The page a person has before his or her eyes: of a piece or a sent form it is the one that holds it."""
    if wants_piece(request):
        return _ours(request.headers.get("HX-Current-URL", ""), request)
    if request.method not in READING:
        return _ours(request.headers.get("Referer", ""), request)
    return request.get_full_path()


def _ours(address: str, request: HttpRequest) -> str:
    safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    parts = urlsplit(address) if safe else urlsplit("")
    return (parts.path + (f"?{parts.query}" if parts.query else "")) if parts.path.startswith("/") else "/"
