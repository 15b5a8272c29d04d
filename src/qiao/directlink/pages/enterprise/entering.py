"""Coming in and going out: the log-in with its strikes, the log-out, and the own password."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from qiao.directlink.actions import entering
from qiao.directlink.actions.admitting import address_said
from qiao.directlink.models import Operator
from qiao.directlink.pages.enterprise.door import Desk, begin, desk_of, end, inside
from qiao.ground import clock
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import typed_in
from qiao.ground.visitors import told_address
from qiao.ground.words import gettext_noop

WRONG = 400
NAME_LETTERS, PASSWORD_LETTERS = 40, 200


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    """Customer number, user name and password; whoever is inside already goes on."""
    at = clock.now()
    back = _back(request)
    if request.method != "POST":
        if isinstance(desk_of(request, at=at), Desk):
            return HttpResponseRedirect(back)
        return render(request, "enterprise/log_in.html", {"ended": _why(request), "back": back, "typed": {}})
    typed = typed_in(request, ("customer", "user"), most=NAME_LETTERS)
    password = str(request.POST.get("password", ""))[:PASSWORD_LETTERS]
    try:
        entered = entering.sign_on(
            typed["customer"].strip(), typed["user"].strip(), password=password, address=told_address(request), at=at
        )
    except Refusal as refusal:
        context = {"refused": say(refusal), "back": back, "typed": typed}
        return render(request, "enterprise/log_in.html", context, status=WRONG)
    if entered.enterprise.state == "closed":
        context = {"refused": _("The link of this enterprise is closed; ask the bank."), "back": back, "typed": typed}
        return render(request, "enterprise/log_in.html", context, status=WRONG)
    begin(request, entered.operator, at=at)
    return HttpResponseRedirect(back)


def _back(request: HttpRequest) -> str:
    """The page that somebody wanted, if it is one of ours."""
    wished = str(request.POST.get("next") or request.GET.get("next") or "")
    safe = url_has_allowed_host_and_scheme(
        wished, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wished if safe and wished.startswith("/") else "/"


def _why(request: HttpRequest) -> str:
    words = {
        "idle": _("You were logged out after a quarter of an hour without a click. Nothing that was sent is lost."),
        "long": _("A day's session is over; log in again."),
        "out": _("Your log-in was ended: the operator was locked or closed, or the password was changed."),
        "elsewhere": _("Your log-in was ended: the bank has not agreed to your address, %(address)s.")
        % {"address": address_said(told_address(request))},
    }
    return words.get(str(request.GET.get("ended", "")), "")


@login_not_required
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session; harmless for a visitor."""
    end(request)
    return redirect("link_log_in")


@inside
@sensitive_post_parameters("old", "new", "again")
def own_password(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Change the own password; sessions elsewhere end with it."""
    if request.method != "POST":
        return render(request, "enterprise/password.html")
    typed = typed_in(request, ("old", "new", "again"), most=PASSWORD_LETTERS)
    try:
        _change(desk, typed)
    except Refusal as refusal:
        if isinstance(desk_of(request, at=desk.at), Desk):
            return render(request, "enterprise/password.html", {"refused": say(refusal)}, status=WRONG)
        return redirect("link_log_in")
    begin(request, Operator.objects.select_related("enterprise").get(pk=desk.operator.pk), at=desk.at)
    messages.success(request, _("The password is changed."))
    return redirect("link_rights")


def _change(desk: Desk, typed: dict[str, str]) -> None:
    if typed["new"] != typed["again"]:
        raise Refusal("operator.again", gettext_noop("The new password was typed differently the second time."))
    entering.change_password(desk.entered, typed["old"], new=typed["new"], at=desk.at)
