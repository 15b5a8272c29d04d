"""What moved: a piece of Today with the first of every kind, each kind as a list in pages and as a file."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.catalogue import queries as catalogue
from qiao.contribution.queries import runs
from qiao.desk.queries import moves as queries
from qiao.desk.queries.customer import newest_run
from qiao.desk.queries.moves import Told
from qiao.desk.queries.sight import served_ids
from qiao.desk.rules.moves import WORDS, Move, What
from qiao.ground import clock
from qiao.ground.authority import Scope, person_of, require, scope_of
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import Cut, cut_of
from qiao.ground.periods import Period, day_of
from qiao.ground.pieces import wants_piece
from qiao.ground.sheets import Number

SHEET_PART_ROWS = 2_000  # so many at once; the sheet has them all
FEN_PLACES = 2


def moves(request: HttpRequest) -> HttpResponse:
    """What moved, the first of every kind, and who was handed over; on its own also one kind as a list."""
    person = person_of(request)
    require(person, "customers.see")
    scope, seen, told = _asked(person)
    groups = queries.groups_in_sight(told, scope, period=seen) if told else []
    context: dict[str, Any] = {
        "told": told,
        "groups": [(group, WORDS[group.what]) for group in groups],
        "hand_overs": queries.hand_overs(scope, seen=seen),
        "everything": scope.everything,
    }
    if wants_piece(request):
        return render(request, "desk/moves.html", context)
    what = _what(request) or (groups[0].what if groups else What.MATURES)
    served = served_ids(scope, period=seen) if told else []
    page = queries.moves_of(told, what, cut_of(request.GET.get("page")), party_ids=served) if told else None
    products = {one: known.name for one, known in catalogue.products().items()}
    context |= {"what": what, "words": WORDS[what], "page": page, "products": products}
    return render(request, "desk/moves_alone.html", context)


def moves_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """All moves of one kind as a file, figures exact."""
    person = person_of(request)
    require(person, "customers.see")
    scope, seen, told = _asked(person)
    what = _what(request) or What.MATURES
    heads = [_("Customer id"), _("Customer"), _("Account"), _("Product"), _("Day"), _("Amount (yuan)"), _("Days")]
    lines = _lines(told, what, served_ids(scope, period=seen)) if told else iter(())
    return export(
        person, heads, map(_cells, lines), name=f"moves-{what}", form=form, facts={_("What moved"): _(WORDS[what])}
    )


def _asked(person: User) -> tuple[Scope, Period, Told | None]:
    """Whose moves, the days on which serving a customer opens them, and what there is to tell."""
    on = clock.today()
    return scope_of(person, on=on), runs.serving_period(newest_run(), on=on), queries.told(on)


def _what(request: HttpRequest) -> What | None:
    given = request.GET.get("what", "")
    return What(given) if given in {one.value for one in What} else None


def _lines(told: Told, what: What, served: Sequence[str] | None) -> Iterator[Move]:
    """Every move of the kind, one part after the other."""
    for number in count(1):
        page = queries.moves_of(told, what, Cut(number, SHEET_PART_ROWS), party_ids=served)
        yield from page.rows
        if not page.more:
            return


def _cells(one: Move) -> list[object]:
    amount = "" if one.amount_fen is None else Number(text_of_scaled(one.amount_fen, places=FEN_PLACES))
    named = [one.party_id, one.customer, one.account_id, one.product_id]
    return [*named, day_of(one.on_day).isoformat(), amount, one.days if one.days is not None else ""]
