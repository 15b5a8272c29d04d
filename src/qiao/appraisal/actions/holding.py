"""Holds: found after a settlement, answered by the person, released by one who may, confirmed by two.

Nothing of the settled month changes: a hold is a row of its own that pay leaves out. The search runs before the
transaction that keeps what is new, since it reads the whole book.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from qiao.appraisal.models import CreditHold, CreditHoldEvent, CreditHoldLine, HoldSearch
from qiao.appraisal.queries import holds
from qiao.appraisal.queries.signs import limits_on, look_through, spans_in
from qiao.appraisal.rules.gaming.held import HeldLine, held_lines, once, sums_of
from qiao.appraisal.rules.gaming.holding import WITHHELD, Did, HoldState, check_open, read_words
from qiao.appraisal.rules.gaming.signs import PATTERN_WORDS, Pattern, Sign
from qiao.contribution.queries.accounts import OpenedAccount, open_account
from qiao.contribution.queries.runs import Run, chosen_run, folder_of
from qiao.engine.reading import select
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.figures import money_text, yuan_of_fen
from qiao.ground.models import User
from qiao.ground.periods import day_number, day_of
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office import queries as office_queries
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order
from qiao.office.registry import Wish as Plain
from qiao.people.rules.workdays import DAYS_OFF, after_working_days

CONFIRM, ASK, DECIDE = "hold_confirm", "appraisal.hold_ask", "appraisal.hold_decide"
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """What one sign means for one person: lines by account and measure."""

    sign: Sign
    staff_id: str
    lines: tuple[HeldLine, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to. The digest follows from everything found: the same input gives the same."""

    month: str
    run: Run
    drafts: tuple[Draft, ...]
    signs: int
    fresh: int
    waiting: tuple[int, ...]
    digest: str


def find(month: str, *, scratch: Path, on: date, actor: str) -> Found:
    """Look through a settled month and hold what is new; what was found before stays as it was decided."""
    run = chosen_run(month)
    looked = look_through(run, limits=limits_on(run.until), scratch=scratch)
    opened: dict[str, OpenedAccount | None] = {}
    drafts = tuple(draft for sign in looked.signs for draft in _drafts(run, sign, opened=opened))
    searched = Found(
        month=month,
        run=run,
        drafts=drafts,
        signs=len({draft.sign.key for draft in drafts}),
        fresh=0,
        waiting=looked.waiting,
        digest=_digest(drafts),
    )
    return keep(searched, on=on, actor=actor)


def _drafts(run: Run, sign: Sign, *, opened: dict[str, OpenedAccount | None]) -> Iterable[Draft]:
    """The people credited on a sign's account-days, each with what they are credited."""
    days: dict[str, set[int]] = {}
    for span in spans_in(sign, since_day=day_number(run.since), until_day=day_number(run.until)):
        days.setdefault(span.account_id, set()).update(range(span.since_day, span.until_day))
    lines: dict[str, list[HeldLine]] = {}
    for account_id, own in sorted(days.items()):
        if account_id not in opened:
            opened[account_id] = open_account(run, account_id)
        account = opened[account_id]
        for person in account.credit.people if account else ():
            if person.staff_id and (not sign.staff_ids or person.staff_id in sign.staff_ids):
                found = held_lines(account.credit, staff_id=person.staff_id, days=own) if account else ()
                lines.setdefault(person.staff_id, []).extend(found)
    return [Draft(sign, staff_id, tuple(own)) for staff_id, own in sorted(lines.items()) if own]


