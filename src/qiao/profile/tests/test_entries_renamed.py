"""What was kept before a role or a lender told two apart can be changed after the upgrade, and stands once."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from qiao.customers.actions import absorb
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.office.papers import Attachment
from qiao.profile.actions.values import set_value
from qiao.profile.models import ItemValue
from qiao.profile.queries.record import record_of
from qiao.profile.rules.items import BY_CODE, ITEMS
from qiao.profile.rules.reading import entry_of
from qiao.profile.tests.cast import FIRM, log_in, take_in_bank

pytestmark = pytest.mark.django_db
SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)
upgrade = import_module("qiao.profile.migrations.0005_entries_by_what_stands_beside")
LI: dict[str, Any] = {"name": "Li", "role": "director"}


@pytest.fixture
def chen() -> User:
    take_in_bank(("P3", "company", "云岚机械厂"))
    return log_in("chen", "rm")


def old(
    entry: str, values: dict[str, Any] | None, *, item: str = "officer", since: date = SPRING, party_id: str = FIRM
) -> ItemValue:
    """A value as it was kept before the upgrade."""
    return ItemValue.objects.create(
        party_id=party_id,
        item=item,
        entry=entry,
        values=values,
        valid_from=since,
        known_at=clock.now(),
        actor="x",
        source="x",
    )


def upgraded() -> dict[str, object]:
    """The record's entries after the upgrade, which a second run leaves as they are."""
    upgrade.rename(apps, None)
    entries = list(ItemValue.objects.order_by("id").values_list("pk", "entry"))
    upgrade.rename(apps, None)
    assert list(ItemValue.objects.order_by("id").values_list("pk", "entry")) == entries
    return {entry: one.values for (_item, entry), one in record_of(FIRM, day=AUTUMN).items()}


def test_an_officer_of_before_can_be_changed(chen: User) -> None:
    before = old("li", dict(LI))
    texts = {**LI, "phone": "13900001234"}
    asked = {"valid_from": SUMMER, "source": "x", "seen": before.pk, "person": chen, "actor": "chen"}
    with pytest.raises(Refusal, match="another entry"):
        set_value(FIRM, "officer", texts, **asked)  # type: ignore[arg-type]  # a table of arguments
    assert upgraded() == {"li · director": LI}
    set_value(FIRM, "officer", texts, **asked)  # type: ignore[arg-type]  # the same
    assert [one.values for one in record_of(FIRM, day=AUTUMN).values()] == [texts]


@pytest.mark.parametrize(
    ("item", "entry", "values", "name"),
    [
        ("officer", "li", LI, "li · director"),
        ("credit_elsewhere", "1", {"number": "1", "lender": "Bank A", "balance": 5}, "1 · bank a"),
        ("contact", "2026-05-01", {"day": "2026-05-01", "way": "call", "said": "x"}, "2026-05-01 · call"),
        ("shareholder", "li", {"name": "Li", "credit_code": "91420102MA4KXXXX0A", "share": 60}, "li"),
        ("need", "loan", {"product": "loan"}, "loan"),
    ],
)
def test_each_takes_the_name_it_is_given_since(
    chen: User, item: str, entry: str, values: dict[str, Any], name: str
) -> None:
    old(entry, values, item=item)
    assert upgraded() == {name: values}


def test_a_text_that_was_cut_ends_with_a_digest(chen: User) -> None:
    values: dict[str, Any] = {"number": "x" * 200, "kind": "k", "valid_until": "2027-01-01"}
    old("x" * 120, values, item="paper")
    assert upgraded() == {entry_of(BY_CODE["paper"], values): values}


def test_the_copy_of_the_rule_names_what_the_rule_of_its_day_named() -> None:
    """Should this differ, the rule has changed: let that have a migration of its own, and this line its day's rule."""
    copied = {**upgrade.ONLY_LONG, **upgrade.CHANGED}
    assert copied == {item.code: (item.key, *item.beside) for item in ITEMS if item.key}
    for values in (LI, {**LI, "role": "r" * 300}):
        assert upgrade.entry_of(copied["officer"], values) == entry_of(BY_CODE["officer"], values)


def test_what_was_said_of_one_goes_on_as_one_with_its_end_and_its_papers(chen: User) -> None:
    old("li", dict(LI))
    old("li", {**LI, "role": "chair"}, since=SUMMER)
    old("li", None, since=AUTUMN)
    paper = Attachment.objects.create(
        subject=f"customer {FIRM}", topic="officer li", name="a.pdf", size=1, at=clock.now()
    )
    assert upgraded() == {}
    assert [entry for _item, entry in record_of(FIRM, day=SPRING)] == ["li · chair"]
    assert set(ItemValue.objects.values_list("entry", flat=True)) == {"li · chair"}
    paper.refresh_from_db()
    assert paper.topic == "officer li · chair"


def test_one_that_was_saved_anew_stands_once(chen: User) -> None:
    old("li", dict(LI))
    old("li · director", {**LI, "phone": "1"}, since=SUMMER)
    assert upgraded() == {"li · director": {**LI, "phone": "1"}}


@pytest.mark.parametrize("ended", ["li", "li · director"])
def test_an_end_takes_nobody_else_out_of_the_record(chen: User, ended: str) -> None:
    for entry in ("li", "li · director"):
        old(entry, dict(LI))
    old(ended, None, since=SUMMER)
    assert list(upgraded().values()) == [LI]


def test_merged_customers_are_renamed_together(chen: User) -> None:
    old("li", dict(LI), party_id="P3")
    absorb("P3", into=FIRM, request=1, reason="one firm", actor="x")
    old("li", None, since=SUMMER)  # told of who stands for both
    assert upgraded() == {}
    assert set(ItemValue.objects.values_list("entry", flat=True)) == {"li · director"}


def test_many_customers_are_worked_through(chen: User) -> None:
    parties = [f"N{number:04d}" for number in range(2 * upgrade.PARTIES_AT_ONCE + 1)]
    now = clock.now()
    ItemValue.objects.bulk_create(
        ItemValue(party_id=one, item="officer", entry="li", values=LI, valid_from=SPRING, known_at=now, actor="x")
        for one in parties
    )
    upgrade.rename(apps, None)
    assert set(ItemValue.objects.values_list("entry", flat=True)) == {"li · director"}
