"""Recovery cases: the list, and one case with what it reaches, its history, the person's answer and the decision."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.exports import export
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.typed import typed_in
from qiao.office import queries as office
from qiao.office.trail import names_of as log_ins_called
from qiao.pay.actions import cases as acts
from qiao.pay.pages.asking import WRONG, day_in, fen_in, told, ways_of
from qiao.pay.queries import cases, runs
from qiao.pay.queries.cases import RecoveryCase
from qiao.pay.queries.exports import yuan
from qiao.pay.rules.deferral import bp_text
from qiao.pay.rules.recovery import BASIS_WORDS, CAUSE_WORDS, Basis, Cause, read_cause, read_ratio
from qiao.pay.rules.states import CASE_WORDS, DID_WORDS, OPEN_CASE, CaseState, Did
from qiao.people.queries import staff as people

FIELDS = ("act", "words", "sum", "staff", "cause", "since", "last", "ratio")
LETTERS_MOST = 64
SHEET_ROWS = 20_000
DAY = timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases of the people one sees, the newest first; one is proposed here, or from a bad loan."""
    person, on = person_of(request), clock.today()
    require(person, runs.SEE)
    context = _list(request, person, on=on)
    if request.method != "POST":
        return render(request, "pay/cases.html", context)
    typed = typed_in(request, FIELDS)
    try:
        made = acts.propose(typed["staff"].strip(), _proposal(typed), actor=person)
    except Refusal as refusal:
        return render(request, "pay/cases.html", context | {"refused": told(refusal), "typed": typed}, status=WRONG)
    return redirect("pay_case", made.pk)


