"""The letter NUL, which no database takes, leads nowhere: PostgreSQL refuses the question, SQLite finds nothing."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

NUL = "\0"


class LegibleMiddleware:
    """Answers an address with such a letter as one that is not there, and takes a cookie with one for none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, without the cookies nobody of us made."""
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view_with_arguments: Any) -> None:
        """Refuse before any page asks the database."""
        asked = (text for name, values in request.GET.lists() for text in (name, *values))
        if any(NUL in text for text in (request.path, *asked)):
            raise Http404
