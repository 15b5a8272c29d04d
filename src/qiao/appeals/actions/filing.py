"""An appeal filed by the person the figure is of, added to, withdrawn, read, taken to the second instance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qiao.appeals.models import Appeal, AppealStep
from qiao.appeals.queries.appeals import appeal_of, papers_subject
from qiao.appeals.queries.sources import Figure, source_of
from qiao.appeals.rules.appeal import (
    AT_ONCE,
    INSTANCES,
    OPEN,
    OUTCOMES,
    AppealState,
    Cause,
    Did,
    check_expected,
    check_state,
    read_value,
    read_words,
)
from qiao.appeals.rules.parameters import DECIDE_DAYS
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.saying import kept_facts
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.office.papers import attach
from qiao.people.queries import staff as people
from qiao.people.rules.workdays import DAYS_OFF, after_working_days

FILE = "appeals.file"
ID_LETTERS, PAPERS_MOST = 64, 20


@dataclass(frozen=True, slots=True)
class Claim:
    """What an appeal says, as it was typed."""

    kind: str
    key: str
    cause: str
    expected: str
    reason: str
    party_id: str = ""
    account_id: str = ""


@recorded
def file_appeal(claim: Claim, *, papers: Sequence[tuple[str, bytes]] = (), on: date, actor: User) -> Appeal:
    """Question a figure of one's own, with the figure one expects, the reason and papers."""
    require(actor, FILE)
    source = source_of(claim.kind)
    figure = source.figure(claim.key[:ID_LETTERS], actor.staff_id)
    if figure is None:
        raise Refusal("appeal.figure", _("You have no such figure, or it does not stand any more."))
    cause, named = _cause(claim.cause), [_named(claim.party_id), _named(claim.account_id)]
    expected = 0 if source.is_whole else read_value(claim.expected)
    check_expected(figure.value, expected)
    reason = read_words(claim.reason)
    known = Appeal.objects.filter(staff_id=actor.staff_id, kind=source.name, key=figure.key, state__in=OPEN)
    if source.effect not in AT_ONCE:  # else what is decided is carried out at once: one appeal of a figure at a time
        known = known.filter(cause=cause.value, party_id=named[0], account_id=named[1])
    if known.exists():
        raise Refusal("appeal.again", _("You have an open appeal of this figure already."))
    appeal = _made(figure, source.name, cause=cause, named=named, expected=expected, reason=reason, on=on, actor=actor)
    if papers:
        appeal.marks = sorted({*appeal.marks, "paper"})
        appeal.save(update_fields=["marks"])
    step(appeal, Did.FILED, reason, actor=actor)
    note(
        f"appeal {appeal.pk}",
        old={"stands": figure.value},
        new={"kind": source.name, "key": figure.key, "cause": cause.value, "expected": expected, "due": appeal.due},
        reason=reason,
    )
    for name, content in papers:
        attach(papers_subject(appeal.pk), topic=Did.FILED.value, name=name, content=content, actor=actor.username)
    return appeal


def _made(
    figure: Figure, kind: str, *, cause: Cause, named: Sequence[str], expected: int, reason: str, on: date, actor: User
) -> Appeal:
    own = people.staff_of(actor.staff_id)
    party_id, account_id = named
    marks = {*figure.marks, "higher" if expected > figure.value else "lower"}
    marks |= {"account"} if account_id else {"customer"} if party_id else set()
    return Appeal.objects.create(
        kind=kind,
        key=figure.key,
        staff_id=figure.staff_id,
        org_id=own.org_id if own else "",
        words=figure.words,
        facts=kept_facts(figure.facts),
        month=figure.month,
        cause=cause.value,
        party_id=party_id,
        account_id=account_id,
        unit=figure.unit,
        stated=figure.value,
        expected=expected,
        reason=reason,
        barred=list(figure.barred),
        marks=sorted(marks),
        filed_at=clock.now(),
        filed_by=actor.username,
        due=due_on(on),
    )


def due_on(on: date) -> date:
    """The last day to decide on of what was filed on a day."""
    days_off = office.parameter_table(DAYS_OFF.name, on=on)
    return after_working_days(on, days=office.parameter(DECIDE_DAYS.name, on=on), days_off=days_off)


def _cause(text: str) -> Cause:
    if text not in set(Cause):
        raise Refusal("appeal.cause", _("Say what about the figure is wrong."))
    return Cause(text)


def _named(text: str) -> str:
    named = text.strip()
    if len(named) > ID_LETTERS or not named.isprintable():
        raise Refusal("appeal.named", _("A number of a customer or an account has at most 64 letters."))
    return named