def _proposal(typed: Mapping[str, str]) -> acts.Proposal:
    return acts.Proposal(
        cause=read_cause(typed["cause"]),
        since=day_in(typed["since"]),
        until=day_in(typed["last"]) + DAY,
        ratio_bp=read_ratio(typed["ratio"]),
        reason=typed["words"],
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    asked = {name: request.GET.get(name, "")[:LETTERS_MOST] for name in ("state", "cause", "unit")}
    known = {"state": {one.value for one in CaseState}, "cause": {one.value for one in Cause}}
    return {name: text if text in known.get(name, {text}) else "" for name, text in asked.items()}


def _list(request: HttpRequest, person: User, *, on: date) -> dict[str, Any]:
    chosen, scope, cut = _asked(request), scope_of(person, on=on), cut_of(request.GET.get("page"))
    below = people.orgs_below(chosen["unit"]) if chosen["unit"] else None
    rows = cases.cases_in(scope, state=chosen["state"], cause=chosen["cause"], org_ids=below)
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    return {
        "page": page,
        "chosen": chosen,
        "names": people.staff_names([one.staff_id for one in page.rows]),
        "units": people.org_names(),
        "branches": people.branches(scope),
        "states": [(one.value, _(words)) for one, words in CASE_WORDS.items()],
        "state_words": {one.value: _(words) for one, words in CASE_WORDS.items()},
        "causes": [(one.value, _(words)) for one, words in CAUSE_WORDS.items()],
        "cause_words": {one.value: _(words) for one, words in CAUSE_WORDS.items()},
        "basis_words": {one.value: _(words) for one, words in BASIS_WORDS.items()},
        "may_propose": person.post in {"hr", "head", "auditor"},
        "typed": {"ratio": "50", "last": on.isoformat()},
        **ways_of(person),
    }


def cases_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file, all its pages."""
    person, on = person_of(request), clock.today()
    require(person, runs.SEE)
    chosen = _asked(request)
    below = people.orgs_below(chosen["unit"]) if chosen["unit"] else None
    listed = list(
        cases.cases_in(scope_of(person, on=on), state=chosen["state"], cause=chosen["cause"], org_ids=below)[
            :SHEET_ROWS
        ]
    )
    names, units = people.staff_names([one.staff_id for one in listed]), people.org_names()
    heads = [_("Number"), _("Number of the person"), _("Name of the person"), _("Unit"), _("Cause"), _("Basis")]
    heads += [_("From"), _("To"), _("Part taken back"), _("Of pay that went out"), _("Open (yuan)"), _("State")]
    rows = (
        (
            *(one.pk, one.staff_id, names.get(one.staff_id, ""), units.get(one.org_id, one.org_id)),
            *(_(CAUSE_WORDS[Cause(one.cause)]), _(BASIS_WORDS[Basis(one.basis)]), one.since.isoformat()),
            *((one.until - DAY).isoformat(), bp_text(one.ratio_bp), yuan(one.paid_fen), yuan(one.open_fen)),
            _(CASE_WORDS[CaseState(one.state)]),
        )
        for one in listed
    )
    facts = {_("State"): chosen["state"], _("Cause"): chosen["cause"], _("Unit"): chosen["unit"]}
    return export(person, heads, rows, name="recovery-cases", form=form, facts=facts)


@require_http_methods(["GET", "HEAD", "POST"])
def case_page(request: HttpRequest, number: int) -> HttpResponse:
    """One case; the person answers here, and whoever may has it decided."""
    person, on, found = person_of(request), clock.today(), cases.case_of(number)
    if found is None or not cases.sees(person, found, on=on):
        raise Http404
    if request.method != "POST":
        if person.staff_id != found.staff_id:
            opened(person, f"recovery {found.pk} {found.staff_id}")
        return render(request, "pay/case.html", _whole(person, found))
    typed = typed_in(request, FIELDS, most=1_200)
    try:
        _do(found, typed, on=on, actor=person)
    except Refusal as refusal:
        context = _whole(person, found) | {"refused": told(refusal), "typed": typed}
        return render(request, "pay/case.html", context, status=WRONG)
    return redirect("pay_case", number)


def _do(case: RecoveryCase, typed: Mapping[str, str], *, on: date, actor: User) -> None:
    words, number = typed["words"], case.pk
    doings: dict[str, Callable[[], object]] = {
        "answer": lambda: acts.answer(number, text=words, disputes=False, actor=actor),
        "dispute": lambda: acts.answer(number, text=words, disputes=True, actor=actor),
        "ask": lambda: acts.ask(number, reason=words, on=on, actor=actor),
        "let_go": lambda: acts.let_go(number, reason=words, on=on, actor=actor),
        "repaid": lambda: acts.note_repaid(number, fen=fen_in(typed["sum"]), words=words, actor=actor),
    }
    act = doings.get(typed["act"])
    if act is not None:
        act()


def _whole(person: User, case: RecoveryCase) -> dict[str, Any]:
    state, own = CaseState(case.state), bool(person.staff_id) and person.staff_id == case.staff_id
    waiting = office.open_approval(acts.CASE, f"{acts.PREFIX}{case.pk}")
    steps, parts = cases.steps_of(case), cases.parts_of(case)
    proposed = state is CaseState.PROPOSED
    return {
        "case": case,
        "name": people.staff_names([case.staff_id]).get(case.staff_id, case.staff_id),
        "unit": people.org_names().get(case.org_id, case.org_id),
        "state": _(CASE_WORDS[state]),
        "is_open": state in OPEN_CASE,
        "cause": _(CAUSE_WORDS[Cause(case.cause)]),
        "basis": _(BASIS_WORDS[Basis(case.basis)]),
        "ratio": bp_text(case.ratio_bp),
        "last": case.until - DAY,
        "parts": parts,
        "deferred_fen": sum(one.fen for one in parts),
        "steps": [(one, _(DID_WORDS[Did(one.did)])) for one in steps],
        "called": log_ins_called(sorted({one.by for one in steps})),
        "answer_by": cases.answer_by(case),
        "own": own,
        "may_answer": own and state in OPEN_CASE,
        "may_ask": proposed and waiting is None and may(person, acts.ASK, case.staff_id),
        "may_let_go": proposed and waiting is None and may(person, acts.DECIDE, case.staff_id),
        "may_repay": state is CaseState.AGREED and may(person, acts.DECIDE, case.staff_id),
        "sees_loan": bool(case.account_id) and may(person, runs.SEE) and not own,
        "waiting": waiting,
        "may_see_request": waiting is not None and office.may_read(person, waiting),
        **ways_of(person),
    }
