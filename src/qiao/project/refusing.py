"""A refusal becomes a page in words with the right status; nothing of the program's inside is shown."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.ground.refusals import Refusal
from qiao.ground.saying import say

FORBIDDEN, NOT_FOUND, CONFLICT, TOO_MANY = 403, 404, 409, 429


def status_of(refusal: Refusal) -> int:
    """403 where a right is missing, 404 where a thing is, 429 where it was too often, 409 for every other refusal."""
    if refusal.code.endswith(".often"):
        return TOO_MANY
    if refusal.code.startswith("authority."):
        return FORBIDDEN
    return NOT_FOUND if refusal.code.endswith(".unknown") else CONFLICT


class RefusalMiddleware:
    """Answers a refusal that a page let through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass through."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say the refusal in words; any other exception is not answered here."""
        if not isinstance(exception, Refusal):
            return None
        return render(request, "refusal.html", {"words": say(exception)}, status=status_of(exception))
