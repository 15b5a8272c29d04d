"""One account: whose it is, who has which share on which days and why, what each person earns, the balance's curve."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.accounts import OpenedAccount, open_account, period_of
from qiao.contribution.queries.curves import balance_curves
from qiao.contribution.queries.figures import AccountFacts
from qiao.contribution.queries.runs import Run
from qiao.contribution.rules.shares import SharePart, ShareReason
from qiao.customers import queries as customers
from qiao.desk.pages.asking import picture_words
from qiao.desk.queries.customer import CURVE_DAYS
from qiao.desk.queries.sight import sees_customer
from qiao.ground import clock
from qiao.ground.authority import person_of, require, scope_of
from qiao.people import queries as people
from qiao.portfolio.rules.roles import ROLE_WORDS


def account(request: HttpRequest, account_id: str) -> HttpResponse:
    """The page of an account; that of a customer one does not see is not found."""
    person = person_of(request)
    require(person, "customers.see")
    run = figures.asked_run(request.GET.get("month", ""), request.GET.get("run", ""))
    facts = figures.party_of_account(run, account_id) if run else None
    on = clock.today()
    scope, period = scope_of(person, on=on), runs.serving_period(run, on=on)
    if run is None or facts is None or not sees_customer(scope, facts.party_id, [facts], period=period):
        raise Http404
    opened = open_account(run, account_id)
    assert opened is not None, account_id
    names = people.staff_names(sorted({part.staff_id for piece in opened.credit.share_pieces for part in piece.parts}))
    visible = {one.staff_id for one in people.visible_staff(scope).filter(staff_id__in=list(names))}
    figures_seen = visible | {""}  # nobody's are no secret of a colleague
    context = {
        "run": run,
        "months": runs.months(),
        "facts": facts,
        "opened": opened,
        "customer": customers.customer_of(facts.party_id),
        "org_name": people.org_names().get(facts.org_id, facts.org_id),
        "staff_names": names,
        "visible_staff": visible,
        "figures_seen": figures_seen,
        "figures_withheld": any(one.staff_id not in figures_seen for one in opened.credit.people),
        "pieces": [(piece, [_line(part, names) for part in piece.parts]) for piece in opened.credit.share_pieces],
        "days": period_of(run).days,
        "curve": _curve(run, facts, opened),
        "flagged": bool(figures.flagged(run, kind="account", keys=[account_id])),
    }
    return render(request, "desk/account.html", context)


def _line(part: SharePart, names: dict[str, str]) -> dict[str, Any]:
    """A part of a share in words."""
    name = names.get(part.staff_id, part.staff_id)
    if part.reason is ShareReason.REST:
        return {"name": _("unclaimed"), "share_bp": part.share_bp, "role": "", "why": _("no assignment covers it")}
    left = part.reason is ShareReason.LEFT
    why = _("%(name)s has left the post") % {"name": name} if left else ""
    role = _(ROLE_WORDS[part.role]) if part.role in ROLE_WORDS else part.role
    return {"name": _("unclaimed") if left else name, "share_bp": part.share_bp, "role": role, "why": why}


def _curve(run: Run, facts: AccountFacts, opened: OpenedAccount) -> dict[str, object] | None:
    until_day = period_of(run).until_day
    side = opened.facts.side.value
    found = balance_curves(
        run, [facts], {facts.product_id: side}, since_day=until_day - CURVE_DAYS, until_day=until_day
    )
    points = found.by_side.get(side, ())
    if not any(fen for _day, fen in points):
        return None
    kind = "loan" if side == "loan" else "deposit"
    series = {"name": _("Balance"), "kind": kind, "points": [list(point) for point in points]}
    return {"series": [series], "words": picture_words()}
