"""Hand-over: the dossier is laid down, three people sign it, credit changes on the agreed day, the customer is told.

Source: piece 2, 3.1 (a hand-over has a list and three signatures). The dossier is kept with its digest as it was when
the hand-over was asked for; who signs, signs that text.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import may, require
from qiao.ground.models import User
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office import queries as requests
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.office.rules.dossier import digest_of
from qiao.office.rules.signing import Signer
from qiao.portfolio.actions import changing
from qiao.portfolio.models import HandOver
from qiao.portfolio.queries import serving as queries
from qiao.portfolio.queries.serving import HAND_OVER
from qiao.portfolio.rules.asking import SUPERVISE, ask_of, plain_ask, signers_of
from qiao.portfolio.rules.handing import check_introduction, check_people
from qiao.portfolio.rules.lines import WHOLE
from qiao.portfolio.rules.parameters import HAND_OVER_DUE
from qiao.portfolio.rules.shares import Act, Ask

WHO_MOST = 100


@recorded
def hand_over(
    party_id: str,
    *,
    giver: str,
    taker: str,
    supervisor: str,
    day: date,
    reason: str,
    on: date,
    actor: User,
) -> HandOver:
    """Lay the dossier down and ask the three to sign; the customer is the taker's from the day on."""
    require(actor, "portfolio.ask", party_id)
    check_people(giver, taker, supervisor=supervisor)
    _check_supervisor(supervisor, party_id)
    ask = Ask(Act.HAND_OVER, WHOLE, day_number(day), giver=giver, taker=taker)
    changing.preview(party_id, ask, on=on)
    dossier = requests.dossier_of(party_id, on=on)
    made = HandOver.objects.create(
        party_id=party_id,
        giver=giver,
        taker=taker,
        supervisor=supervisor,
        day=day,
        dossier=dossier,
        digest=digest_of(dossier),
        made_at=clock.now(),
    )
    wish = {"ask": plain_ask(ask), "supervisor": supervisor, "hand_over": made.pk, "digest": made.digest}
    made.approval = office.ask(HAND_OVER, party_id, wish=wish, reason=reason, on=on, actor=actor)
    made.save(update_fields=["approval"])
    note(f"hand-over {made.pk}", new={"customer": party_id, "digest": made.digest, "request": made.approval_id})
    return made


def _check_supervisor(supervisor: str, party_id: str) -> None:
    log_in = User.objects.filter(staff_id=supervisor, is_active=True).first()
    if log_in is None or not may(log_in, SUPERVISE, party_id):
        raise Refusal(
            "hand_over.supervisor",
            _("%(person)s cannot supervise this: a lead or head who sees the customer does."),
            person=supervisor[:64],
        )


def changes(subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """The change of the shares, and the digest of the dossier that is signed."""
    told = changing.changes(subject, wish, before)
    return [*told, Change(gettext("Dossier"), "", wish["digest"][:16])]


def signers(subject: str, wish: Wish) -> Sequence[Signer]:
    """Who gives, who takes over, who supervises; who has left the bank signs no more."""
    lines, ask = queries.lines_of(subject), ask_of(wish["ask"])
    left = changing.left_among(lines, ask)
    return signers_of(lines, ask, supervisor=wish["supervisor"], left=left)


def carry_out(order: Order) -> None:
    """Change the credit and put the hand-over in force."""
    ask = ask_of(order.wish["ask"])
    changing.carry(order.subject, ask, reason=order.reason, number=order.number, actor=order.actor)
    number = order.wish["hand_over"]
    put_in_force(number, digest=order.wish["digest"], actor=order.actor)


@recorded
def put_in_force(number: int, *, digest: str, actor: User) -> HandOver:
    """Mark a hand-over as in force; the dossier has to be the one that was signed."""
    made = HandOver.objects.get(pk=number)
    assert made.digest == digest == digest_of(made.dossier), number
    made.in_force_at = clock.now()
    made.save(update_fields=["in_force_at"])
    note(f"hand-over {number}", old={"state": "asked"}, new={"state": "in force"})
    return made


@recorded
def introduce(number: int, *, way: str, day: date | None, who: str, on: date, actor: User) -> HandOver:
    """Write down that the customer was told and met who takes over: when, how, and who acknowledged it."""
    made = queries.hand_over_of(number)
    if made is None or made.in_force_at is None:
        raise Refusal("hand_over.unknown", _("There is no hand-over no. %(number)s in force."), number=number)
    require(actor, "portfolio.introduce", made)
    if made.introduced_on is not None:
        raise Refusal("hand_over.introduced", _("The introduction is written down already."))
    check_introduction(way, day=day, who=who, handed_on=made.day, on=on)
    made.introduced_on, made.introduced_how, made.introduced_by = day, way, who.strip()[:WHO_MOST]
    made.save(update_fields=["introduced_on", "introduced_how", "introduced_by"])
    note(f"hand-over {number}", old={"introduced": None}, new={"introduced": day, "way": way, "by": made.introduced_by})
    return made


HAND_OVER_KIND = Kind(
    HAND_OVER,
    _("hand-over of a customer"),
    ask_verb="portfolio.ask",
    decide_verb=SUPERVISE,
    called=changing.called,
    standing=changing.standing,
    changes=changes,
    carry_out=carry_out,
    heads=(_("Stands"), _("Wished")),
    signers=signers,
    due=HAND_OVER_DUE.name,
)