def _digest(drafts: Sequence[Draft]) -> str:
    content = [
        [one.sign.key, one.staff_id, [[line.account_id, line.measure.value, list(line.days)] for line in one.lines]]
        for one in sorted(drafts, key=lambda one: (one.sign.key, one.staff_id))
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


@recorded
def keep(searched: Found, *, on: date, actor: str) -> Found:
    """Keep the holds that are new, and that the month was looked through."""
    run, month = searched.run, searched.month
    known = set(CreditHold.objects.filter(month=month).values_list("staff_id", "sign_key"))
    fresh = [one for one in searched.drafts if (one.staff_id, one.sign.key) not in known]
    orgs = _orgs(run)
    days_off = office_queries.parameter_table(DAYS_OFF.name, on=on)
    due = after_working_days(on, days=limits_on(on).due_days, days_off=days_off)
    for one in fresh:
        _hold(one, month=month, run=run, org_id=orgs.get(one.staff_id, ""), due=due, actor=actor)
    HoldSearch.objects.create(
        month=month,
        run=run,
        digest=searched.digest,
        signs=searched.signs,
        fresh=len(fresh),
        waiting=[day_of(day).isoformat() for day in searched.waiting],
        at=clock.now(),
        actor=actor,
    )
    note(
        f"holds {month}",
        new={
            "run": run.pk,
            "signs": searched.signs,
            "holds": len(searched.drafts),
            "fresh holds": len(fresh),
            "digest": searched.digest,
        },
    )
    return replace(searched, fresh=len(fresh))


def _orgs(run: Run) -> dict[str, str]:
    """Where everybody sat when the month was settled."""
    rows = select([folder_of(run) / "staff.parquet"], columns=["staff_id", "org_id"])
    return {row["staff_id"]: row["org_id"] for row in rows}


def _hold(draft: Draft, *, month: str, run: Run, org_id: str, due: date, actor: str) -> None:
    sign, now = draft.sign, clock.now()
    row = CreditHold.objects.create(
        month=month,
        run=run,
        staff_id=draft.staff_id,
        org_id=org_id,
        pattern=sign.pattern.value,
        sign_key=sign.key,
        key_day=day_of(sign.key_day),
        party_ids=list(sign.party_ids),
        traces=[[one.day, one.account_id, one.amount_fen, one.saw.value, one.other] for one in sign.traces],
        score_bp=sign.score_bp,
        bonus_fen=holds.bonus_fen_of(run, draft.staff_id, sums_of(once(draft.lines))),
        found_at=now,
        due=due,
    )
    CreditHoldLine.objects.bulk_create(
        [
            CreditHoldLine(
                hold=row,
                account_id=line.account_id,
                measure=line.measure.value,
                days=[list(day) for day in line.days],
                micro=line.micro,
            )
            for line in draft.lines
        ],
        batch_size=ROWS_AT_ONCE,
    )
    CreditHoldEvent.objects.create(hold=row, did=Did.FOUND.value, by=actor, at=now)


@recorded
def say(number: int, *, text: str, actor: User) -> CreditHold:
    """Write down what the person knows of it; said again, both stay in the history."""
    hold = _open(number)
    if not actor.staff_id or actor.staff_id != hold.staff_id:
        raise Refusal("authority.hold_own", _("Only the person whose credit is held says something here."))
    require(actor, "appraisal.hold_say")
    said = read_words(text)
    _step(hold, Did.SAID, said, actor=actor)
    note(f"hold {hold.pk}", new={"statement": said})
    return hold


@recorded
def release(number: int, *, reason: str, on: date, actor: User) -> CreditHold:
    """Release a hold with a reason: the credit counts in pay again, and this sign is not held a second time."""
    hold = _open(number)
    require(actor, DECIDE, hold.pk)
    said = read_words(reason)
    waiting = office_queries.open_approval(CONFIRM, str(hold.pk))
    if waiting is not None:
        raise Refusal(
            "hold.asked",
            _("Request no. %(number)s of %(by)s to confirm this hold waits; it has to be decided first."),
            number=waiting.pk,
            by=waiting.asked_by,
        )
    return _close(hold, HoldState.RELEASED, reason=said, actor=actor)


@recorded
def propose_confirming(number: int, *, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person to confirm a hold: the credit stays out of pay for good."""
    hold = _open(number)
    said = read_words(reason)
    approval = office.ask(CONFIRM, str(hold.pk), wish={"hold": hold.pk}, reason=said, on=on, actor=actor)
    _step(hold, Did.ASKED, said, actor=actor)
    note(f"hold {hold.pk}", new={"request": approval.pk}, reason=said)
    return approval


@recorded
def confirm(number: int, *, reason: str, actor: User) -> CreditHold:
    """Confirm a hold as a second person agreed to."""
    return _close(_open(number), HoldState.CONFIRMED, reason=reason, actor=actor)


@recorded
def overturn(number: int, *, reason: str, actor: User) -> CreditHold:
    """Release a hold, open or confirmed, as an appeal was decided; no authority check of its own."""
    hold = holds.hold_of(number)
    if hold is None or HoldState(hold.state) not in WITHHELD:
        raise Refusal("hold.gone", _("This hold does not stand any more."))
    if office_queries.open_approval(CONFIRM, str(hold.pk)) is not None:
        raise Refusal(
            "hold.requested", _("A request to confirm this hold waits; it has to be refused or withdrawn first.")
        )
    return _close(hold, HoldState.RELEASED, reason=reason, actor=actor)


def _open(number: int) -> CreditHold:
    hold = holds.hold_of(number)
    if hold is None:
        raise Refusal("hold.unknown", _("There is no hold no. %(number)s."), number=str(number)[:20])
    check_open(HoldState(hold.state))
    return hold


def _close(hold: CreditHold, state: HoldState, *, reason: str, actor: User) -> CreditHold:
    old = hold.state
    hold.state, hold.reason = state.value, reason
    hold.decided_by, hold.decided_at = actor.username, clock.now()
    hold.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    _step(hold, Did(state.value), reason, actor=actor)
    note(f"hold {hold.pk}", old={"state": old}, new={"state": state.value}, reason=reason)
    return hold


def _step(hold: CreditHold, did: Did, words: str, *, actor: User) -> None:
    CreditHoldEvent.objects.create(hold=hold, did=did.value, by=actor.username, at=clock.now(), words=words)


def _called(subject: str) -> str:
    """Whose credit of which month."""
    hold = holds.hold_of(int(subject))
    return f"{hold.staff_id} {hold.month}" if hold else subject


def _standing(subject: str, _wish: Plain) -> Any:
    """Where the hold stands."""
    hold = holds.hold_of(int(subject))
    return {"state": hold.state if hold else None}


def _changes(subject: str, _wish: Plain, _before: Any) -> Sequence[Change]:
    hold = holds.hold_of(int(subject))
    if hold is None:
        return []
    return [
        Change(gettext("Pattern"), "—", gettext(PATTERN_WORDS[Pattern(hold.pattern)])),
        Change(gettext("Key date"), "—", hold.key_day.isoformat()),
        Change(gettext("Bonus it means"), gettext("not decided yet"), money_text(yuan_of_fen(hold.bonus_fen))),
        Change(gettext("Pay"), gettext("not decided yet"), gettext("leaves it out for good")),
    ]


def _carry_out(order: Order) -> None:
    confirm(int(order.subject), reason=order.reason, actor=order.actor)


CONFIRM_KIND = Kind(
    CONFIRM,
    _("confirmation of a hold"),
    ask_verb=ASK,
    decide_verb=DECIDE,
    called=_called,
    standing=_standing,
    changes=_changes,
    carry_out=_carry_out,
    heads=(_("Before"), _("Wished")),
)
