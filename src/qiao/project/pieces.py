"""A piece of a page asked for after the log-in has run out: the whole page goes to the log-in."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from qiao.ground.pieces import wants_piece
from qiao.project.access.deadlines import end_of
from qiao.project.access.ending import way_to_log_in

FOUND, NO_CONTENT = 302, 204


class PieceMiddleware:
    """Turns the way to the log-in into one that htmx follows with the whole page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only a piece that would be answered by the log-in page is answered otherwise."""
        response = self.get_response(request)
        if not wants_piece(request) or response.status_code != FOUND:
            return response
        asked = urlsplit(response["Location"])
        if asked.path != resolve_url(settings.LOGIN_URL):
            return response
        end = end_of(parse_qs(asked.query).get("ended", [""])[0])
        return HttpResponse(status=NO_CONTENT, headers={"HX-Redirect": way_to_log_in(request, end=end)})
