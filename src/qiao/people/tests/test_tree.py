"""The tree of units is read whole, however many there are."""

import pytest

from qiao.ground.authority import Scope
from qiao.people.models import OrgUnit
from qiao.people.queries.staff import org_names, org_tree, orgs_below

UNITS = 5_200


@pytest.mark.django_db
def test_a_tree_of_more_than_five_thousand_units_is_read_whole() -> None:
    OrgUnit.objects.create(org_id="H", name="Head office", kind="head")
    teams = (OrgUnit(org_id=f"T{n:05}", name=f"Team {n}", kind="team", parent_id="H") for n in range(UNITS))
    OrgUnit.objects.bulk_create(teams, batch_size=500)
    everything = Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset())
    assert len(orgs_below("H")) == len(org_names()) == len(org_tree(everything)) == UNITS + 1
    assert orgs_below("no such unit") == ["no such unit"]
