"""Claims: of what nobody has, with papers; a contest with both reasons side by side; a memo of shadow credit."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from qiao.contribution.queries import figures, unclaimed
from qiao.contribution.queries.runs import Run
from qiao.contribution.queries.sight import whose_unclaimed
from qiao.customers import queries as customers
from qiao.desk.pages.asking import typed_text
from qiao.desk.pages.known import seen_of
from qiao.desk.pages.portfolio import TOLD_BESIDE, WRONG
from qiao.desk.queries.effect import annex_of, effect_of
from qiao.desk.queries.portfolio import colleagues_of, size_unjudged, stands_on
from qiao.desk.queries.sight import opens_customer
from qiao.desk.rules.portfolio import masked_name
from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.keeping import for_keeping
from qiao.ground.looks import OPENED, looked
from qiao.ground.models import User
from qiao.ground.paging import Cut, cut_of
from qiao.ground.periods import day_number, day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import handed_in
from qiao.office import papers
from qiao.office import queries as office
from qiao.office.rules.papers import BYTES_MOST
from qiao.office.trail import names_of
from qiao.people.queries import staff as people
from qiao.portfolio.actions import changing, claiming, shading
from qiao.portfolio.queries import fitting
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.asking import ask_of
from qiao.portfolio.rules.lines import percent
from qiao.portfolio.rules.reading import first_day, read_share
from qiao.portfolio.rules.roles import COVER, ROLE_WORDS
from qiao.portfolio.rules.shares import Act, Ask, Part

CLAIMING = frozenset({"rm", "lead"})
NAMED_MOST = 5_000
OF_THE_CUSTOMER = frozenset({"portfolio.barred", "shares.two_leads", "shares.has_none"})
"""Refusals that name the customer's sizes or the people who serve it."""
FIELDS = ("since", "account", "role", "share", "reason")


def claim_list(request: HttpRequest) -> HttpResponse:
    """Claims that wait, one's own, and what is unclaimed of the customers one sees; any other by its number."""
    person, on = person_of(request), clock.today()
    require(person, "portfolio.claims")
    asked, run = request.GET.get("number", "").strip()[:64], figures.asked_run("")
    if asked:
        found = asked if _may_open(person, asked, on=on) else _named(person, run, asked)
        return redirect("claim", found) if found and _may_open(person, found, on=on) else _unknown(request, asked)
    listed = None
    if run is not None:
        whose = whose_unclaimed(person, run, on=on)
        listed = unclaimed.unclaimed_rows(run, cut_of(request.GET.get("page")), whose=whose, order="amount")
    rows = listed.rows if listed else ()
    waiting = [one for one in office.approvals_to_decide(person) if one.kind == portfolio.CLAIM]
    own = [one for one in office.approvals_asked_by(person) if one.kind == portfolio.CLAIM]
    context = {
        "run": run,
        "page": listed,
        "names": customers.customer_names([row.party_id for row in rows]),
        "waiting": [(one, portfolio.party_of_claim(one.subject)) for one in waiting],
        "own": [(one, portfolio.party_of_claim(one.subject)) for one in own],
        "names_of_askers": names_of(sorted({one.asked_by for one in waiting})),
        "org_names": people.org_names(),
        "may_claim": person.post in CLAIMING,
        "days": (run.until - run.since).days if run else 1,
    }
    return render(request, "desk/claims.html", context)


def _named(person: User, run: Run | None, name: str) -> str:
    """The number of the customer of this whole name, kept by the person's branch and not all claimed; '' for none.

    Two of one name are not told apart, and no part of a name finds anybody: nothing is told but what was typed.
    """
    if run is None or person.post not in CLAIMING:
        return ""
    whose = unclaimed.Whose(sorted(portfolio.branch_orgs(person.staff_id)))
    parties = unclaimed.unclaimed_parties(run, Cut(1, NAMED_MOST), whose=whose).rows
    found = [one for one, called in customers.customer_names(parties).items() if called == name]
    return found[0] if len(found) == 1 else ""


def _may_open(person: User, party_id: str, *, on: date) -> bool:
    """Whether the page of claims of this number is the person's; a customer kept elsewhere is told as none is."""
    if customers.customer_of(party_id) is None:
        return False
    return opens_customer(person, party_id, on=on) or portfolio.may_claim(person, party_id)


def _unknown(request: HttpRequest, asked: str) -> HttpResponse:
    messages.warning(request, _("Your branch keeps no customer %(number)s.") % {"number": asked})
    return redirect("claims")


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, party_id: str) -> HttpResponse:
    """A customer's open claims side by side, and the form of a claim; the name only to who may see the customer."""
    person, on = person_of(request), clock.today()
    require(person, "portfolio.claims")
    customer = customers.customer_of(party_id)
    if customer is None or not _may_open(person, party_id, on=on):
        raise Http404
    sees = opens_customer(person, party_id, on=on)
    unclaimed_bp = stands_on(portfolio.lines_of(party_id), day=day_number(on))[0].unclaimed_bp
    context = {
        "party_id": party_id,
        "sees": sees,
        "name": customer.name if sees else masked_name(customer.name),
        "claims": _claims(person, party_id),
        "claimed": any(one.asked_by == person.username for one in portfolio.open_claims(party_id)),
        "unclaimed_bp": unclaimed_bp,
        "roles": [(code, _(words)) for code, words in ROLE_WORDS.items() if code != COVER],
        "typed": {"since": on.isoformat(), "role": "lead", "share": percent(unclaimed_bp) if unclaimed_bp else ""},
        "size_unjudged": size_unjudged(party_id, on=on),
        "may_ask": person.post in CLAIMING and portfolio.may_claim(person, party_id),
    }
    if request.method != "POST":
        return render(request, "desk/claim.html", context)
    typed = {name: typed_text(request, name) for name in FIELDS}
    try:
        return _asked(request, person, party_id, typed=typed, context=context)
    except Refusal as refusal:
        if not refusal.code.startswith(TOLD_BESIDE):
            raise
        told = say(refusal) if sees or refusal.code not in OF_THE_CUSTOMER else _untold(person, on=on)
        return render(request, "desk/claim.html", context | {"typed": typed, "refused": told}, status=WRONG)


