"""The customers a person sees as wished: narrowed, in order, a page after a place, by the newest figures.

A page is found by the value and the customer at which the one before ended: a far page costs what the first one does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from qiao.contribution.queries import curves, figures, shelf
from qiao.contribution.queries.runs import Run
from qiao.contribution.rules.sums import PartySums
from qiao.customers import queries as customers
from qiao.customers.queries import Customer
from qiao.desk.queries.sight import served_subquery
from qiao.desk.rules.listing import FIGURES, NAME, Column, Place, Wish
from qiao.ground.authority import Scope
from qiao.ground.paging import ROWS_A_PAGE, Cut
from qiao.ground.periods import Period
from qiao.people.queries import staff as people
from qiao.portfolio.queries import serving as portfolio
from qiao.profile.queries.industries import codes_meant

FOUND_MOST = 200
Row = tuple[Customer, PartySums | None]


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of a page, and the places at which the pages before and behind begin, where there are any."""

    rows: tuple[Row, ...]
    before: Place | None = None
    behind: Place | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose customers: the scope, and the days on which serving opens a customer."""

    scope: Scope
    period: Period


def listed(run: Run | None, wish: Wish, sight: Sight, *, most: int = ROWS_A_PAGE) -> Listed:
    """A page of the list; a text is answered by the search, all at once and by name, at most 200."""
    if wish.text:
        narrowed = _narrowed(wish, sight)
        found = customers.found_customers(wish.text, narrowed, most=FOUND_MOST)
        return Listed(_with_figures(run, found))
    if wish.sort == NAME or run is None:
        return _by_name(run, wish, sight, most=most)
    return _by_figure(run, wish, sight, most=most)


def first_few(run: Run, sight: Sight, *, most: int) -> tuple[Row, ...]:
    """The customers in sight that bring most; a run without shelves is asked the slow way."""
    if shelf.holds(run):
        return _by_figure(run, Wish(), sight, most=most).rows
    served = portfolio.served_ids(sight.scope, period=sight.period)
    page = curves.parties_in_order(run, Cut(1, most), order="contribution", party_ids=served)
    known = customers.customers_by_id([sums.party_id for sums in page.rows])
    return tuple((known[sums.party_id], sums) for sums in page.rows if sums.party_id in known)


def every(run: Run | None, wish: Wish, sight: Sight) -> Iterator[Row]:
    """All pages of the list, one after the other, for a file."""
    page = listed(run, wish, sight)
    yield from page.rows
    while page.behind is not None:
        page = listed(run, _at(wish, page.behind), sight)
        yield from page.rows


def _at(wish: Wish, place: Place) -> Wish:
    return replace(wish, place=place)


def _by_figure(run: Run, wish: Wish, sight: Sight, *, most: int) -> Listed:
    """Customers with a figure in the newest settled month."""
    name = FIGURES[Column(wish.sort)]
    narrowed = _narrowed(wish, sight) if wish.filtered else None
    rows = largest_first(sight) if narrowed is None else shelf.party_figures().filter(party_id__in=narrowed)
    found, before, behind = _cut(rows, wish, value=name, falling=not wish.rising, most=most)
    known = customers.customers_by_id([one.party_id for one in found])
    sums = {one.party_id: _sums(one) for one in found}
    if cut_short := [one.party_id for one in found if one.beyond]:  # wider than 64 bits: the run's tables are exact
        sums |= figures.party_sums(run, cut_short)
    return Listed(
        tuple((known[one.party_id], sums[one.party_id]) for one in found if one.party_id in known), before, behind
    )


def largest_first(sight: Sight) -> "QuerySet[shelf.PartyFigure]":
    """The figures of the customers in sight, to be read in an order of theirs.

    Of several units many customers are in sight: the order is walked and each customer looked up. Of one person or team
    few are: they are looked up and put in order.
    """
    rows = shelf.party_figures()
    if sight.scope.everything:
        return rows
    serving = portfolio.visible_assignments(sight.scope, period=sight.period)
    if len(sight.scope.org_ids) > 1 and not customers.alias_version():
        return rows.filter(Exists(serving.filter(party_id=OuterRef("party_id"))))
    return rows.filter(party_id__in=customers.standing_for(serving.values("party_id")))


def _by_name(run: Run | None, wish: Wish, sight: Sight, *, most: int) -> Listed:
    rows = customers.listed_customers(_narrowed(wish, sight)).annotate(sorted_by=customers.SORTED_NAME)
    found, before, behind = _cut(rows, wish, value="sorted_by", falling=False, most=most)
    return Listed(_with_figures(run, found), before, behind)


def _cut(
    rows: "QuerySet[Any, Any]", wish: Wish, *, value: str, falling: bool, most: int
) -> tuple[list[Any], Place | None, Place | None]:
    """A page of rows in the order of a value and the customer, one row looked ahead."""
    place = wish.place
    backwards = place is not None and place.backwards
    down = falling != backwards  # the way in which the database walks
    if place is not None:
        beyond = Q(**{f"{value}__{'lt' if down else 'gt'}": place.value})
        tie = Q(**{value: place.value, f"party_id__{'lt' if backwards else 'gt'}": place.party_id})
        rows = rows.filter(beyond | tie)
    order = F(value).desc() if down else F(value).asc()
    found = list(rows.order_by(order, "-party_id" if backwards else "party_id")[: most + 1])
    more, found = len(found) > most, found[:most]
    if backwards:
        found.reverse()
    if not found:
        return [], None, None
    first, last = (Place(getattr(one, value), one.party_id) for one in (found[0], found[-1]))
    has_before = more if backwards else place is not None
    has_behind = more or backwards
    return (
        found,
        Place(first.value, first.party_id, backwards=True) if has_before else None,
        last if has_behind else None,
    )


def _narrowed(wish: Wish, sight: Sight) -> "QuerySet[Any, Any] | None":
    """The keys of the customers that the wish leaves, of those in sight; None for everybody."""
    served = served_subquery(sight.scope, period=sight.period)
    if wish.manager:
        meant = people.listed_staff(sight.scope, text=wish.manager).order_by().values("staff_id")
        running = portfolio.visible_assignments(sight.scope, period=sight.period).filter(staff_id__in=meant)
        served = customers.standing_for(running.values("party_id"))
    if not (wish.kind or wish.industry or wish.region):
        return served
    codes = codes_meant(wish.industry) if wish.industry else None
    rows = customers.narrowed(kind=wish.kind, industries=codes, region=wish.region)
    if served is not None:
        rows = rows.filter(party_id__in=served)
    return rows.values("party_id")


def _with_figures(run: Run | None, found: list[Customer]) -> tuple[Row, ...]:
    sums = figures.party_sums(run, [one.party_id for one in found]) if run and found else {}
    return tuple((one, sums.get(one.party_id)) for one in found)


def _sums(row: shelf.PartyFigure) -> PartySums:
    names = PartySums.__dataclass_fields__
    return PartySums(**{name: getattr(row, name) for name in names})
