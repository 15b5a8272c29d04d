"""Writes of the workbench: views of lists that a person keeps, who opened whose customer, the moves of the book."""

import logging
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.utils.translation import gettext

from qiao.book import queries as book
from qiao.catalogue import queries as catalogue
from qiao.customers import queries as customers
from qiao.desk.adapters import moving
from qiao.desk.models import SavedView
from qiao.desk.queries.moves import moves_file
from qiao.desk.queries.views import VIEWS_MOST
from qiao.desk.rules.moves import DORMANT_DAYS, LARGE_FLOW, days_told
from qiao.engine.sessions import duckdb_session
from qiao.ground import home
from qiao.ground.audit import note, recorded
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.office.rules.parameter import numbers
from qiao.portfolio.queries.serving import Assignment

MOVES_MEMORY = "800MB"
logger = logging.getLogger(__name__)
NAME_LETTERS_MOST, QUERY_LETTERS_MOST = 40, 1_000


def open_customer(person: User, party_id: str, serving: Iterable[Assignment]) -> None:
    """Keep that a person opened a customer, where it is another's: whom one serves or served, one may always open."""
    if person.staff_id not in {one.staff_id for one in serving}:
        opened(person, f"customer {party_id}")


@recorded
def keep_view(username: str, *, name: str, query: str, actor: str) -> SavedView:
    """Keep what a list's address asks for under a name, in the place of the view that had the name."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_LETTERS_MOST:
        raise Refusal("view.name", _("A view needs a name of 1 to %(most)s letters."), most=NAME_LETTERS_MOST)
    if len(query) > QUERY_LETTERS_MOST:
        raise Refusal("view.query", _("The list asks for too much to be kept; leave some filters out."))
    old = SavedView.objects.filter(username=username, name=name).first()
    if old is None and SavedView.objects.filter(username=username).count() >= VIEWS_MOST:
        raise Refusal(
            "view.many", _("You keep %(most)s views already; take one out before you add another."), most=VIEWS_MOST
        )
    view, _made = SavedView.objects.update_or_create(username=username, name=name, defaults={"query": query})
    note(f"view {name}", old=old and old.query, new=query)
    return view


@recorded
def take_view_out(username: str, *, number: int, actor: str) -> None:
    """Forget one of one's own views."""
    view = SavedView.objects.filter(username=username, pk=number).first()
    if view is None:
        raise Refusal("view.unknown", _("There is no such view of yours; it may have been taken out already."))
    note(f"view {view.name}", old=view.query)
    view.delete()


def lay_moves(scratch: Path, *, on: date) -> None:
    """Work out what moved in the book as it stands, for Today; nothing but what follows from the book is written.

    The load or settlement before it is done already: what goes wrong here is told and undoes nothing of it.
    """
    import duckdb  # noqa: PLC0415  heavy; loaded when a job runs

    try:
        _lay_moves(scratch, on=on)
    except (OSError, duckdb.Error) as error:
        logger.warning(
            gettext("What moved could not be worked out (%(cause)s); the next load or settlement does it again."),
            {"cause": str(error).partition("\n")[0]},
        )


def _lay_moves(scratch: Path, *, on: date) -> None:
    """The file has its place at once and whole. Those of older loads go, but for the one that a page may be reading."""
    version = book.current()
    days = days_told(book.coverage(version)) if version else None
    if version is None or days is None:
        return
    accounts, balances = (book.fact_files(version, table) for table in ("account", "balance"))
    if not (accounts and balances and moving.laid_as_spells(balances)):
        return
    sides = {one.product_id: one.side for one in catalogue.products().values()}
    bars = moving.Bars(
        flow_fen=numbers(office.dated(LARGE_FLOW.name, on=on).value),
        dormant_days=numbers(office.dated(DORMANT_DAYS.name, on=on).value)[""],
    )
    draft, place = scratch / "moves.parquet", moves_file(version)
    with duckdb_session(scratch, memory=MOVES_MEMORY) as local:
        found = moving.Book(accounts, balances, sides, dict(customers.alias_pairs()))
        moving.lay(local, found, draft, days=days, bars=bars, kinds=customers.kinds_of)
    place.parent.mkdir(exist_ok=True)
    before = sorted(place.parent.glob("*.parquet"), key=lambda one: one.stat().st_mtime_ns)[:-1]
    home.put(draft, place)
    for old in before:
        if old != place:
            old.unlink(missing_ok=True)
