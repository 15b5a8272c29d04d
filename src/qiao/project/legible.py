"""The letter NUL, which no database takes, leads nowhere: PostgreSQL refuses the question, SQLite finds nothing."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

NUL, NUL_IN_JSON = "\0", b"\\u0000"
JSON = "application/json"
WRONG = 400


class LegibleMiddleware:
    """Answers such an address as one that is not there, a form with 400; a cookie with the letter counts as none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, without the cookies nobody of us made."""
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view_with_arguments: Any) -> HttpResponse | None:
        """Refuse before any page asks the database or writes to it."""
        if any(NUL in text for text in (request.path, *_texts(request.GET))):
            raise Http404
        if _is_wrong(request):
            words = _("What was sent holds a letter that cannot be kept (NUL). Type it again; nothing was changed.")
            return render(request, "refusal.html", {"words": words}, status=WRONG)
        return None


def _is_wrong(request: HttpRequest) -> bool:
    if request.content_type == JSON:
        return NUL_IN_JSON in request.body
    return any(NUL in text for text in _texts(request.POST))


def _texts(sent: QueryDict) -> Iterator[str]:
    return (text for name, values in sent.lists() for text in (name, *map(str, values)))
