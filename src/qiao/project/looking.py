"""One request is one look at the bank: what was read once while it is answered is not read again."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from qiao.ground.once import one_look


class OneLookMiddleware:
    """Opens a look for every request; an answer that streams has left it and reads for itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within one look."""
        with one_look():
            return self.get_response(request)
