"""Groups and circles on their pages: each customer once, nothing of customers out of sight, a group by two persons."""

import csv
import io
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from qiao.contribution.queries.shelf import party_figures
from qiao.contribution.rules.sums import PartySums
from qiao.customers.actions import absorb
from qiao.customers.queries import Customer, customer_names
from qiao.desk.queries import belonging
from qiao.desk.queries.belonging import (
    Asked,
    Wish,
    asked_by,
    bank_loans,
    circle_lines,
    circle_whole,
    group_lines,
    group_whole,
    guarantee_companies,
)
from qiao.desk.queries.declaring import declared_lines, declared_whole
from qiao.desk.queries.walking import belonging_of, walk_round
from qiao.desk.rules.belonging import Order, Together, largest_part, of_bank, order_of, together
from qiao.ground import clock, tokens
from qiao.ground.models import User
from qiao.ground.paging import Cut
from qiao.office.queries import Approval
from qiao.ties.actions.declaring import declare
from qiao.ties.queries import declared, kept
from qiao.ties.queries.kept import Circle, CircleMember, ControlGroup, Membership, Outsider, RecordedTie, TieFinding
from qiao.ties.rules.holders import is_outsider
from tests.banks.served import CAST, Served

EVERY = Cut(1, 500)


@pytest.fixture(autouse=True)
def nothing_remains(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test asks for is gone after it: others look at the same bank."""
    if "served_bank" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("served_bank")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def asked(role: str) -> Asked:
    return asked_by(User.objects.get(username=CAST[role]), on=clock.today())


KEYS = st.lists(st.sampled_from("ABCDEFGH"), max_size=20)
SUMS = st.dictionaries(
    st.sampled_from("ABCDEFGH"),
    st.builds(
        PartySums,
        party_id=st.just(""),
        **dict.fromkeys(
            (
                "deposit_balance_days_micro",
                "loan_balance_days_micro",
                "margin_micro",
                "expected_loss_micro",
                "fee_micro",
            ),
            st.integers(-(10**20), 10**20),
        ),
    ),
)


@given(KEYS, KEYS, SUMS)
def test_nobody_counts_twice_and_parts_add_up(one: list[str], other: list[str], sums: dict[str, PartySums]) -> None:
    first, rest, both = together(one, sums), together(set(other) - set(one), sums), together(one + other, sums)
    assert together(one + one, sums) == first
    assert both.customers == first.customers + rest.customers
    assert both.loan_balance_days_micro == first.loan_balance_days_micro + rest.loan_balance_days_micro
    assert both.contribution_micro == first.contribution_micro + rest.contribution_micro


@pytest.mark.parametrize(
    ("text", "order"), [("contribution", Order.CONTRIBUTION), ("<b>", Order.LOANS), (None, Order.LOANS)]
)
def test_an_unknown_order_is_by_loans(text: str | None, order: Order) -> None:
    assert order_of(text) is order


def test_of_nothing_there_is_no_part() -> None:
    assert of_bank(Together(loan_balance_days_micro=1), 0) is None
    assert largest_part(Together(), 1) is None
    assert together([], {}) == Together()


@pytest.mark.parametrize("order", list(Order))
def test_groups_and_the_ungrouped_are_the_bank(served_bank: Served, order: Order) -> None:
    whole = asked("auditor")
    lines = group_lines(whole, Wish(order), EVERY).rows
    assert lines
    grouped = set(kept.memberships().filter(customer=True).values_list("key", flat=True))
    everybody = set(Customer.objects.values_list("party_id", flat=True))
    alone = together(everybody - grouped, belonging.sums_of(whole, everybody - grouped))
    assert sum(one.sums.customers for one in lines) + alone.customers == len(everybody)
    loans = sum(one.sums.loan_balance_days_micro for one in lines) + alone.loan_balance_days_micro
    assert loans == bank_loans(whole) == sum(one.loan_balance_days_micro for one in party_figures())
    contribution = sum(one.sums.contribution_micro for one in lines) + alone.contribution_micro
    assert contribution == sum(one.contribution_micro for one in party_figures())


def test_lists_are_in_order_and_pages_follow(served_bank: Served) -> None:
    whole = asked("auditor")
    loans = [one.sums.loan_balance_days_micro for one in group_lines(whole, Wish(), EVERY).rows]
    assert loans == sorted(loans, reverse=True)
    first, second = (group_lines(whole, Wish(), Cut(number, 1)).rows for number in (1, 2))
    assert [one.number for one in (*first, *second)] == [
        one.number for one in group_lines(whole, Wish(), Cut(1, 2)).rows
    ]


@pytest.mark.parametrize("role", ["manager", "lead", "head", "stranger"])
def test_sums_are_over_customers_in_sight_and_the_rest_is_counted(served_bank: Served, role: str) -> None:
    mine, whole = asked(role), asked("auditor")
    known = {one.number: one for one in group_lines(whole, Wish(), EVERY).rows}
    lines = group_lines(mine, Wish(), EVERY).rows
    for one in lines:
        keys = [key for key in kept.members_of(one.number) if not is_outsider(key)]
        seen = mine.seen(keys)
        assert seen
        assert one.sums == together(seen, belonging.sums_of(mine, seen))
        assert one.sums.customers + one.hidden == known[one.number].sums.customers
        opened = group_whole(mine, one.number, EVERY)
        assert opened is not None
        assert {member.key for member in opened.members if not member.outsider} == seen
        assert not opened.hidden or {member.effective_ppm for member in opened.members} == {None}
    assert all(group_whole(mine, number, EVERY) is None for number in known.keys() - {one.number for one in lines})


def alone_and_grouped() -> tuple[str, kept.Membership]:
    """A company in no group, and one in a group of which it is not the head."""
    member = kept.memberships().filter(customer=True, step__gt=0).order_by("key")[0]
    inside = [*kept.memberships().values_list("key", flat=True), *kept.circle_members().values_list("key", flat=True)]
    kind = Customer.objects.get(party_id=member.key).kind
    return Customer.objects.filter(kind=kind).exclude(party_id__in=inside).order_by("party_id")[0].party_id, member


def test_a_member_merged_since_is_told_as_its_survivor(served_bank: Served) -> None:
    survivor, member = alone_and_grouped()
    before = group_whole(asked("auditor"), member.group_id, EVERY)
    absorb(member.key, into=survivor, request=1, reason="twins", actor="desk")
    whole = asked("auditor")
    after = group_whole(whole, member.group_id, EVERY)
    assert before is not None
    assert after is not None
    assert [one.key for one in after.members] == [
        survivor if one.key == member.key else one.key for one in before.members
    ]
    assert after.sums == together(
        (one.key for one in after.members), belonging.sums_of(whole, [survivor, *(one.key for one in before.members)])
    )
    (line,) = [one for one in group_lines(whole, Wish(), EVERY).rows if one.number == member.group_id]
    assert line.sums == after.sums
    found = group_lines(whole, Wish(text=survivor), EVERY).rows
    assert [one.number for one in found] == [member.group_id]
    place = kept.membership_of(survivor)
    assert place is not None
    assert place.group_id == member.group_id


def test_a_declared_group_keeps_its_money_at_a_merge(served_bank: Served) -> None:
    survivor, member = alone_and_grouped()
    declare("系", [member.key, "C000002"], since=clock.today(), reason="one", actor="desk")
    absorb(member.key, into=survivor, request=1, reason="twins", actor="desk")
    whole = asked("auditor")
    ((number, _name),) = declared_lines(whole)
    told = declared_whole(whole, number, EVERY)
    assert told is not None
    assert told.own == tuple(sorted([survivor, "C000002"]))
    everybody = [*told.own, *kept.controlled_by(told.own)]
    assert told.sums == together(everybody, belonging.sums_of(whole, everybody))


def test_a_declared_group_has_with_its_customers_all_that_they_control(served_bank: Served) -> None:
    head = next(one.head for one in kept.groups() if not one.head.startswith("~"))
    below = kept.controlled_by([head])
    assert below
    declare("系", [head, below[0]], since=clock.today(), reason="one", actor="desk")
    whole = asked("auditor")
    ((number, _name),) = declared_lines(whole)
    told = declared_whole(whole, number, EVERY)
    assert told is not None
    assert {one.key: one.step for one in told.page.rows} == {head: 0, below[0]: 0} | dict.fromkeys(below[1:], 1)
    assert told.sums == together([head, *below], belonging.sums_of(whole, [head, *below]))
    assert (told.hidden, told.hidden_below) == (0, 0)
    first = declared_whole(whole, number, Cut(1, 1))
    assert first is not None
    assert (len(first.page.rows), first.page.more, first.sums) == (1, True, told.sums)


def test_a_group_of_which_nobody_is_served_is_no_way_to_go(served_bank: Served) -> None:
    grouped = kept.memberships().filter(customer=True)[0]
    voucher = kept.circle_members()[0]
    declare("系", [grouped.key, voucher.key], since=clock.today(), reason="one", actor="desk")
    by_account = asked_by(User.objects.create(username="h", post="head", staff_id="nobody"), on=clock.today())
    for who, there in ((asked("auditor"), True), (by_account, False)):
        one, other = belonging_of(who, grouped.key), belonging_of(who, voucher.key)
        assert one.group is not None
        assert other.circle is not None
        assert (one.group_opens, other.circle_opens, bool(one.declared)) == (there, there, there)
        assert (group_whole(who, one.group.group_id, EVERY) is not None) == there
        assert (circle_whole(who, other.circle.circle_id, EVERY) is not None) == there


def test_a_guarantee_company_is_listed_for_who_sees_it(served_bank: Served) -> None:
    TieFinding.objects.create(what="guarantor", key="C000001", share_bp=300)
    served, name = asked("manager"), customer_names(["C000001"])["C000001"]
    assert guarantee_companies(served) == [("C000001", name, 300)]
    assert guarantee_companies(asked("stranger")) == []
    assert belonging_of(served, "C000001").vouches_for == 300
    page = served_bank.as_role("manager").get("/circles/").content.decode()
    assert "vouches for 300 customers" in page


def test_a_guarantee_company_merged_since_is_listed_for_who_sees_its_survivor(served_bank: Served) -> None:
    survivor, member = alone_and_grouped()
    TieFinding.objects.create(what="guarantor", key=member.key, share_bp=300)
    absorb(member.key, into=survivor, request=1, reason="twins", actor="desk")
    assert guarantee_companies(asked("auditor")) == [(survivor, customer_names([survivor])[survivor], 300)]
    assert belonging_of(asked("auditor"), survivor).vouches_for == 300
    seen = {role: survivor in asked(role).seen([survivor]) for role in ("manager", "lead", "head", "stranger")}
    assert {role: bool(guarantee_companies(asked(role))) for role in seen} == seen
    assert set(seen.values()) == {True, False}


def test_what_is_odd_about_shares_stands_on_the_page_of_the_group_and_of_the_customer(served_bank: Served) -> None:
    alone, member = alone_and_grouped()
    for key in (alone, member.key):
        TieFinding.objects.create(what="twice", key=key, share_bp=6_000)
    browser, words = served_bank.as_role("auditor"), "one holder in two entries of the record, 60% together"
    for path in (f"/groups/{member.group_id}/", f"/customers/{member.key}/ties/", f"/customers/{alone}/ties/"):
        assert words in browser.get(path).content.decode(), path


@pytest.mark.parametrize(("way", "key"), [("circles", "circles"), ("declared-groups", "groups")])
def test_programs_read_circles_and_declared_groups_as_the_pages_show_them(
    served_bank: Served, way: str, key: str
) -> None:
    declare("系", ["C000001", "C000002"], since=clock.today(), reason="one", actor="desk")
    person = User.objects.get(username=CAST["auditor"])
    plain = tokens.make(person, name="x", scopes=["customers:read"], days=1, actor="test")
    asking = Client(headers={"Authorization": f"Bearer {plain}"})
    listed = asking.get(f"/api/v1/{way}").json()[key]
    assert listed
    one = asking.get(f"/api/v1/{way}/{listed[0]['number']}").json()
    assert one["sums"]["customers"] == len(one["members"])
    assert asking.get(f"/api/v1/{way}/999999").status_code == 404


LARGE = 2_100


def test_a_large_group_is_summed_whole_and_paged(served_bank: Served) -> None:
    rest = Customer.objects.exclude(party_id__in=kept.memberships().values("key")).order_by("-party_id")
    keys = [f"A{number:06d}" for number in range(LARGE - 1)] + [rest[0].party_id]
    group = ControlGroup.objects.create(id=999, head=keys[0], customers=LARGE, members=LARGE, steps=1)
    Membership.objects.bulk_create(
        Membership(group=group, key=key, customer=True, step=min(place, 1), effective_ppm=0, by=[])
        for place, key in enumerate(keys)
    )
    whole = asked("auditor")
    found = group_whole(whole, 999, Cut(42))
    assert found is not None
    assert found.sums == together(keys, belonging.sums_of(whole, keys))
    assert (found.sums.customers, [one.key for one in found.members], found.page.more) == (LARGE, keys[-50:], False)
    pages = served_bank.as_role("auditor").get("/groups/999/?page=42").content.decode()
    assert keys[-1] in pages
    assert "?page=41" in pages


def test_a_large_circle_is_summed_whole_and_paged(served_bank: Served) -> None:
    keys = [f"A{number:06d}" for number in range(LARGE)]
    circle = Circle.objects.create(id=999, first=keys[0], customers=LARGE, pairs=LARGE - 1, ringed=0, middle=keys[-1])
    CircleMember.objects.bulk_create(
        CircleMember(circle=circle, key=key, vouches_for=0, vouched_by=1, in_ring=False) for key in keys[:-1]
    )
    CircleMember.objects.create(circle=circle, key=keys[-1], vouches_for=LARGE - 1, vouched_by=0, in_ring=False)
    found = circle_whole(asked("auditor"), 999, Cut(1))
    assert found is not None
    assert (found.sums.customers, found.members[0].key, found.page.more) == (LARGE, keys[-1], True)
    assert found.vouched.customers == LARGE - 1


def test_the_ring_of_the_story_is_a_circle_with_its_loans_once(served_bank: Served) -> None:
    whole = asked("auditor")
    ring = {"C000024", "C000025", "C000026"}
    lines = circle_lines(whole, Wish(ringed=True), EVERY).rows
    assert {row.key for row in kept.in_circle(lines[0].number)} >= ring or len(lines) > 1
    page = served_bank.as_role("auditor").get("/customers/C000024/ties/").content.decode()
    assert "vouches for" in page
    assert "in a ring" in page


@pytest.mark.parametrize("role", ["hr", "admin"])
@pytest.mark.parametrize("way", ["/groups/", "/circles/", "/groups/1/", "/customers/C000001/ties/", "/groups/declare/"])
def test_who_sees_no_customers_sees_no_ties(served_bank: Served, role: str, way: str) -> None:
    assert served_bank.as_role(role).get(way).status_code == 403


def test_a_customer_of_others_and_a_group_of_others_are_not_found(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    assert browser.get("/customers/C000011/ties/").status_code == 404
    assert browser.get("/groups/999999/").status_code == 404
    assert browser.get("/circles/999999/").status_code == 404


def test_a_list_is_taken_as_a_file(served_bank: Served) -> None:
    answer = served_bank.as_role("auditor").get("/groups.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) - 2 == len(group_lines(asked("auditor"), Wish(), EVERY).rows)


def test_a_file_puts_the_list_in_order_once(served_bank: Served) -> None:
    for number in range(1_000, 1_120):
        key = f"A{number:06d}"
        group = ControlGroup.objects.create(id=number, head=key, customers=1, members=1, steps=0)
        Membership.objects.create(group=group, key=key, customer=True, step=0, effective_ppm=None, by=[])
    whole = asked("auditor")
    with CaptureQueriesContext(connection) as asked_for:
        lines = list(belonging.all_groups(whole, Wish()))
    assert len([one for one in asked_for if "ORDER BY" in one["sql"] and "ties_membership" in one["sql"]]) == 1
    assert lines == list(group_lines(whole, Wish(), EVERY).rows)


def test_a_manager_asks_for_a_group_of_own_customers_only(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    form = {"name": "一家人", "members": "C000001, C000002", "reason": "brothers"}
    answer = browser.post("/groups/declare/", form)
    asked_for = Approval.objects.latest("pk")
    assert answer.status_code == 302
    assert (asked_for.subject, asked_for.wish["members"]) == ("一家人", ["C000001", "C000002"])
    refused = browser.post("/groups/declare/", form | {"name": "x", "members": "C000001 C000011"})
    assert refused.status_code == 409
    assert "You see no customer C000011" in refused.content.decode()
    done = served_bank.as_role("head").post(f"/approvals/{asked_for.pk}/", {"answer": "approve", "reason": ""})
    assert done.status_code == 302
    assert declared.members_of("一家人", on=clock.today()) == ["C000001", "C000002"]
    assert "一家人" in browser.get("/groups/").content.decode()
    number = declared.declared_of(["C000001"], on=clock.today())[0].pk
    assert browser.get(f"/groups/declared/{number}/").status_code == 200
    assert served_bank.as_role("stranger").get(f"/groups/declared/{number}/").status_code == 404


def test_the_name_of_a_group_out_of_sight_is_answered_like_any_other(served_bank: Served) -> None:
    declare("机密系", ["C000011", "C000012"], since=clock.today(), reason="secret", actor="desk")
    browser = served_bank.as_role("manager")
    form = {"members": "C000001, C000002", "reason": "brothers"}
    answers = [browser.post("/groups/declare/", form | {"name": name}) for name in ("机密系", "别的系")]
    assert [one.status_code for one in answers] == [302, 302]
    asked_for = Approval.objects.order_by("-pk")[:2]
    pages = [browser.get(f"/approvals/{one.pk}/").content.decode() for one in asked_for]
    assert not any("C000011" in page for page in pages)
    empty = [
        browser.post("/groups/declare/", {"name": name, "members": "", "reason": "x"}) for name in ("机密系", "无系")
    ]
    assert [one.status_code for one in empty] == [409, 409]
    assert len({one.content.decode().replace("机密系", "无系").count("so already") for one in empty}) == 1


def test_a_picture_hands_out_no_key_of_an_outsider(served_bank: Served) -> None:
    whole, outsider = asked("auditor"), "~0123456789abcdef0123"
    RecordedTie.objects.create(
        start=outsider, end="C000001", kind="holds", share_bp=6_000, since=served_bank.facts.since
    )
    Outsider.objects.create(key=outsider, name="某某")
    customer = Customer.objects.get(party_id="C000001")
    walk = walk_round(whole, customer, steps=1, day=whole.on)
    node = next(one for one in walk.nodes if one.name == "某某")
    assert node.outsider
    assert any((one.start, one.end) == (node.key, "C000001") for one in walk.edges)
    assert outsider not in served_bank.as_role("auditor").get("/customers/C000001/ties/").content.decode()


def test_the_customers_page_has_its_piece(served_bank: Served) -> None:
    piece = served_bank.as_role("manager").get("/customers/C000001/ties/", headers={"HX-Request": "true"})
    assert "<html" not in piece.content.decode()
    assert "Group of control" in piece.content.decode()
