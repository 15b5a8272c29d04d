"""What a manager is asked for of one customer is kept in one go, or nothing is and every trouble is told."""

from datetime import date

import pytest

from qiao.ground.models import AuditRecord, User
from qiao.ground.refusals import Refusal
from qiao.profile.actions.gathering import WHOLE, Form, UnreadableForms, keep_all
from qiao.profile.models import ItemValue
from qiao.profile.tests.cast import FIRM, log_in, take_in_bank

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture
def chen() -> User:
    take_in_bank()
    return log_in("chen", "rm")


def keep(chen: User, *forms: Form, source: str = "a visit") -> int:
    return keep_all(FIRM, forms, valid_from=DAY, source=source, person=chen, actor="chen")


def test_all_of_it_is_kept(chen: User) -> None:
    kept = keep(
        chen,
        Form(0, "need", {"product": "loan"}, "", 0),
        Form(1, "shareholder", {"name": "a", "share": "60"}, "", 0),
    )
    assert (kept, ItemValue.objects.count()) == (2, 2)
    assert AuditRecord.objects.filter(subject=f"customer {FIRM}").latest("id").new == {
        "values": 2,
        "from": "2026-06-01",
    }


def test_one_trouble_and_nothing_is_kept(chen: User) -> None:
    with pytest.raises(UnreadableForms) as told:
        keep(
            chen,
            Form(0, "need", {"product": "loan"}, "", 0),
            Form(3, "shareholder", {"name": "", "share": "120"}, "", 0),
            Form(5, "need", {"product": "card"}, "", 7),
            Form(7, "shareholder", {"name": "b", "share": "50"}, "", 0),
            Form(8, "shareholder", {"name": "c", "share": "51"}, "", 0),
        )
    fields = {place: [one.field for one in troubles] for place, troubles in told.value.troubles.items()}
    assert fields == {3: ["name", "share"], 5: [WHOLE], 8: [WHOLE]}
    assert ItemValue.objects.count() == 0
    assert not AuditRecord.objects.filter(action__startswith="profile").exists()


def test_nothing_asked_for_and_no_source_are_refused(chen: User) -> None:
    with pytest.raises(Refusal, match="at least one"):
        keep(chen)
    with pytest.raises(Refusal, match="known from"):
        keep(chen, Form(0, "need", {"product": "loan"}, "", 0), source=" ")


def test_an_item_of_another_post_is_refused(chen: User) -> None:
    with pytest.raises(Refusal, match="post does not allow"):
        keep(chen, Form(0, "related_party", {"related": "yes"}, "", 0))
    assert ItemValue.objects.count() == 0
