"""What stands around the REST interface: no page ever goes to a program, and a counted request is counted off."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from qiao.directlink.api.rest import problems
from qiao.directlink.api.rest.door import end


class RestMiddleware:
    """Stands outside of everything that answers with a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What is no problem but a no is said again as one."""
        if not problems.is_interface(request):
            return self.get_response(request)
        try:
            answer = self.get_response(request)
        finally:
            end(request)
        is_no = answer.status_code >= problems.FIRST_NO
        if is_no and answer.headers.get("Content-Type", "").partition(";")[0] != problems.KIND:
            with translation.override(_language(request)):
                return problems.plain(answer.status_code, request.path)
        return answer

    def process_view(self, request: HttpRequest, *_called: object) -> HttpResponse | None:
        """Speak the language that the program asks for; refuse names that the address does not know."""
        if not problems.is_interface(request):
            return None
        translation.activate(_language(request))  # what stands outside puts its own back
        from qiao.directlink.api.rest.mount import unknown_names  # noqa: PLC0415  pages are served without it

        return unknown_names(request)


def _language(request: HttpRequest) -> str:
    """English where the program asks for it first, else the house's."""
    return problems.language_of(request.headers.get("Accept-Language", ""))
