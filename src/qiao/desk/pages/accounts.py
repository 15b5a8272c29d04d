"""One account: whose it is, who has which share on which days and why, what each person earns, the balance's curve."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.accounts import period_of
from qiao.contribution.rules.shares import SharePart, ShareReason
from qiao.customers import queries as customers
from qiao.desk.pages.asking import picture_words
from qiao.desk.queries.account import SeenAccount, account_of
from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.people.queries import staff as people
from qiao.portfolio.rules.roles import ROLE_WORDS


def account(request: HttpRequest, account_id: str) -> HttpResponse:
    """The page of an account; that of a customer one does not see is not found."""
    person = person_of(request)
    require(person, "customers.see")
    run = figures.asked_run(request.GET.get("month", ""), request.GET.get("run", ""))
    seen = account_of(person, account_id, run, on=clock.today())
    if seen is None:
        raise Http404
    opened, facts = seen.opened, seen.facts
    context = {
        "run": seen.run,
        "months": runs.months(),
        "facts": facts,
        "opened": opened,
        "customer": customers.customer_of(facts.party_id),
        "org_name": people.org_names().get(facts.org_id, facts.org_id),
        "staff_names": seen.names,
        "visible_staff": seen.visible,
        "figures_seen": seen.figures_seen,
        "figures_withheld": any(one.staff_id not in seen.figures_seen for one in opened.credit.people),
        "pieces": [(piece, [_line(part, seen.names) for part in piece.parts]) for piece in opened.credit.share_pieces],
        "days": period_of(seen.run).days,
        "curve": _curve(seen),
        "flagged": seen.flagged,
    }
    return render(request, "desk/account.html", context)


WHY = {
    ShareReason.LEFT: gettext_noop("%(name)s has left the post"),
    ShareReason.BARRED: gettext_noop("%(name)s is suspended or without a certificate; the plan credits no such day"),
}


def _line(part: SharePart, names: dict[str, str]) -> dict[str, Any]:
    """A part of a share in words."""
    name = names.get(part.staff_id, part.staff_id)
    if part.reason is ShareReason.REST:
        return {"name": _("unclaimed"), "share_bp": part.share_bp, "role": "", "why": _("no assignment covers it")}
    why = _(WHY[part.reason]) % {"name": name} if part.reason in WHY else ""
    role = _(ROLE_WORDS[part.role]) if part.role in ROLE_WORDS else part.role
    return {"name": _("unclaimed") if why else name, "share_bp": part.share_bp, "role": role, "why": why}


def _curve(seen: SeenAccount) -> dict[str, object] | None:
    if not any(fen for _day, fen in seen.curve):
        return None
    kind = "loan" if seen.side == "loan" else "deposit"
    series = {"name": _("Balance"), "kind": kind, "points": [list(point) for point in seen.curve]}
    return {"series": [series], "words": picture_words()}
