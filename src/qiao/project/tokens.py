"""One's own tokens: the list, a new one, an end to one. Who makes one has shown lately who he or she is."""

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.ground import clock, tokens
from qiao.ground.authority import person_of

DIGITS_MOST = 4


@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # the library has no types
def token_page(request: HttpRequest) -> HttpResponse:
    """One's own tokens; a new one is shown with this very answer, once."""
    person = person_of(request)
    fresh = ""
    if request.method == "POST":
        fresh = tokens.make(
            person,
            name=request.POST.get("name", ""),
            scopes=request.POST.getlist("scopes"),
            days=_days(request.POST.get("days", "")),
            actor=person.username,
        )
    days_most = tokens.sources.days_most(clock.today())
    context = {
        "tokens": tokens.tokens_of(person),
        "fresh": fresh,
        "today": clock.today(),
        "scopes": [(scope, _(words)) for scope, words in tokens.SCOPES.items()],
        "days_usual": min(tokens.DAYS_USUAL, days_most),
        "days_most": days_most,
        "scopes_shown": {scope: _(words) for scope, words in tokens.SCOPES.items()},
    }
    return render(request, "project/tokens.html", context)


@require_POST
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    """End a token at once."""
    person = person_of(request)
    tokens.revoke(person, number=number, actor=person.username)
    return redirect("tokens")


def _days(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MOST else 0
