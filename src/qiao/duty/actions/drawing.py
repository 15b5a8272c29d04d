"""A draw for surprise leave: made once a unit and day, kept with all it was made from, taken back by two persons.

Whom it named stays due for the leave, taken back or not: nobody draws until it suits.
"""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.duty.models import LeaveDraw
from qiao.duty.queries.draws import draw_of, draw_on, drawable
from qiao.duty.rules.draw import check_draw, digest_of, draw
from qiao.duty.rules.rotating import read_reason
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.people.queries.staff import org_names

DRAW, DECIDE_BACK, DRAW_BACK = "duty.draw", "duty.draw_back", "draw_back"
SEED_BYTES = 16


@recorded
def draw_leave(unit: str, *, count: int, on: date, actor: User, seed: str = "") -> LeaveDraw:
    """Draw so many people of a unit and the units below; the machine makes the seed (a test may name one)."""
    require(actor, DRAW, unit)
    if unit not in org_names():
        raise Refusal("draw.unit", _("Choose a unit."))
    before = draw_on(unit, day=on)
    if before is not None:
        raise Refusal(
            "draw.again",
            _("Draw no. %(number)s of today counts for this unit; nobody draws until it suits. Take it back first."),
            number=before.pk,
        )
    people, room = drawable(unit, but_not=actor.staff_id, on=on)
    check_draw(people, count=count, room=room)
    seed = seed or secrets.token_hex(SEED_BYTES)
    drawn = draw(people, seed=seed, count=count, room=room)
    made = LeaveDraw.objects.create(
        unit=unit,
        day=on,
        seed=seed,
        count=count,
        listed=[[one.staff_id, one.unit] for one in people],
        room=room,
        drawn=list(drawn),
        digest=digest_of(people, seed=seed, count=count, room=room),
        actor=actor.username,
        at=clock.now(),
    )
    told = {"unit": unit, "seed": seed, "people": len(people), "drawn": list(drawn), "digest": made.digest}
    note(f"draw {made.pk}", new=told)
    return made


def propose_taking_back(number: int, *, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person that a draw counts no more; whom it named stays due for the leave."""
    _counting(number)
    return office.ask(DRAW_BACK, str(number), wish={}, reason=read_reason(reason), on=on, actor=actor)


def _counting(number: int) -> LeaveDraw:
    made = draw_of(number)
    if made is None or made.taken_back_at is not None:
        raise Refusal("draw.gone", _("This draw is not there, or was taken back already."))
    return made


def called(subject: str) -> str:
    """The draw by its number."""
    return gettext("Draw no. %(number)s") % {"number": subject}


def standing(subject: str, _wish: Wish) -> Any:
    """Whether the draw counts."""
    made = draw_of(int(subject))
    return {"counts": made is not None and made.taken_back_at is None}


def changes(subject: str, _wish: Wish, _before: Any) -> Sequence[Change]:
    """Which draw, and that whom it named stays due."""
    made = draw_of(int(subject))
    drawn, unit = (len(made.drawn), org_names().get(made.unit, made.unit)) if made else (0, "")
    return [
        Change(f"{called(subject)} · {unit}", gettext("counts"), gettext("taken back")),
        Change(gettext("Drawn"), str(drawn), gettext("stay due for the leave")),
    ]


def carry_out(order: Order) -> None:
    """Take the draw back."""
    take_back_draw(int(order.subject), reason=order.reason, actor=order.actor)


@recorded
def take_back_draw(number: int, *, reason: str, actor: User) -> LeaveDraw:
    """Let a draw count no more, as a second person agreed; it stays to be read, with the reason."""
    require(actor, DECIDE_BACK, number)
    made = _counting(number)
    made.taken_back_reason = reason
    made.taken_back_at, made.taken_back_by = clock.now(), actor.username
    made.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    note(f"draw {number}", old={"drawn": made.drawn}, new={"taken_back": True}, reason=made.taken_back_reason)
    return made


DRAW_BACK_KIND = Kind(
    DRAW_BACK,
    _("taking back of a draw"),
    ask_verb=DRAW,
    decide_verb=DECIDE_BACK,
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    heads=(_("Before"), _("Wished")),
)
