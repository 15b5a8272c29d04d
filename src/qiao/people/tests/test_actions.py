"""Who may see whom ends with the last day in the post."""

from datetime import date

import pytest

from qiao.ground.authority import KIND_ORG, KIND_STAFF
from qiao.ground.models import AuditRecord, Visibility
from qiao.people.actions.extract import renew_visibility
from qiao.people.models import OrgUnit, Staff

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("left_on", "rows"),
    [
        (None, {(KIND_STAFF, "L1", None), (KIND_ORG, "T1", None)}),
        (date(2026, 10, 4), set()),
        (date(2026, 10, 5), {(KIND_STAFF, "L1", date(2026, 10, 6)), (KIND_ORG, "T1", date(2026, 10, 6))}),
        (date(2026, 12, 31), {(KIND_STAFF, "L1", date(2027, 1, 1)), (KIND_ORG, "T1", date(2027, 1, 1))}),
    ],
)
def test_a_person_sees_until_the_last_day_in_the_post(
    left_on: date | None, rows: set[tuple[str, str, date | None]]
) -> None:
    OrgUnit.objects.create(org_id="H", name="Head office", kind="head")
    OrgUnit.objects.create(org_id="T1", name="Team", kind="team", parent_id="H")
    Staff.objects.create(staff_id="L1", name="Li", org_id="T1", post="lead", left_on=left_on)
    renew_visibility(on=ON, actor="test")
    assert set(Visibility.objects.values_list("kind", "key", "until")) == rows
    assert AuditRecord.objects.get().new == {"rows": len(rows)}