def own_appeal(number: int, *, actor: User) -> Appeal:
    """An appeal of the actor's own; anybody else's is as unknown as one that is not there."""
    found = appeal_of(number)
    if found is None or not actor.staff_id or found.staff_id != actor.staff_id:
        raise Refusal("appeal.unknown", _("You have no appeal no. %(number)s."), number=str(number)[:20])
    return found


def step(appeal: Appeal, did: Did, words: str, *, actor: User) -> None:
    """Add a step to the history."""
    AppealStep.objects.create(appeal=appeal, did=did.value, by=actor.username, at=clock.now(), words=words)


@recorded
def say(number: int, *, text: str, actor: User) -> Appeal:
    """Add to one's reason, or answer what was laid side by side; what was said before stays."""
    appeal = own_appeal(number, actor=actor)
    check_state(AppealState(appeal.state), OPEN)
    said = read_words(text)
    step(appeal, Did.SAID, said, actor=actor)
    note(f"appeal {appeal.pk}", new={"statement": said})
    return appeal


@recorded
def add_paper(number: int, *, name: str, content: bytes, actor: User) -> Appeal:
    """Attach one more paper while the appeal is open."""
    appeal = own_appeal(number, actor=actor)
    check_state(AppealState(appeal.state), OPEN)
    if appeal.steps.filter(did=Did.PAPER.value).count() >= PAPERS_MOST:
        raise Refusal("appeal.papers", _("There are %(most)s papers already."), most=PAPERS_MOST)
    paper = attach(papers_subject(appeal.pk), topic=Did.PAPER.value, name=name, content=content, actor=actor.username)
    step(appeal, Did.PAPER, paper.name, actor=actor)
    appeal.marks = sorted({*appeal.marks, "paper"})
    appeal.save(update_fields=["marks"])
    note(f"appeal {appeal.pk}", new={"paper": paper.pk, "file": paper.name})
    return appeal


@recorded
def withdraw_appeal(number: int, *, reason: str, actor: User) -> Appeal:
    """Take one's own appeal back before it is decided."""
    appeal = own_appeal(number, actor=actor)
    check_state(AppealState(appeal.state), OPEN)
    said, old = read_words(reason), appeal.state
    appeal.state = AppealState.WITHDRAWN.value
    appeal.save(update_fields=["state"])
    step(appeal, Did.WITHDRAWN, said, actor=actor)
    note(f"appeal {appeal.pk}", old={"state": old}, new={"state": appeal.state}, reason=said)
    return appeal


@recorded
def read_decision(number: int, *, actor: User) -> Appeal:
    """Say that one has read the decision; the days to go on from it run all the same."""
    appeal = own_appeal(number, actor=actor)
    check_state(AppealState(appeal.state), OUTCOMES)
    if appeal.read_at is None:
        appeal.read_at = clock.now()
        appeal.save(update_fields=["read_at"])
        step(appeal, Did.READ, "", actor=actor)
    note(f"appeal {appeal.pk}", new={"read": True})
    return appeal


@recorded
def go_on(number: int, *, reason: str, on: date, actor: User) -> Appeal:
    """Take a decided appeal to the second instance, once and within its days; somebody else decides there."""
    first = own_appeal(number, actor=actor)
    check_state(AppealState(first.state), {AppealState.PARTLY, AppealState.REJECTED})
    if first.first_id is not None or Appeal.objects.filter(first=first).exists():
        raise Refusal("appeal.instances", _("An appeal has %(most)s instances, and no more."), most=INSTANCES)
    if first.second_until is None or on > first.second_until:
        raise Refusal(
            "appeal.too_late", _("A second instance could be asked for until %(day)s."), day=f"{first.second_until}"
        )
    said = read_words(reason)
    named = ("kind", "key", "staff_id", "org_id", "words", "facts", "month", "cause", "party_id", "account_id", "unit")
    kept = {name: getattr(first, name) for name in (*named, "expected", "barred", "marks")}
    second = Appeal.objects.create(
        **kept,
        stated=first.stated if first.granted is None else first.granted,
        reason=said,
        first=first,
        filed_at=clock.now(),
        filed_by=actor.username,
        due=due_on(on),
    )
    step(first, Did.SECOND, said, actor=actor)
    step(second, Did.FILED, said, actor=actor)
    note(f"appeal {second.pk}", old={"appeal": first.pk}, new={"due": second.due}, reason=said)
    return second
