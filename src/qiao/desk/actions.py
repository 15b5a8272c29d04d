"""Writes of the workbench: the views of lists that a person keeps, and who opened whose customer."""

from collections.abc import Iterable

from qiao.desk.models import SavedView
from qiao.desk.queries.views import VIEWS_MOST
from qiao.ground.audit import note, recorded
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.portfolio.queries import Assignment

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
