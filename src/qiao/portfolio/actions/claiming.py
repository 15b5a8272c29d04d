"""Claims of what nobody has: asked with a reason and papers, decided by a lead or head; a second claim makes a contest.

Each claim is a request of its own. Whoever decides for one refuses with it those about the same customer that no longer
fit beside it: one wins, the others are told who did and why. Nobody decides a contest in which he or she claims.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from qiao.ground.models import User
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.papers import attach
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.people.queries import staff as people
from qiao.portfolio.actions import changing
from qiao.portfolio.queries.serving import (
    CLAIM,
    claim_subject,
    lines_of,
    open_claims,
    papers_subject,
    party_of_claim,
)
from qiao.portfolio.rules.asking import ask_of, plain_ask
from qiao.portfolio.rules.lines import percent
from qiao.portfolio.rules.roles import COVER
from qiao.portfolio.rules.shares import Act, Ask, Part

Paper = tuple[str, bytes]
"""The name of a file and what it holds."""
PAPERS_MOST = 5


def claim(
    party_id: str,
    part: Part,
    *,
    account_id: str,
    since: date,
    reason: str,
    papers: Sequence[Paper],
    on: date,
    actor: User,
) -> Approval:
    """Claim a share of a customer, or of one account of it, that nobody has; for oneself, with papers that show why."""
    if part.staff_id != actor.staff_id:
        raise Refusal("claim.own", _("A claim is one's own; ask for a split to give somebody else a share."))
    if len(papers) > PAPERS_MOST:
        raise Refusal("claim.papers", _("At most %(most)s papers go with a claim."), most=PAPERS_MOST)
    ask = Ask(Act.CLAIM, account_id, day_number(since), parts=(part,))
    try:
        changing.preview(party_id, ask, on=on)
    except Refusal as refusal:
        if refusal.code in {"shares.above_one", "shares.two_leads"} and _serves(actor.staff_id, party_id, ask):
            raise Refusal(
                "claim.yours", _("You serve this customer already; a split changes who has which share.")
            ) from refusal
        raise
    wish = {"ask": plain_ask(ask), "supervisor": ""}
    with transaction.atomic():  # a paper that is not taken leaves no claim behind
        asked = office.ask(CLAIM, claim_subject(party_id, part.staff_id), wish=wish, reason=reason, on=on, actor=actor)
        for name, content in papers:
            attach(papers_subject(asked.pk), topic="claim", name=name, content=content, actor=actor.username)
    return asked


def _serves(staff_id: str, party_id: str, ask: Ask) -> bool:
    lines = lines_of(party_id)
    return any(one.staff_id == staff_id and one.runs_on(ask.since_day) and one.role != COVER for one in lines)


def called(subject: str) -> str:
    """The customer's number, since whoever claims may not see the customer yet, and who claims."""
    party_id, staff_id = party_of_claim(subject), subject.rpartition("|")[2]
    return f"{party_id} · {people.staff_names([staff_id]).get(staff_id, staff_id)}"


def standing(subject: str, wish: Wish) -> Any:
    """All lines of the customer as they stand."""
    return changing.standing(party_of_claim(subject), wish)


def changes(subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """What is claimed, and how the shares would stand."""
    return changing.changes(party_of_claim(subject), wish, before)


def carry_out(order: Order) -> None:
    """Give the claimed share and refuse, in the same breath, the claims that no longer fit beside it."""
    party_id, ask = party_of_claim(order.subject), ask_of(order.wish["ask"])
    others = [one for one in open_claims(party_id) if one.pk != order.number]
    if any(one.asked_by == order.actor.username for one in others):
        raise Refusal("claim.interest", _("You claim this customer yourself; somebody else has to decide."))
    changing.carry(party_id, ask, reason=order.reason, number=order.number, actor=order.actor)
    (part,) = ask.parts
    name = people.staff_names([part.staff_id]).get(part.staff_id, "")
    facts = {"person": f"{name} {part.staff_id}".strip(), "share": percent(part.share_bp), "number": order.number}
    for one in others:
        try:
            changing.preview(party_id, ask_of(one.wish["ask"]), on=order.on)
        except Refusal as refusal:
            told = gettext("Decided for %(person)s (%(share)s %%, request no. %(number)s).") % facts
            office.decide(one.pk, approve=False, reason=f"{told} {say(refusal)}", on=order.on, actor=order.actor)
        else:
            office.look_anew(one.pk, actor=order.actor)


CLAIM_KIND = Kind(
    CLAIM,
    _("claim of a customer"),
    ask_verb="portfolio.claim",
    decide_verb="portfolio.decide_claim",
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    heads=(_("Stands"), _("Claimed")),
)
