"""Every write leaves a record, and the chain of records shows any change made by hand."""

from datetime import timedelta

import pytest
from django.db import transaction

from qiao.ground.audit import broken_links, note, recorded
from qiao.ground.authority import KIND_ALL, KIND_ORG, allow, may, require, scope_of
from qiao.ground.clock import today
from qiao.ground.models import AuditRecord, User, Visibility
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.django_db


@recorded
def rename(who: str, *, to: str, actor: str) -> None:
    """An action as capabilities write them."""
    user = User.objects.get(username=who)
    old, user.first_name = user.first_name, to
    user.save()
    note(f"user {who}", old={"name": old}, new={"name": to}, reason="as asked")


@recorded
def forget_to_note(*, actor: str) -> None:
    """An action that changes something and says nothing."""
    User.objects.create(username="ghost")


@pytest.fixture
def manager() -> User:
    return User.objects.create(username="manager", staff_id="RM001", post="rm")


def test_a_write_tells_who_what_old_and_new(manager: User) -> None:
    rename("manager", to="Li", actor="lead")
    record = AuditRecord.objects.get()
    assert (record.actor, record.action, record.subject) == ("lead", "ground.rename", "user manager")
    assert (record.old, record.new, record.reason) == ({"name": ""}, {"name": "Li"}, "as asked")


def test_an_action_that_notes_nothing_is_rolled_back() -> None:
    with pytest.raises(AssertionError):
        forget_to_note(actor="lead")
    assert not User.objects.filter(username="ghost").exists()


def test_an_action_needs_an_actor(manager: User) -> None:
    with pytest.raises(AssertionError):
        rename("manager", to="Li", actor="")


def test_what_is_rolled_back_leaves_no_record(manager: User) -> None:
    with transaction.atomic():
        rename("manager", to="Li", actor="lead")
        transaction.set_rollback(True)
    assert not AuditRecord.objects.exists()


@pytest.mark.parametrize("forgery", ["change", "remove", "insert"])
def test_the_chain_shows_what_was_done_by_hand(manager: User, forgery: str) -> None:
    for name in ("Li", "Wang", "Zhao"):
        rename("manager", to=name, actor="lead")
    assert list(broken_links()) == []
    middle = AuditRecord.objects.order_by("id")[1]
    if forgery == "change":
        AuditRecord.objects.filter(pk=middle.pk).update(new={"name": "nobody"})
    elif forgery == "remove":
        middle.delete()
    else:
        AuditRecord.objects.create(
            at=middle.at, actor="x", action="y", subject="z", previous_digest="f" * 64, digest="e" * 64
        )
    assert list(broken_links()) != []


def test_what_no_rule_allows_is_not_allowed(manager: User) -> None:
    assert not may(manager, "pay.change")
    with pytest.raises(Refusal, match="post does not allow"):
        require(manager, "pay.change")


def test_a_rule_allows_a_verb_to_those_it_names(manager: User) -> None:
    allow("tea.make", lambda person, _thing: person.post == "rm")
    assert may(manager, "tea.make")
    manager.is_active = False
    assert not may(manager, "tea.make")


def test_nobody_sees_anything_without_a_row_of_visibility(manager: User) -> None:
    scope = scope_of(manager, on=today())
    assert (scope.everything, scope.staff_ids, scope.org_ids) == (False, frozenset(), frozenset())


@pytest.mark.parametrize(
    ("kind", "key", "seen"), [(KIND_ALL, "", (True, frozenset())), (KIND_ORG, "B01", (False, frozenset({"B01"})))]
)
def test_visibility_makes_the_scope(manager: User, kind: str, key: str, seen: tuple[bool, frozenset[str]]) -> None:
    Visibility.objects.create(staff_id="RM001", kind=kind, key=key, source="people", since=today())
    scope = scope_of(manager, on=today())
    assert (scope.everything, scope.org_ids) == seen


@pytest.mark.parametrize(("days_from_now", "sees"), [(-1, False), (0, True), (9, True), (10, False)])
def test_a_scope_is_what_may_be_seen_on_the_day(manager: User, *, days_from_now: int, sees: bool) -> None:
    since = today()
    until = since + timedelta(days=10)
    Visibility.objects.create(staff_id="RM001", kind=KIND_ALL, source="people", since=since, until=until)
    assert scope_of(manager, on=since + timedelta(days=days_from_now)).everything is sees
