"""What an upheld appeal puts right: shares by a correction that a second person agrees to, or a difference linked.

The correction goes by the portfolio's own door; it tells its change, the closed month raises a late event, and the
delta engine books the difference with its sentence. Whoever loses by it need not sign: the decision stands for that.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.appeals.actions.deciding import decidable
from qiao.appeals.actions.filing import step
from qiao.appeals.models import Appeal
from qiao.appeals.queries.appeals import appeal_of, sees_customer, to_link
from qiao.appeals.rules.appeal import GRANTING, AppealState, Did, Effect, check_state
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import may, require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.portfolio.actions import changing
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.asking import SUPERVISE, ask_of, plain_ask
from qiao.portfolio.rules.conflicts import plain
from qiao.portfolio.rules.shares import Act, Ask

KIND, CORRECT, AGREE, LINK = "appeal_correction", "appeals.correct", "appeals.agree", "appeals.link"


def granted_shares(number: int) -> Appeal:
    """An appeal that was granted and is put right by a correction of who served."""
    appeal = appeal_of(number)
    if appeal is None:
        raise Refusal("appeal.unknown", _("You have no appeal no. %(number)s."), number=str(number)[:20])
    check_state(AppealState(appeal.state), GRANTING)
    if appeal.effect != Effect.SHARES:
        raise Refusal("appeal.other_door", _("This appeal is not put right by a correction of who served."))
    return appeal


@recorded
def propose_correction(number: int, party_id: str, ask: Ask, *, on: date, actor: User) -> Approval:
    """Ask a second person for the correction that an upheld appeal grants; looked at as any correction is."""
    appeal = granted_shares(number)
    require(actor, CORRECT, f"{appeal.pk}|{party_id}")
    assert ask.act is Act.CORRECTION
    standing = appeal.correction
    if standing is not None and standing.state in {"asked", "approved"}:
        raise Refusal("appeal.corrected", _("A correction was asked for already: request no. %(n)s."), n=standing.pk)
    ask = changing.ended(party_id, ask)
    changing.preview(party_id, ask, on=on)
    wish = {"appeal": appeal.pk, "party": party_id, "ask": plain_ask(ask)}
    approval = office.ask(KIND, f"{appeal.pk}|{party_id}", wish=wish, reason=appeal.decision[:500], on=on, actor=actor)
    appeal.correction, appeal.party_id = approval, party_id
    appeal.save(update_fields=["correction", "party_id"])
    step(appeal, Did.CORRECTED, "", actor=actor)
    note(f"appeal {appeal.pk}", new={"request": approval.pk, "customer": party_id})
    return approval


@recorded
def link_difference(number: int, bonus: int, *, on: date, actor: User) -> Appeal:
    """Say which booked difference is the one that was granted; the appeal is put right with that."""
    appeal = decidable(number, on=on, actor=actor) if not may(actor, LINK) else appeal_of(number)
    if appeal is None:
        raise Refusal("appeal.unknown", _("You have no appeal no. %(number)s."), number=str(number)[:20])
    check_state(AppealState(appeal.state), GRANTING)
    found = next((one for one in to_link(appeal) if one.pk == bonus), None)
    if found is None or appeal.difference_id is not None:
        raise Refusal(
            "appeal.difference", _("This difference was not booked for the appeal, or one is linked already.")
        )
    appeal.difference = found
    appeal.save(update_fields=["difference"])
    step(appeal, Did.LINKED, "", actor=actor)
    note(f"appeal {appeal.pk}", new={"difference": found.pk, "amount": found.difference_fen})
    return appeal


def _parts(subject: str) -> tuple[int, str]:
    number, _bar, party_id = subject.partition("|")
    return int(number) if number.isascii() and number.isdigit() and len(number) < len(str(2**62)) else 0, party_id


def may_correct(person: User, subject: Any) -> bool:
    """Heads and leads who see the customer, never the person who appealed."""
    number, party_id = _parts(str(subject))
    appeal = appeal_of(number)
    return (
        appeal is not None
        and person.staff_id != appeal.staff_id
        and may(person, SUPERVISE, party_id)
        and sees_customer(person, party_id, on=clock.today())
    )


def called(subject: str) -> str:
    """Which appeal, of which customer."""
    number, party_id = _parts(subject)
    return gettext("appeal no. %(number)s, customer %(party)s") % {"number": number, "party": party_id}


def standing(_subject: str, wish: Wish) -> Any:
    """The customer's lines as they stand."""
    return plain(portfolio.lines_of(wish["party"]))


def changes(_subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """Who would have which share on which days, beside who has it."""
    if before is None:
        return []
    return changing.changes(wish["party"], wish, before)


def carry_out(order: Order) -> None:
    """Correct the shares as the appeal granted; the closed month's difference follows by itself."""
    appeal = granted_shares(int(order.wish["appeal"]))
    reason = gettext("appeal no. %(number)s: %(why)s") % {"number": appeal.pk, "why": order.reason}
    ask = ask_of(order.wish["ask"])
    changing.carry(order.wish["party"], ask, reason=reason[:500], number=order.number, actor=order.actor)


CORRECTION_KIND = Kind(
    KIND,
    _("correction that an upheld appeal grants"),
    ask_verb=CORRECT,
    decide_verb=AGREE,
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    sees=lambda person, wish, _before: sees_customer(person, str(wish["party"]), on=clock.today()),
)
