"""The queue and its decisions: a search, "not the same", a merge asked for and decided, a split; all on record."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from qiao.customers import queries as customers
from qiao.customers.actions import take_in_party
from qiao.ground.models import AuditRecord, User, Visibility
from qiao.ground.refusals import Refusal
from qiao.linkage.actions.deciding import look_again, say_not_same
from qiao.linkage.actions.finding import find_duplicates, name_pair
from qiao.linkage.actions.merging import ask_merge, ask_merges, ask_split
from qiao.linkage.models import CustomerPair, DuplicateSearch
from qiao.linkage.queries import pairs, sources
from qiao.linkage.tests.cast import FIRM, OTHER_CODE, PERSON, row, table
from qiao.office import actions as office
from qiao.office import queries as office_queries
from qiao.profile.actions.values import set_value

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)
WHY = "seen both papers"
BANK = [
    row(FIRM, "C1"),
    row(FIRM, "C2", name="云岚机械有限责任公司", id_no=None),
    row(FIRM, "C3", id_no=OTHER_CODE, name="武汉市云岚机械有限公司"),
    row(PERSON, "P1"),
    row(PERSON, "P2", name="张 佳宇", id_no=None),
    row(PERSON, "P3", name="李敏", id_no=None, phone="13900005678"),
]


@pytest.fixture(autouse=True)
def bank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.sources, "sees", sources.sees_everything)
    take_in_party(table(*BANK), None, actor="load")


def somebody(name: str, post: str, *, everything: bool = True) -> User:
    if everything:
        Visibility.objects.create(staff_id=name, kind="all", key="", since=date(2020, 1, 1))
    return User.objects.create(username=name, post=post, staff_id=name)


@pytest.fixture
def clerk() -> User:
    return somebody("DESK1", "desk")


@pytest.fixture
def head() -> User:
    return somebody("HEAD1", "head")


@pytest.fixture
def manager() -> User:
    return somebody("RM1", "rm")


@pytest.fixture
def stranger() -> User:
    return somebody("HEAD2", "head", everything=False)


def search(folder: Path) -> DuplicateSearch:
    return find_duplicates(scratch=folder, on=TODAY, actor="night")


def state_of(one: str, other: str) -> str:
    pair = pairs.pair_of_ids(one, other)
    return pair.state if pair else "none"


def pair(one: str, other: str) -> CustomerPair:
    found = pairs.pair_of_ids(one, other)
    assert found is not None, (one, other)
    return found


def merge(one: str, other: str, *, asker: User, second: User, survivor: str) -> None:
    asked = ask_merge(pair(one, other).pk, survivor=survivor, reason=WHY, on=TODAY, actor=asker)
    office.decide(asked.pk, approve=True, reason="", on=TODAY, actor=second)


def last_record(action: str) -> AuditRecord:
    return AuditRecord.objects.filter(action=action).order_by("-id")[0]


def told_of(action: str) -> dict[str, Any]:
    new = last_record(action).new
    assert isinstance(new, dict)
    return new


def refusal_of(action: Any, *given: Any, **named: Any) -> str:
    with pytest.raises(Refusal) as caught:
        action(*given, **named)
    return caught.value.code


def test_a_search_fills_both_queues_and_tells_what_it_did(tmp_path: Path) -> None:
    found = search(tmp_path)
    states = {one.ids: (one.state, one.why, one.survivor_id) for one in CustomerPair.objects.all()}
    assert states == {
        ("C1", "C2"): ("clear", "agrees", "C1"),
        ("C1", "C3"): ("doubtful", "two_codes", "C1"),
        ("C2", "C3"): ("clear", "agrees", "C3"),
        ("P1", "P2"): ("clear", "agrees", "P1"),
    }
    assert (found.customers, found.clear, found.doubtful) == (6, 3, 1)
    told = told_of("linkage.write_found")
    assert (told["customers"], told["new pairs"], told["taken_out"], told["result"]) == (6, 4, 0, found.digest)


def test_the_same_book_gives_the_same_digest_and_no_new_pairs(tmp_path: Path) -> None:
    digests = [search(tmp_path).digest for _ in range(2)]
    assert digests[0] == digests[1]
    assert CustomerPair.objects.count() == 4
    assert told_of("linkage.write_found")["new pairs"] == 0


def test_a_pair_that_agrees_no_more_leaves_the_queue(tmp_path: Path) -> None:
    search(tmp_path)
    changed = row(PERSON, "P2", name="王五", id_no=None, phone=None, address=None)
    take_in_party(table(changed), None, actor="load")
    search(tmp_path)
    assert state_of("P1", "P2") == "none"


def test_not_the_same_is_remembered_and_can_be_taken_back(tmp_path: Path, clerk: User) -> None:
    search(tmp_path)
    number = pair("P1", "P2").pk
    say_not_same(number, reason="twins", person=clerk, actor="DESK1")
    search(tmp_path)
    assert (state_of("P1", "P2"), pair("P1", "P2").reason) == ("not_same", "twins")
    look_again(number, reason="one card after all", person=clerk, actor="DESK1")
    record = last_record("linkage.look_again")
    assert (record.actor, record.old, told_of("linkage.look_again")["state"]) == (
        "DESK1",
        {"state": "not_same"},
        "doubtful",
    )
    assert state_of("P1", "P2") == "doubtful"


def test_nobody_decides_without_reason_or_twice(tmp_path: Path, clerk: User) -> None:
    search(tmp_path)
    number = pair("P1", "P2").pk
    assert refusal_of(say_not_same, number, reason=" ", person=clerk, actor="DESK1") == "approval.reason"
    assert refusal_of(look_again, number, reason=WHY, person=clerk, actor="DESK1") == "pair.not_closed"
    say_not_same(number, reason=WHY, person=clerk, actor="DESK1")
    assert refusal_of(say_not_same, number, reason=WHY, person=clerk, actor="DESK1") == "pair.decided"
    asked: dict[str, Any] = {"survivor": "P1", "reason": WHY, "on": TODAY, "actor": clerk}
    assert refusal_of(ask_merge, number, **asked) == "pair.decided"
    assert refusal_of(ask_merge, 999, **asked) == "pair.unknown"


def test_managers_and_those_who_do_not_see_both_are_refused(tmp_path: Path, manager: User, stranger: User) -> None:
    search(tmp_path)
    number = pair("P1", "P2").pk
    for person in (manager, stranger):
        asked: dict[str, Any] = {"survivor": "P1", "reason": WHY, "on": TODAY, "actor": person}
        assert refusal_of(ask_merge, number, **asked) == "authority.missing"
        assert refusal_of(say_not_same, number, reason=WHY, person=person, actor="x") == "authority.missing"
        assert refusal_of(name_pair, "P1", "P3", person=person, actor="x") == "authority.missing"
        assert refusal_of(ask_split, "P2", reason=WHY, on=TODAY, actor=person) == "authority.missing"


def test_a_merge_is_asked_for_by_one_and_decided_by_another(tmp_path: Path, clerk: User, head: User) -> None:
    search(tmp_path)
    asked = ask_merge(pair("C1", "C2").pk, survivor="C2", reason=WHY, on=TODAY, actor=clerk)
    decided: dict[str, Any] = {"approve": True, "reason": "", "on": TODAY}
    assert refusal_of(office.decide, asked.pk, **decided, actor=clerk) == "authority.own_request"
    assert customers.survivor_of("C1") == "C1"
    office.decide(asked.pk, **decided, actor=head)
    assert customers.family_of("C1") == ("C2", "C1")
    merged = pair("C1", "C2")
    assert (merged.state, merged.survivor_id, merged.request) == ("merged", "C2", asked.pk)
    record = last_record("linkage.close_pair")
    assert (record.old, record.new) == ({"state": "clear"}, {"state": "merged", "request": asked.pk})


def test_who_may_not_decide_does_not_and_a_refused_request_leaves_the_pair(
    tmp_path: Path, clerk: User, head: User, stranger: User
) -> None:
    search(tmp_path)
    asked = ask_merge(pair("P1", "P2").pk, survivor="P1", reason=WHY, on=TODAY, actor=clerk)
    refused: dict[str, Any] = {"approve": False, "reason": "the cards differ", "on": TODAY}
    assert refusal_of(office.decide, asked.pk, **refused, actor=stranger) == "authority.missing"
    say: dict[str, Any] = {"reason": WHY, "person": head, "actor": "HEAD1"}
    assert refusal_of(say_not_same, pair("P1", "P2").pk, **say) == "pair.asked"
    office.decide(asked.pk, **refused, actor=head)
    assert (state_of("P1", "P2"), customers.survivor_of("P2")) == ("clear", "P2")


def test_a_request_shows_both_records_with_masked_numbers(tmp_path: Path, clerk: User) -> None:
    search(tmp_path)
    asked = ask_merge(pair("P1", "P2").pk, survivor="P1", reason=WHY, on=TODAY, actor=clerk)
    kind = office_queries.kind_of(asked)
    lines = {line.what: (line.old, line.new) for line in kind.changes(asked.subject, asked.wish, asked.before)}
    assert ("P1", "P2") in lines.values()
    assert ("张佳宇", "张 佳宇") in lines.values()
    shown = repr(lines) + repr(asked.before)
    assert PERSON["id_no"] not in shown
    assert PERSON["phone"] not in shown
    assert kind.called(asked.subject) == "张佳宇 P1 · 张 佳宇 P2"


def share(party_id: str, name: str, percent: str) -> None:
    texts = {"name": name, "share": percent}
    person = User(username="chen", post="rm")
    asked = {"valid_from": date(2026, 1, 1), "source": "x", "seen": 0, "person": person, "actor": "chen"}
    set_value(party_id, "shareholder", texts, **asked)  # type: ignore[arg-type]  # named facts


def test_a_request_says_where_shareholders_would_hold_more_than_the_whole(tmp_path: Path, clerk: User) -> None:
    search(tmp_path)
    share("C1", "甲", "60")
    share("C2", "甲", "60")
    asked = ask_merge(pair("C1", "C2").pk, survivor="C1", reason=WHY, on=TODAY, actor=clerk)
    kind = office_queries.kind_of(asked)

    def told() -> list[tuple[str, str, str]]:
        with override("en"):
            lines = kind.changes(asked.subject, asked.wish, asked.before)
        return [(one.what, one.old, one.new) for one in lines if "Shareholders" in one.what]

    assert told() == []
    share("C2", "乙", "40")
    words = "Shareholders hold %s %% together after the merge: end what stands twice"
    assert told() == []
    share("C1", "丙", "30.5")
    assert told() == [(words % "130.50", "90.50 %", "100.00 %")]


def test_a_decision_is_refused_where_a_record_changed_since_it_was_asked(
    tmp_path: Path, clerk: User, head: User
) -> None:
    search(tmp_path)
    asked = ask_merge(pair("P1", "P2").pk, survivor="P1", reason=WHY, on=TODAY, actor=clerk)
    take_in_party(table(row(PERSON, "P2", name="张佳宇", id_no=None, phone="13811112222")), None, actor="load")
    decided: dict[str, Any] = {"approve": True, "reason": "", "on": TODAY, "actor": head}
    assert refusal_of(office.decide, asked.pk, **decided) == "approval.stale"
    assert customers.survivor_of("P2") == "P2"


def test_a_pair_that_waits_for_its_decision_is_not_taken_away_by_a_search(tmp_path: Path, clerk: User) -> None:
    search(tmp_path)
    ask_merge(pair("P1", "P2").pk, survivor="P1", reason=WHY, on=TODAY, actor=clerk)
    changed = row(PERSON, "P2", name="王五", id_no=None, phone=None, address=None)
    take_in_party(table(changed), None, actor="load")
    search(tmp_path)
    assert state_of("P1", "P2") == "clear"


def test_a_merged_record_is_compared_no_more_and_a_split_is_remembered(tmp_path: Path, clerk: User, head: User) -> None:
    search(tmp_path)
    merge("P1", "P2", asker=clerk, second=head, survivor="P1")
    assert search(tmp_path).customers == 5
    asked = ask_split("P2", reason="two people after all", on=TODAY, actor=head)
    office.decide(asked.pk, approve=True, reason="", on=TODAY, actor=clerk)
    assert customers.survivor_of("P2") == "P2"
    assert search(tmp_path).customers == 6
    assert (state_of("P1", "P2"), pair("P1", "P2").request) == ("split", asked.pk)
    assert refusal_of(ask_split, "P2", reason=WHY, on=TODAY, actor=head) == "pair.not_merged"


def test_several_clear_matches_are_asked_for_at_once_and_doubtful_ones_are_not(tmp_path: Path, clerk: User) -> None:
    search(tmp_path)
    numbers = [pair(*ids).pk for ids in (("P1", "P2"), ("C1", "C2"), ("C1", "C3"), ("P1", "P2"))]
    asked, refused = ask_merges(numbers, reason=WHY, on=TODAY, actor=clerk)
    assert (asked, [one.code for one in refused]) == (2, ["pair.not_clear"])
    assert set(pairs.asked_pairs()) == set(numbers[:2])


def test_two_whom_somebody_noticed_are_put_side_by_side_and_stay(tmp_path: Path, clerk: User) -> None:
    named = name_pair("P3", "P1", person=clerk, actor="DESK1")
    assert (named.ids, named.state, named.why) == (("P1", "P3"), "doubtful", "named")
    assert told_of("linkage.name_pair")["customers"] == ["P1", "P3"]
    search(tmp_path)
    assert state_of("P1", "P3") == "doubtful"
    assert name_pair("P1", "P3", person=clerk, actor="DESK1").pk == named.pk


@pytest.mark.parametrize(
    ("two", "code"), [(("P1", "C1"), "pair.kinds"), (("P1", "P1"), "pair.kinds"), (("P1", "none"), "pair.stranger")]
)
def test_two_that_cannot_be_one_are_not_put_side_by_side(clerk: User, two: Sequence[str], code: str) -> None:
    assert refusal_of(name_pair, *two, person=clerk, actor="DESK1") == code


def test_pairs_of_a_merged_record_are_not_shown(tmp_path: Path, clerk: User, head: User) -> None:
    search(tmp_path)
    merge("C1", "C2", asker=clerk, second=head, survivor="C1")
    shown = [one.ids for tab in ("clear", "doubtful") for one in pairs.found_pairs(tab)]
    assert sorted(shown) == [("C1", "C3"), ("P1", "P2")]
    assert [one.ids for one in pairs.found_pairs("decided")] == [("C1", "C2")]
    assert refusal_of(name_pair, "C2", "C3", person=clerk, actor="DESK1") == "pair.absorbed"
    found = {text: [one.ids for one in pairs.found_pairs("doubtful", text=text)] for text in ("云岚", "张")}
    assert found == {"云岚": [("C1", "C3")], "张": []}


def test_a_pair_that_was_asked_for_stays_so_that_the_request_can_be_read(
    tmp_path: Path, clerk: User, head: User
) -> None:
    search(tmp_path)
    asked = ask_merge(pair("P1", "P2").pk, survivor="P1", reason=WHY, on=TODAY, actor=clerk)
    office.withdraw(asked.pk, actor=clerk)
    changed = row(PERSON, "P2", name="王五", id_no=None, phone=None, address=None)
    take_in_party(table(changed), None, actor="load")
    search(tmp_path)
    assert asked.pk in [one.pk for one in office_queries.decided_approvals(head)]


def test_what_was_said_to_be_two_is_not_merged_through_a_third(tmp_path: Path, clerk: User, head: User) -> None:
    search(tmp_path)
    waiting = ask_merge(pair("C1", "C2").pk, survivor="C2", reason=WHY, on=TODAY, actor=clerk)
    named = name_pair("C2", "C3", person=clerk, actor="DESK1")
    say_not_same(pair("C1", "C3").pk, reason=WHY, person=clerk, actor="DESK1")
    through = ask_merge(named.pk, survivor="C3", reason=WHY, on=TODAY, actor=clerk)
    office.decide(through.pk, approve=True, reason="", on=TODAY, actor=head)
    decided = {"approve": True, "reason": "", "on": TODAY, "actor": head}
    assert refusal_of(office.decide, waiting.pk, **decided) == "pair.absorbed"
    office.withdraw(waiting.pk, actor=clerk)
    ids = {"survivor": "C3", "reason": WHY, "on": TODAY, "actor": clerk}
    again = name_pair("C1", "C3", person=clerk, actor="DESK1")
    assert refusal_of(ask_merge, again.pk, **ids) == "pair.decided"


def test_a_merge_of_whom_two_stand_for_names_the_pair_that_was_said_to_be_two(
    tmp_path: Path, clerk: User, head: User
) -> None:
    search(tmp_path)
    say_not_same(pair("C1", "C3").pk, reason=WHY, person=clerk, actor="DESK1")
    named = name_pair("C2", "C3", person=clerk, actor="DESK1")
    waiting = ask_merge(named.pk, survivor="C3", reason=WHY, on=TODAY, actor=clerk)
    merge("C1", "C2", asker=clerk, second=head, survivor="C2")
    office.decide(waiting.pk, approve=False, reason="first the other", on=TODAY, actor=head)
    ids: dict[str, Any] = {"survivor": "C3", "reason": WHY, "on": TODAY, "actor": clerk}
    with pytest.raises(Refusal) as refused:
        ask_merge(named.pk, **ids)
    assert (refused.value.code, dict(refused.value.facts)) == ("pair.apart", {"one": "C1", "other": "C3"})
    assert customers.survivor_of("C3") == "C3"
    look_again(pair("C1", "C3").pk, reason=WHY, person=clerk, actor="DESK1")
    assert ask_merge(named.pk, **ids).pk


def test_a_waiting_merge_is_refused_where_the_two_were_said_to_be_two_meanwhile(
    tmp_path: Path, clerk: User, head: User
) -> None:
    search(tmp_path)
    named = name_pair("C2", "C3", person=clerk, actor="DESK1")
    waiting = ask_merge(named.pk, survivor="C3", reason=WHY, on=TODAY, actor=clerk)
    merge("C1", "C2", asker=clerk, second=head, survivor="C2")
    say_not_same(pair("C1", "C3").pk, reason=WHY, person=clerk, actor="DESK1")
    decided = {"approve": True, "reason": "", "on": TODAY, "actor": head}
    assert refusal_of(office.decide, waiting.pk, **decided) == "pair.apart"
    assert customers.survivor_of("C2") == "C2"


def test_a_request_about_a_pair_that_is_gone_still_opens(tmp_path: Path, clerk: User, head: User) -> None:
    search(tmp_path)
    asked = ask_merge(pair("P1", "P2").pk, survivor="P1", reason=WHY, on=TODAY, actor=clerk)
    office.withdraw(asked.pk, actor=clerk)
    CustomerPair.objects.filter(first_id="P1", second_id="P2").delete()
    rows = office_queries.changes_of(office_queries.Approval.objects.get(pk=asked.pk), head)
    assert (rows[0].old, rows[0].new) == ("P1", "P2")


def test_who_may_not_see_a_customer_is_not_told_whether_the_book_knows_it(tmp_path: Path, stranger: User) -> None:
    for two in (("P1", "P3"), ("P1", "X9"), ("X8", "X9")):
        assert refusal_of(name_pair, *two, person=stranger, actor="x") == "authority.missing", two


def test_three_records_of_one_firm_are_merged_by_requests_asked_at_once(
    tmp_path: Path, clerk: User, head: User
) -> None:
    search(tmp_path)
    first = ask_merge(pair("C1", "C2").pk, survivor="C1", reason=WHY, on=TODAY, actor=clerk)
    second = ask_merge(pair("C1", "C3").pk, survivor="C1", reason=WHY, on=TODAY, actor=clerk)
    for asked in (first, second):
        office.decide(asked.pk, approve=True, reason="", on=TODAY, actor=head)
    assert customers.family_of("C1") == ("C1", "C2", "C3")


def test_a_split_closes_the_pair_that_was_merged_and_no_other(tmp_path: Path, clerk: User, head: User) -> None:
    search(tmp_path)
    merge("C1", "C2", asker=clerk, second=head, survivor="C1")
    merge("C1", "C3", asker=clerk, second=head, survivor="C3")
    asked = ask_split("C2", reason="two firms after all", on=TODAY, actor=head)
    office.decide(asked.pk, approve=True, reason="", on=TODAY, actor=clerk)
    assert (state_of("C1", "C2"), state_of("C1", "C3")) == ("split", "merged")


def test_a_pair_whose_survivor_an_extract_takes_out_is_merged_no_more(tmp_path: Path, clerk: User, head: User) -> None:
    search(tmp_path)
    merge("P1", "P2", asker=clerk, second=head, survivor="P1")
    take_in_party(None, table(row(PERSON, "P1")), actor="load")
    assert (customers.survivor_of("P2"), state_of("P1", "P2")) == ("P2", "split")


def test_who_asked_reads_the_request_only_while_seeing_the_customers(
    tmp_path: Path, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    search(tmp_path)
    asked = ask_merge(pair("P1", "P2").pk, survivor="P1", reason=WHY, on=TODAY, actor=clerk)
    assert office_queries.may_read(clerk, asked)
    monkeypatch.setattr(sources.sources, "sees", lambda *_given: False)
    assert not office_queries.may_read(clerk, asked)


def test_a_name_is_looked_for_among_those_in_pairs(tmp_path: Path) -> None:
    many = [row(FIRM, f"A{number:04d}", name=f"云岚机械{number}号店", id_no=None) for number in range(600)]
    search(tmp_path)
    take_in_party(table(*many), None, actor="load")
    assert ("C1", "C2") in [one.ids for one in pairs.found_pairs("clear", text="云岚")]
