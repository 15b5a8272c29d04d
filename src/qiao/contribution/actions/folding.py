"""The figures that lists sort by, of customers of whom several are one: one row for who stands for them.

They follow from a settlement and from the merges, within the transaction that changed either.
"""

from collections.abc import Sequence

from qiao.contribution.adapters.shelves import WIDEST
from qiao.contribution.models import PartyFigure, Run
from qiao.contribution.queries import runs, shelf
from qiao.contribution.queries.figures import own_sums
from qiao.contribution.queries.merged import told_as_one
from qiao.contribution.rules.sums import MEASURES, PartySums
from qiao.customers import queries as customers
from qiao.ground.portions import portions

ROWS_AT_ONCE = 2_000


def refold(party_ids: Sequence[str]) -> None:
    """Write the rows of these customers, and of all who are one with them, anew from the newest settlement."""
    run = runs.newest_run()
    if run is not None and shelf.holds(run):
        fold(run, party_ids)


def fold_all(run: Run) -> None:
    """Fold the rows that a settlement has just put down, customer by customer of the extract."""
    fold(run, sorted({survivor for _absorbed, survivor in customers.alias_pairs()}))


def fold(run: Run, party_ids: Sequence[str]) -> None:
    """Write the rows of these customers and of those who are one with them."""
    for part in portions(customers.with_families(party_ids), ROWS_AT_ONCE):
        _fold(run, customers.with_families(part))


def _fold(run: Run, touched: Sequence[str]) -> None:
    found = own_sums(run, touched)
    absorbed = customers.survivors_of(touched)
    standing = [one for one in touched if one not in absorbed]
    told = told_as_one(found, standing, families=customers.families_of(standing))
    PartyFigure.objects.filter(party_id__in=touched).delete()
    PartyFigure.objects.bulk_create(_row(sums) for sums in told.values())


def _row(sums: PartySums) -> PartyFigure:
    """A row of the list; what does not fit 64 bits stands at the bound."""
    figures = {name: getattr(sums, name) for name in MEASURES} | {"contribution_micro": sums.contribution_micro}
    within = {name: max(-WIDEST, min(WIDEST, value)) for name, value in figures.items()}
    return PartyFigure(party_id=sums.party_id, beyond=int(within != figures), **within)
