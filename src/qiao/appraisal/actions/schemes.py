"""Writing a scheme, waiving a finding, and publishing by two persons: one asks, another decides."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.appraisal.models import SchemeRecord, SchemeWaiver
from qiao.appraisal.queries.schemes import checked, record_of, scheme_of, whom_told
from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.appraisal.rules.scheme.states import SchemeState, check_draft
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office import queries as asked
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.office.rules.deciding import check_reason

SCHEME = "scheme"
REASON_LETTERS_MOST = 500
BYTES_MOST = 400_000


@recorded
def add_scheme(content: bytes | str, *, file: str, asker: User | None, actor: str) -> SchemeRecord:
    """Put a scheme on file as a draft; asker None = the operator of the machine."""
    if asker is not None:
        require(asker, "appraisal.scheme_write")
    scheme = read_scheme(content, file=file)
    _refuse_taken(scheme, file=file)
    record = SchemeRecord.objects.create(
        code=scheme.code,
        name=scheme.name,
        since=scheme.since,
        until=scheme.until,
        text=scheme.text,
        state=SchemeState.DRAFT.value,
        written_by=actor,
        written_at=clock.now(),
    )
    note(f"scheme {scheme.code}", new={"since": scheme.since, "text": scheme.text})
    return record


@recorded
def change_scheme(number: int, *, content: bytes | str, actor: User) -> SchemeRecord:
    """Write a draft anew, waivers and all: what was waived has to be looked at again."""
    require(actor, "appraisal.scheme_write")
    record = record_of(number)
    check_draft(SchemeState(record.state), code=record.code)
    _refuse_asked(record)
    scheme = read_scheme(content, file=record.code)
    if scheme.code != record.code:
        _refuse_taken(scheme, file=record.code)
    old = {"since": record.since, "text": record.text}
    record.code, record.name, record.text = scheme.code, scheme.name, scheme.text
    record.since, record.until = scheme.since, scheme.until
    record.written_by, record.written_at = actor.username, clock.now()
    record.save()
    record.waivers.all().delete()
    note(f"scheme {record.code}", old=old, new={"since": scheme.since, "text": scheme.text})
    return record


def _refuse_taken(scheme: Scheme, *, file: str) -> None:
    if SchemeRecord.objects.filter(code=scheme.code).exists():
        words = _("%(file)s: there is already a scheme %(code)s; give this one a code of its own.")
        raise Refusal("scheme.code_taken", words, file=file, code=scheme.code)


def _refuse_asked(record: SchemeRecord) -> None:
    waiting = asked.open_approval(SCHEME, record.code)
    if waiting is not None:
        words = _("Request no. %(number)s to publish %(code)s waits for its decision; withdraw it first.")
        raise Refusal("scheme.asked", words, number=waiting.pk, code=record.code)


@recorded
def waive(number: int, *, finding: str, reason: str, on: date, actor: User) -> SchemeWaiver:
    """Let a finding that refuses not keep a draft from being published; the reason stands on the scheme."""
    require(actor, "appraisal.scheme_waive")
    record = record_of(number)
    check_draft(SchemeState(record.state), code=record.code)
    if record.written_by == actor.username:
        raise Refusal("scheme.own_waiver", _("You wrote this scheme yourself; somebody else waives its findings."))
    found = checked(scheme_of(record), on=on, record=record)
    if finding not in {one.key for one in found.standing}:
        raise Refusal("scheme.finding_unknown", _("No such finding keeps this scheme from being published."))
    said = check_reason(reason)[:REASON_LETTERS_MOST]
    waiver = SchemeWaiver.objects.create(
        scheme=record, finding=finding, reason=said, actor=actor.username, at=clock.now()
    )
    note(f"scheme {record.code}", new={"waived": finding}, reason=said)
    return waiver


def ask_to_publish(number: int, *, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person to publish a draft that no finding keeps back."""
    require(actor, "appraisal.scheme_write")
    record = record_of(number)
    check_draft(SchemeState(record.state), code=record.code)
    _refuse_standing(record, on=on)
    wish = {"since": record.since.isoformat(), "text": record.text}
    return office.ask(SCHEME, record.code, wish=wish, reason=reason, on=on, actor=actor)


def _refuse_standing(record: SchemeRecord, *, on: date) -> None:
    found = checked(scheme_of(record), on=on, record=record)
    if found.standing:
        first = found.standing[0]
        words = _("%(code)s cannot be published: %(finding)s (and %(more)s more). Mend it, or have it waived.")
        told = fill(first.words, first.facts)
        raise Refusal("scheme.findings", words, code=record.code, finding=told, more=len(found.standing) - 1)


@recorded
def publish(code: str, *, text: str, on: date, reason: str, number: int, actor: User) -> SchemeRecord:
    """Publish a draft as request `number` was approved to; its text is never changed from here on."""
    record = _draft_of(code)
    check_draft(SchemeState(record.state), code=code)
    assert record.text == text, code
    _refuse_standing(record, on=on)
    record.state = SchemeState.PUBLISHED.value
    record.published_by, record.published_at = actor.username, clock.now()
    record.save(update_fields=["state", "published_by", "published_at"])
    old, new = {"state": SchemeState.DRAFT.value}, {"state": SchemeState.PUBLISHED.value, "request": number}
    note(f"scheme {code}", old=old, new=new, reason=reason)
    return record


def _draft_of(code: str) -> SchemeRecord:
    found = SchemeRecord.objects.filter(code=code).first()
    if found is None:
        raise Refusal("scheme.unknown", _("There is no scheme no. %(number)s."), number=code[:60])
    return found


def called(subject: str) -> str:
    """The scheme by its name."""
    found = SchemeRecord.objects.filter(code=subject).first()
    return f"{found.name} ({subject})" if found else subject


def standing_of(subject: str, _wish: Wish) -> Any:
    """The draft's state and text: whoever changes it makes the request stale."""
    found = _draft_of(subject)
    waived = [one.finding for one in found.waivers.order_by("id")[:REASON_LETTERS_MOST]]
    return {"state": found.state, "text": found.text, "waived": waived}


def changes(subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """What would be published, for whom, from when, and what was waived for it."""
    scheme = read_scheme(wish["text"], file=subject)
    named = [f"{one.code} {gettext(one.name)}" for one in scheme.indicators]
    lines = [
        Change(gettext("Scheme"), "—", scheme.name),
        Change(gettext("For whom"), "—", whom_told(scheme)),
        Change(gettext("Holds from"), "—", scheme.since.isoformat()),
        Change(gettext("Indicators of the scheme"), "—", ", ".join(named) or "—"),
        Change(gettext("Bonus legs"), "—", ", ".join(leg.name for leg in scheme.legs) or "—"),
    ]
    waived = before["waived"] if before else []
    return [*lines, *(Change(gettext("Waived"), "—", one) for one in waived)]


def carry_out(order: Order) -> None:
    """Publish what was approved."""
    publish(
        order.subject,
        text=order.wish["text"],
        on=order.on,
        reason=order.reason,
        number=order.number,
        actor=order.actor,
    )


SCHEME_KIND = Kind(
    SCHEME,
    _("publication of a scheme"),
    ask_verb="appraisal.scheme_write",
    decide_verb="appraisal.scheme_publish",
    called=called,
    standing=standing_of,
    changes=changes,
    carry_out=carry_out,
)
