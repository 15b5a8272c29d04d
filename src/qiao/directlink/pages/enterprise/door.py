"""The door of the desk: a session of its own for operators of enterprises, who are no log-ins of the bank.

Every request asks anew whether the operator may still be inside: whoever was locked or closed, or changed the password
elsewhere, is out with the next click.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from qiao.directlink.actions.admitting import admit
from qiao.directlink.actions.entering import Entered
from qiao.directlink.actions.taking import Caller
from qiao.directlink.models import Enterprise, Operator
from qiao.directlink.queries import parties
from qiao.directlink.rules.rights import Post
from qiao.ground import clock
from qiao.ground.pieces import wants_piece
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.visitors import told_address

KEY = "directlink_operator"
IDLE, WHOLE = timedelta(minutes=15), timedelta(hours=10)
"""A session ends after a quarter of an hour without a click, and after a day's work in any case."""
NOTED_EVERY = timedelta(seconds=20)
"""A session's last use is noted no more often, so that not every look is a write."""
CHANNEL = "web"
MANAGING = frozenset({Post.ADMINISTRATOR, Post.SUPERVISOR})
"""Posts that manage rights and order nothing."""
FORBIDDEN, CONFLICT = 403, 409
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works here, for which enterprise, at which moment."""

    enterprise: Enterprise
    operator: Operator
    at: datetime

    @property
    def customer_number(self) -> str:
        """The enterprise's number."""
        return self.enterprise.customer_number

    @property
    def caller(self) -> Caller:
        """The operator as actions ask for one: by the web nothing is signed."""
        return Caller(self.customer_number, self.operator.pk, self.operator.name, CHANNEL, is_signed=False)

    @property
    def entered(self) -> Entered:
        """The operator as the actions of rights ask for one."""
        return Entered(self.enterprise, self.operator)

    @property
    def on(self) -> date:
        """The bank's day."""
        return localtime(self.at).date()

    @property
    def post(self) -> Post:
        """The operator's post."""
        return Post(self.operator.post)


Shown = Callable[Concatenate[HttpRequest, Desk, P], HttpResponse]


def inside(view: Shown[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page for whoever is inside; a visitor is led to the log-in, and a refusal is told in words."""

    @login_not_required  # of the bank's log-ins, which open nothing here
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        at = clock.now()
        found = desk_of(request, at=at)
        if not isinstance(found, Desk):
            return to_log_in(request, why=found)
        request.desk = found  # type: ignore[attr-defined]  # the frame reads it
        try:
            return view(request, found, *args, **kwargs)
        except Http404:
            return render(request, "enterprise/missing.html", status=404)
        except Refusal as refusal:
            return refused(request, refusal)

    return answered


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page that says what is not possible and why."""
    status = FORBIDDEN if refusal.code.startswith("rights.") else CONFLICT
    return render(request, "enterprise/refused.html", {"words": say(refusal)}, status=status)


def for_posts(*posts: Post) -> Callable[[Shown[P]], Shown[P]]:
    """A page of some posts; for others it is not there."""

    def narrowed(view: Shown[P]) -> Shown[P]:
        @wraps(view)
        def answered(request: HttpRequest, desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if desk.post not in posts:
                raise Http404
            return view(request, desk, *args, **kwargs)

        return answered

    return narrowed


def begin(request: HttpRequest, operator: Operator, *, at: datetime) -> None:
    """Begin a session: a fresh key, and nothing of what the browser had before."""
    request.session.flush()
    moment = at.isoformat()
    request.session[KEY] = {"id": operator.pk, "mark": _mark(operator), "since": moment, "seen": moment}
    rotate_token(request)


def end(request: HttpRequest) -> None:
    """End the session."""
    request.session.flush()


def desk_of(request: HttpRequest, *, at: datetime) -> Desk | str:
    """Who is inside, read anew; else the reason why nobody is, '' for a visitor."""
    kept = request.session.get(KEY)
    if not isinstance(kept, dict):
        return ""
    operator = parties.operator_by_id(kept["id"])
    why = _ended(kept, operator, request, at=at)
    if operator is None or why:
        request.session.flush()
        return why or "out"
    if at - datetime.fromisoformat(kept["seen"]) >= NOTED_EVERY:
        request.session[KEY] = kept | {"seen": at.isoformat()}
    return Desk(operator.enterprise, operator, at)


def _ended(kept: dict[str, Any], operator: Operator | None, request: HttpRequest, *, at: datetime) -> str:
    if at - datetime.fromisoformat(kept["seen"]) > IDLE:
        return "idle"
    if at - datetime.fromisoformat(kept["since"]) > WHOLE:
        return "long"
    stays = (
        operator is not None
        and operator.is_active
        and operator.locked_at is None
        and operator.enterprise.state != "closed"
        and hmac.compare_digest(kept["mark"], _mark(operator))
    )
    if operator is None or not stays:
        return "out"
    return "elsewhere" if _is_elsewhere(operator, request, at=at) else ""


def _is_elsewhere(operator: Operator, request: HttpRequest, *, at: datetime) -> bool:
    """Whether a session was carried to an address that was not agreed on."""
    try:
        admit(operator, address=told_address(request), at=at)
    except Refusal:
        return True
    return False


def _mark(operator: Operator) -> str:
    """What changes with the password: sessions begun with the old one end."""
    return salted_hmac("qiao.directlink.desk", operator.password, algorithm="sha256").hexdigest()


def to_log_in(request: HttpRequest, *, why: str) -> HttpResponse:
    """The way to the log-in, with the reason and the page to come back to."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} and not wants_piece(request) else ""
    query = {"ended": why, "next": "" if back == reverse("link_overview") else back}
    told = urlencode({name: value for name, value in query.items() if value})
    address = reverse("link_log_in") + (f"?{told}" if told else "")
    if wants_piece(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
