"""Balancing a unit: a proposal worked out, its before and after by person, edited move by move, asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from qiao.contribution.queries import runs
from qiao.customers import queries as customers
from qiao.desk.queries.balancing import Gathered, gathered
from qiao.desk.rules.balancing import Side, sides_of
from qiao.desk.rules.norms import SECONDS
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.models import User
from qiao.ground.naming import line_name
from qiao.ground.paging import Cut, Page, cut_of
from qiao.ground.periods import MONTHS_A_YEAR
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill, say
from qiao.ground.typed import kept
from qiao.office import queries as office
from qiao.people.queries import staff as people
from qiao.portfolio.actions.balancing import change_move, handing, propose_balance, put_aside, submit_balance
from qiao.portfolio.queries import proposals
from qiao.portfolio.queries.proposals import BalanceMove, BalanceProposal
from qiao.portfolio.rules.balancing import PART_WORDS, Branch, Client, Part, loads, troubles
from qiao.portfolio.rules.proposing import PROPOSAL_WORDS, ProposalState, why_of
from qiao.portfolio.rules.room import Why, people_above

PEOPLE_A_PAGE, MOVES_A_PAGE = 8, 10
"""Few enough for a phone, where each line is a card."""
VERB = "portfolio.balance"
ID_MOST, REASON_MOST, WRONG = 64, 500, 409


@dataclass(frozen=True, slots=True)
class Row:
    """A customer of a proposal as the page shows it."""

    move: BalanceMove
    name: str
    client: Client | None
    trouble: str
    choices: tuple[tuple[str, str], ...]

    @property
    def years(self) -> str:
        """How long the two have known each other, in years with one decimal."""
        return "" if self.client is None else f"{self.client.months / MONTHS_A_YEAR:.1f}"


@require_http_methods(["GET", "HEAD", "POST"])
def balances(request: HttpRequest) -> HttpResponse:
    """The proposals of units in sight; a new one is worked out here."""
    person = _seeing(request)
    scope = scope_of(person, on=clock.today())
    unit = (request.POST if request.method == "POST" else request.GET).get("branch", "")[:ID_MOST]
    refused = ""
    if request.method == "POST":
        try:
            made = _worked_out(person, unit)
            kept(request, gettext_noop("A proposal is worked out and kept as a draft."))
            return redirect("balance", number=made.pk)
        except Refusal as refusal:
            if refusal.code.startswith("authority"):
                raise
            refused = say(refusal)
    asked = None if scope.everything else scope.org_ids
    context = {
        "units": people.branches(scope),
        "own": people.staff_of(person.staff_id) if person.staff_id else None,
        "unit": unit,
        "refused": refused,
        "proposals": [(one, _(PROPOSAL_WORDS[ProposalState(one.state)])) for one in proposals.proposals_of(asked)],
        "may_balance": may(person, VERB),
    }
    return render(request, "desk/balances.html", context, status=WRONG if refused else 200)


def _worked_out(person: User, unit: str) -> BalanceProposal:
    on, run = clock.today(), runs.newest_run()
    require(person, VERB, unit)
    branch = gathered(unit, run, scope_of(person, on=on), on=on).branch
    seconds = office.parameter(SECONDS.name, on=on)
    return propose_balance(branch, day=on, month=run.month if run else "", seconds=seconds, actor=person)


def balance(request: HttpRequest, number: int) -> HttpResponse:
    """One proposal."""
    person = _seeing(request)
    return render(
        request,
        "desk/balance.html",
        _context(
            person,
            _seen(person, number),
            cut_of(request.GET.get("page"), size=MOVES_A_PAGE),
            people=cut_of(request.GET.get("people"), size=PEOPLE_A_PAGE),
        ),
    )


@require_POST
def balance_move(request: HttpRequest, number: int) -> HttpResponse:
    """Another taker for a customer, or none: it stays."""
    person = _seeing(request)
    found = _seen(person, number)
    party, taker = (request.POST.get(name, "")[:ID_MOST] for name in ("party", "taker"))
    return _done(
        request,
        found,
        lambda: change_move(number, party, taker=taker, branch=_now(person, found).branch, actor=person),
        done=gettext_noop("The move is changed.") if taker else gettext_noop("The customer stays where it is."),
    )


@require_POST
def balance_aside(request: HttpRequest, number: int) -> HttpResponse:
    """Put a draft aside."""
    person = _seeing(request)
    return _done(
        request,
        _seen(person, number),
        lambda: put_aside(number, actor=person),
        done=gettext_noop("The proposal is put aside."),
    )


@require_POST
def balance_submit(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the head for the moves; not found while nothing carries them out."""
    person = _seeing(request)
    found = _seen(person, number)
    if handing.over is None:
        raise Http404
    reason = request.POST.get("reason", "").strip()[:REASON_MOST]
    branch = _now(person, found).branch
    return _done(
        request,
        found,
        lambda: submit_balance(number, branch=branch, reason=reason, on=clock.today(), actor=person),
        done=gettext_noop("The proposal is submitted and waits for who decides."),
    )


