"""A house may demand a second factor of some posts: without one they reach their own account and nothing else."""

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from qiao.ground.models import User
from qiao.ground.pieces import wants_piece
from qiao.project.access import queries

OPEN = ("/account/", "/login/", "/logout/", "/language/")
KEYS = "/account/tokens/"
"""A token opens the interface without any second factor, so who lacks one makes none."""
NO_CONTENT = 204
ELSEWHERE = "socialaccount"
"""Who came by the bank's single sign-on was asked for a second factor there, or not, as that house wants it."""


class SecondFactorMiddleware:
    """Stands behind the demand for a log-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead who lacks the factor to where it is added."""
        is_open = request.path.startswith(OPEN) and not request.path.startswith(KEYS)
        if is_open or not isinstance(request.user, User) or not lacks_factor(request):
            return self.get_response(request)
        there = reverse("account")
        if wants_piece(request):
            return HttpResponse(status=NO_CONTENT, headers={"HX-Redirect": there})
        return HttpResponseRedirect(there)


def lacks_factor(request: HttpRequest) -> bool:
    """Whether the post demands a second factor and the person has none; costs a statement for such posts only."""
    person = request.user
    if not isinstance(person, User) or person.post not in settings.SECOND_FACTOR_POSTS:
        return False
    records = get_authentication_records(request, person)
    return not queries.has_factor(person) and not any(record.get("method") == ELSEWHERE for record in records)
