"""Loading an extract: the book reads and checks it, the owners take in their master tables, all in one transaction."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext

from qiao.appraisal.actions import late
from qiao.book import actions as book
from qiao.book import queries as book_queries
from qiao.book.queries import LoadRecord
from qiao.catalogue import actions as catalogue
from qiao.catalogue import queries as catalogue_queries
from qiao.customers import actions as customers
from qiao.customers import queries as customers_queries
from qiao.desk import actions as desk
from qiao.ground import clock, home
from qiao.ground.refusals import Refusal
from qiao.ground.stages import Stage
from qiao.ground.words import gettext_noop as _
from qiao.people.actions import extract as people
from qiao.people.queries import staff as people_queries
from qiao.portfolio.actions import intake as portfolio
from qiao.portfolio.queries import serving as portfolio_queries
from qiao.project import logins, terminal
from qiao.project.demo.stories import BANK_NAME as DEMO_BANK
from qiao.project.writing import writing

if TYPE_CHECKING:
    import pyarrow as pa

REASONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns a master table: how to read all its rows and how to take rows in."""

    rows: Callable[[], "pa.Table"]
    take_in: Callable[..., int]


OWNERS: dict[str, Owner] = {  # parents before those that name them
    "org": Owner(people_queries.org_rows, people.take_in_org),
    "staff": Owner(people_queries.staff_rows, people.take_in_staff),
    "party": Owner(customers_queries.party_rows, customers.take_in_party),
    "party_relation": Owner(customers_queries.party_relation_rows, customers.take_in_party_relation),
    "product": Owner(catalogue_queries.product_rows, catalogue.take_in_product),
    "assignment": Owner(portfolio_queries.extract_rows, portfolio.take_in_assignment),
}


def load(directory: Path, *, strict: bool, actor: str) -> LoadRecord:
    """Load an extract, or refuse it and change nothing; with `strict` a single quarantined row refuses it."""
    with writing(gettext("load of %(directory)s") % {"directory": directory}) as bench:
        tell = terminal.telling(bench.tell)
        tell(Stage("read"))
        extract = book.read_extract(directory, workspace=bench.scratch)
        _refuse_mixing(extract.manifest.bank)
        tell(Stage("check"))
        masters = {name: owner.rows() for name, owner in OWNERS.items()}
        own = portfolio_queries.own_ids()
        checked = book.check(extract, masters, watched=own, workspace=bench.scratch)
        if strict and checked.quarantined:
            raise Refusal(
                "load.strict",
                _("%(count)s rows would be quarantined, and --strict allows none; first: %(reasons)s."),
                count=checked.quarantined,
                reasons="; ".join(checked.first_reasons(REASONS_SHOWN)),
            )
        with transaction.atomic():
            tell(Stage("masters"))
            _take_in(checked.upserts, checked.removed, actor=actor)
            if checked.named:
                portfolio.compare_with_extract(checked.named, actor=actor)
            tell(Stage("hold"))
            held = book.take_hold(checked, token=bench.token, actor=actor)
            late.load_held(
                held,
                base=checked.base,
                before=masters,
                upserts=checked.upserts,
                removed=checked.removed,
                actor=actor,
            )
        tell(Stage("moves"))
        desk.lay_moves(bench.scratch, on=clock.today())
        return held


def _refuse_mixing(bank: str) -> None:
    """Keep the made-up bank, whose passwords everybody knows, and a real one in homes of their own."""
    holder = book_queries.bank_name()
    if holder is not None and holder != bank and DEMO_BANK in {holder, bank}:
        raise Refusal(
            "load.demo_bank",
            _("%(folder)s holds the book of %(holder)s, and the extract is of %(bank)s; set another QIAO_HOME."),
            folder=str(home.home()),
            holder=holder,
            bank=bank,
        )


def _take_in(upserts: "Mapping[str, pa.Table]", removed: "Mapping[str, pa.Table]", *, actor: str) -> None:
    """Take rows out from those that name others first, put rows in from those that are named first."""
    on = clock.today()
    stay = portfolio.check_lost(
        party_ids=removed["party"]["party_id"].to_pylist() if "party" in removed else (),
        staff_ids=removed["staff"]["staff_id"].to_pylist() if "staff" in removed else (),
        on=on,
    )
    if stay:
        gone = frozenset(removed["org"]["org_id"].to_pylist()) if "org" in removed else frozenset()
        people.keep_as_left(stay, gone_units=gone, on=on, actor=actor)
        removed = {**removed, "staff": _without(removed["staff"], stay)}
    for name in reversed(OWNERS):
        if name in removed and removed[name].num_rows:
            OWNERS[name].take_in(None, removed[name], actor=actor)
    for name, owner in OWNERS.items():
        if name in upserts and upserts[name].num_rows:
            owner.take_in(upserts[name], None, actor=actor)
    people.renew_visibility(on=on, actor=actor)
    logins.renew(on=on, actor=actor)


def _without(people_removed: "pa.Table", stay: Collection[str]) -> "pa.Table":
    import pyarrow as pa  # noqa: PLC0415  heavy; only loads need it
    from pyarrow import compute  # noqa: PLC0415  heavy; only loads need it

    staying = pa.array(sorted(stay), pa.string())
    return people_removed.filter(compute.invert(compute.is_in(people_removed["staff_id"], value_set=staying)))
