"""A no to a program is never a page: what was answered in HTML below the interface is said again in its own form."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from qiao.ground.words import gettext_noop

INTERFACE = "/api/v1/"
FIRST_NO = 400
CODES = {
    400: ("request.invalid", gettext_noop("The request cannot be read.")),
    404: ("absent", gettext_noop("There is no such thing, or you may not see it.")),
    405: ("request.method", gettext_noop("This address is only read: GET.")),
}
OTHER = ("failed", gettext_noop("The answer failed; the administrator finds the cause in the log."))


class ProblemMiddleware:
    """Stands outside of everything that answers with a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only a no below the interface, and only one that is no JSON, is said again."""
        response = self.get_response(request)
        if not request.path.startswith(INTERFACE) or response.status_code < FIRST_NO:
            return response
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        code, words = CODES.get(response.status_code, OTHER)
        return JsonResponse({"code": code, "words": _(words)}, status=response.status_code)