def _done(request: HttpRequest, found: BalanceProposal, act: Any, *, done: str) -> HttpResponse:
    """Do it and come back to the proposal; a refusal is told there."""
    try:
        act()
        kept(request, done)
    except Refusal as refusal:
        if refusal.code.startswith("authority"):
            raise
        messages.warning(request, say(refusal))
    page = request.POST.get("page", "")
    back = reverse("balance", kwargs={"number": found.pk})
    return redirect(f"{back}?page={page}#moves" if page.isascii() and page.isdigit() else back)


def _seeing(request: HttpRequest) -> User:
    """Whoever sees loads and customers; what lies outside of the scope is not found."""
    person = person_of(request)
    require(person, "appraisal.league")
    require(person, "customers.see")
    return person


def _seen(person: User, number: int) -> BalanceProposal:
    found = proposals.proposal_of(number)
    scope = scope_of(person, on=clock.today())
    if found is None or not (scope.everything or found.unit in scope.org_ids):
        raise Http404
    return found


def _now(person: User, found: BalanceProposal) -> Gathered:
    on = clock.today()
    return gathered(found.unit, runs.newest_run(), scope_of(person, on=on), on=on)


def _context(person: User, found: BalanceProposal, cut: Cut, *, people: Cut) -> dict[str, Any]:
    """The proposal against the unit as it is now: what is no longer possible says so and does not count."""
    now = _now(person, found)
    branch, rows = now.branch, proposals.plan_of(found.pk)
    plan = proposals.standing_moves(rows)
    wrong = {move.party_id: reason for move, reason in troubles(branch, plan)}
    sound = [move for move in plan if move.party_id not in wrong]
    sides = sides_of(branch, sound, before=loads(branch), after=loads(branch, sound))
    page = cut.of(rows)
    is_draft = found.state == ProposalState.DRAFT
    edits = is_draft and may(person, VERB, found.unit)
    return {
        "found": found,
        "state": _(PROPOSAL_WORDS[ProposalState(found.state)]),
        "page": Page(tuple(_rows(branch, page.rows, wrong)), page.number, page.more, page.size),
        "sides": people.of(sides),
        "people": {who.person_id: who.name for who in branch.people},
        "chart": _chart(sides),
        "moves": len(sound),
        "above_before": people_above(branch),
        "above_after": people_above(branch, sound),
        "told": found.told,
        "why": why_words(why_of(found.told)),
        "is_draft": is_draft,
        "edits": edits,
        "may_submit": edits and handing.over is not None and bool(plan),
        "part_words": {part.value: _(words) for part, words in PART_WORDS.items()},
    }


def _rows(branch: Branch, rows: Sequence[BalanceMove], wrong: Mapping[str, str]) -> list[Row]:
    names = customers.customer_names([one.party_id for one in rows])
    clients = {client.party_id: client for client in branch.clients}
    found = []
    for one in rows:
        client = clients.get(one.party_id)
        able = [who for who in branch.people if client and who.person_id != one.giver and who.takes(client.segment)]
        choices = tuple((who.person_id, who.name) for who in able)
        reason = wrong.get(one.party_id, "")
        found.append(
            Row(one, names.get(one.party_id, one.party_id), client, fill(reason, {}) if reason else "", choices)
        )
    return found


def why_words(why: Why | None) -> str:
    """The sentence in the language of the moment: kinds and parts in words."""
    if why is None:
        return ""
    facts = dict(why.facts)
    facts["segments"] = "、".join(line_name(one) for one in facts.get("segments", ()))
    if "part" in facts:
        facts["part"] = _(PART_WORDS[Part(facts["part"])])
    return fill(why.words, facts)


def _chart(sides: list[Side]) -> dict[str, Any]:
    return {
        "rows": [{"name": one.name, "before": one.before_bp or 0, "after": one.after_bp or 0} for one in sides],
        "words": {"before": _("before"), "after": _("after"), "norm": _("norm"), "unit": "%"},
    }
