"""What a person chooses for all pages: the unit in which money is shown. Kept in a cookie, like the language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from qiao.ground.figures import Unit

UNIT_COOKIE = "qiao_unit"
YEAR_SECONDS = 365 * 24 * 60 * 60


def unit_of(request: HttpRequest) -> Unit:
    """The person's unit; ten thousands where none was chosen, the trade's way of reading balances."""
    try:
        return Unit(request.COOKIES.get(UNIT_COOKIE, Unit.WAN))
    except ValueError:
        return Unit.WAN


@require_POST
def choose_unit(request: HttpRequest) -> HttpResponse:
    """Remember the unit and go back to the page it was chosen on."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    chosen = request.POST.get("unit", "")
    if chosen in set(Unit):
        response.set_cookie(
            UNIT_COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=settings.SECURE
        )
    return response