def _untold(person: User, *, on: date) -> str:
    """Why not, as far as it is the person's own matter: sizes and people of a masked customer are not tried out."""
    own = fitting.barred([person.staff_id], on=on).get(person.staff_id, ())
    if own:
        return _("You cannot be given customers: %(why)s.") % {"why": own[0]}
    return _(
        "You cannot claim this customer as it stands: its size, its kind or who serves it is against it. You do not "
        "see the customer, so no more is told; ask your lead, who may."
    )


def _asked(
    request: HttpRequest, person: User, party_id: str, *, typed: dict[str, str], context: dict[str, Any]
) -> HttpResponse:
    """Look at what the claim does, or make it."""
    on, since = clock.today(), first_day(typed["since"])
    require(person, "portfolio.claim", portfolio.claim_subject(party_id, person.staff_id))
    part = Part(person.staff_id, typed["role"], read_share(typed["share"]))
    if request.POST.get("answer") != "ask":
        ask = Ask(Act.CLAIM, typed["account"], day_number(since), parts=(part,))
        before, after = portfolio.lines_of(party_id), changing.preview(party_id, ask, on=on)
        sees = context["sees"]
        annexes = annex_of(effect_of(party_id, before, after, day=ask.since_day)) if sees else []
        looks = [
            {"annex": one, "rows": [list(zip(one.heads, row, strict=True)) for row in one.rows]} for one in annexes
        ]
        shown = [[one for one in lines if sees or one.staff_id == person.staff_id] for lines in (before, after)]
        changes = changing.told_changes(*shown, since_day=ask.since_day)
        return render(request, "desk/claim.html", context | {"typed": typed, "annexes": looks, "changes": changes})
    given = [(str(one.name), one.read(BYTES_MOST + 1)) for one in request.FILES.getlist("papers")[:10]]
    asked = claiming.claim(
        party_id,
        part,
        account_id=typed["account"],
        since=since,
        reason=typed["reason"],
        papers=given,
        on=on,
        actor=person,
    )
    return handed_in(request, asked.pk)


def _claims(person: User, party_id: str) -> list[dict[str, Any]]:
    """The open claims that the person may read, each with its papers."""
    found = [one for one in portfolio.open_claims(party_id) if office.may_read(person, one)]
    staff = [one.subject.rpartition("|")[2] for one in found]
    names = people.staff_names(staff)
    return [
        {
            "one": one,
            "name": names.get(staff_id, staff_id),
            "part": ask_of(one.wish["ask"]).parts[0],
            "role": _(ROLE_WORDS.get(ask_of(one.wish["ask"]).parts[0].role, "")),
            "papers": papers.attachments_of([portfolio.papers_subject(one.pk)]),
            "may_decide": office.may_decide(person, one),
        }
        for one, staff_id in zip(found, staff, strict=True)
    ]


@require_GET
def claim_paper(request: HttpRequest, number: int, paper: int) -> HttpResponse:
    """A paper of a claim, for keeping, to who may read the claim; who took it is kept."""
    person = person_of(request)
    require(person, "portfolio.claims")
    asked = office.approval_of(number)
    found = papers.attachment_of(paper, [portfolio.papers_subject(number)])
    if asked.kind != portfolio.CLAIM or not office.may_read(person, asked) or found is None:
        raise Http404
    content = papers.content_of(found)
    looked(
        person, kind=OPENED, subject=portfolio.papers_subject(number), detail={"paper": found.pk, "file": found.name}
    )
    return for_keeping(content, name=found.name)


@require_http_methods(["GET", "HEAD", "POST"])
def shadow(request: HttpRequest, party_id: str) -> HttpResponse:
    """The form of a memo of shadow credit."""
    person, seen = seen_of(request, party_id)
    shown, on = seen.customer.party_id, clock.today()
    require(person, "portfolio.ask", shown)
    context: dict[str, Any] = {
        "customer": seen.customer,
        "colleagues": colleagues_of(person),
        "typed": {"since": on.isoformat()},
    }
    if request.method != "POST":
        return render(request, "desk/shadow.html", context)
    typed = {name: typed_text(request, name) for name in ("staff", "share", "since", "until", "reason")}
    try:
        asked = shading.propose(
            shown,
            typed["staff"],
            share_bp=read_share(typed["share"]),
            since=first_day(typed["since"]),
            until=day_of_text(typed["until"]),
            reason=typed["reason"],
            on=on,
            actor=person,
        )
        return handed_in(request, asked.pk)
    except Refusal as refusal:
        if not refusal.code.startswith(TOLD_BESIDE):
            raise
        return render(request, "desk/shadow.html", context | {"typed": typed, "refused": say(refusal)}, status=WRONG)
