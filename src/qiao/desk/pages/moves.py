"""What moved: a piece of Today with the first of every kind, each kind as a list in pages and as a file."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.catalogue import queries as catalogue
from qiao.desk.queries.moves import InSight, in_sight
from qiao.desk.rules.moves import WORDS, Move, What
from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.exports import export, sources
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import Cut, cut_of
from qiao.ground.periods import day_of
from qiao.ground.pieces import wants_piece
from qiao.ground.sheets import Number

FEN_PLACES = 2


def moves(request: HttpRequest) -> HttpResponse:
    """What moved, the first of every kind, and who was handed over; on its own also one kind as a list."""
    person = person_of(request)
    require(person, "customers.see")
    seen = in_sight(person, on=clock.today())
    groups = seen.groups()
    context: dict[str, Any] = {
        "told": seen.told,
        "groups": [(group, WORDS[group.what]) for group in groups],
        "hand_overs": seen.hand_overs(),
        "everything": seen.scope.everything,
    }
    if wants_piece(request):
        return render(request, "desk/moves.html", context)
    what = _what(request) or (groups[0].what if groups else What.MATURES)
    page = seen.page(what, cut_of(request.GET.get("page"))) if seen.told else None
    products = {one: known.name for one, known in catalogue.products().items()}
    context |= {"what": what, "words": WORDS[what], "page": page, "products": products}
    return render(request, "desk/moves_alone.html", context)


def moves_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """All moves of one kind as a file, figures exact."""
    person = person_of(request)
    require(person, "customers.see")
    seen = in_sight(person, on=clock.today())
    what = _what(request) or What.MATURES
    heads = [_("Customer id"), _("Customer"), _("Account"), _("Product"), _("Day"), _("Amount (yuan)"), _("Days")]
    facts = {_("What moved"): _(WORDS[what])}
    lines = _lines(seen, what, most=sources.limits(person, clock.today()).rows)
    return export(person, heads, map(_cells, lines), name=f"moves-{what}", form=form, facts=facts)


def _what(request: HttpRequest) -> What | None:
    given = request.GET.get("what", "")
    return What(given) if given in {one.value for one in What} else None


def _lines(seen: InSight, what: What, *, most: int) -> Sequence[Move]:
    """The moves of the kind in one reading, so that no load or settlement comes between: one more than may be taken."""
    return seen.page(what, Cut(1, most + 1)).rows


def _cells(one: Move) -> list[object]:
    amount = "" if one.amount_fen is None else Number(text_of_scaled(one.amount_fen, places=FEN_PLACES))
    named = [one.party_id, one.customer, one.account_id, one.product_id]
    return [*named, day_of(one.on_day).isoformat(), amount, one.days if one.days is not None else ""]
