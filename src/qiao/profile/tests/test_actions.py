"""A manager keeps what is known of a customer; every value stays, with its source, its author and both its times."""

from datetime import date, timedelta

import pytest

from qiao.customers.actions import absorb, restore
from qiao.customers.queries import listed_customers
from qiao.ground import clock
from qiao.ground.models import AuditRecord, User
from qiao.ground.refusals import Refusal
from qiao.profile.actions.sheets import take_back_sheet, take_in_sheet
from qiao.profile.actions.values import Unreadable, end_entry, set_value, take_back_value
from qiao.profile.models import ItemValue, Sheet
from qiao.profile.queries import gaps, record
from qiao.profile.queries.sheets import fitting
from qiao.profile.rules.items import BY_CODE, ITEMS
from qiao.profile.rules.sheet import read_rows
from qiao.profile.tests.cast import take_in_bank

pytestmark = pytest.mark.django_db
SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)


@pytest.fixture(autouse=True)
def bank() -> None:
    take_in_bank()


@pytest.fixture
def chen() -> User:
    return User.objects.create(username="chen", post="rm", staff_id="RM001")


@pytest.fixture
def wang() -> User:
    return User.objects.create(username="wang", post="desk")


def holds(name: str, share: str, *, by: User, since: date = SPRING, seen: int | None = None) -> ItemValue:
    newest = record.newest_number("P1", "shareholder", name)
    return set_value(
        "P1",
        "shareholder",
        {"name": name, "share": share},
        valid_from=since,
        source="articles of association",
        seen=newest if seen is None else seen,
        person=by,
        actor=by.username,
    )


def shares_on(day: date) -> dict[str, int]:
    held = record.record_of("P1", day=day).items()
    return {entry: one.values["share"] for (item, entry), one in held if item == "shareholder" and one.values}


def test_a_value_holds_from_its_day_and_the_one_before_stays(chen: User) -> None:
    holds("a", "60", by=chen)
    holds("a", "40", by=chen, since=SUMMER)
    assert [shares_on(day) for day in (date(2026, 2, 28), SPRING, SUMMER)] == [{}, {"a": 6_000}, {"a": 4_000}]
    record = AuditRecord.objects.order_by("-id")[0]
    assert (record.actor, record.subject, record.old and record.old["share"]) == (
        "chen",
        "customer P1 shareholder",
        6_000,
    )


def test_an_entry_ends_and_its_history_remains(chen: User) -> None:
    value = holds("a", "60", by=chen)
    end_entry("P1", "shareholder", "a", valid_from=AUTUMN, source="registry", seen=value.pk, person=chen, actor="chen")
    assert (shares_on(SUMMER), shares_on(AUTUMN)) == ({"a": 6_000}, {})
    assert len(record.known_of("P1")) == 2


def test_a_value_taken_back_lets_the_one_before_stand_again(chen: User) -> None:
    holds("a", "60", by=chen)
    wrong = holds("a", "10", by=chen, since=SUMMER)
    take_back_value(wrong.pk, reason="misread", person=chen, actor="chen")
    assert shares_on(AUTUMN) == {"a": 6_000}
    with pytest.raises(Refusal, match="taken back already"):
        take_back_value(wrong.pk, reason="again", person=chen, actor="chen")


def test_shareholders_hold_at_most_the_whole(chen: User) -> None:
    holds("a", "60", by=chen)
    with pytest.raises(Refusal, match=r"more than 100 %.*60\.00"):
        holds("b", "40.01", by=chen)
    holds("b", "40", by=chen)
    holds("a", "55", by=chen)  # a's own share is no part of the others'
    assert sum(shares_on(SUMMER).values()) == 9_500


def test_the_second_of_two_who_edit_is_told_and_nothing_is_lost(chen: User) -> None:
    first = holds("a", "60", by=chen, seen=0)
    with pytest.raises(Refusal, match="such an entry already"):
        holds("a", "50", by=chen, seen=0)
    holds("a", "60", by=chen, seen=first.pk)
    with pytest.raises(Refusal, match="changed this meanwhile"):
        holds("a", "50", by=chen, seen=first.pk)
    assert shares_on(SUMMER) == {"a": 6_000}


def test_a_form_with_troubles_keeps_nothing_and_tells_all(chen: User) -> None:
    with pytest.raises(Unreadable) as told:
        holds("", "120", by=chen, seen=0)
    assert [one.field for one in told.value.troubles] == ["name", "share"]
    assert ItemValue.objects.count() == 0


@pytest.mark.parametrize(
    ("party", "item", "words"),
    [("P2", "shareholder", "customers of this kind"), ("P9", "need", "does not know"), ("P1", "shoe", "no item shoe")],
)
def test_what_does_not_fit_is_refused(chen: User, party: str, item: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        set_value(party, item, {}, valid_from=SPRING, source="x", seen=0, person=chen, actor="chen")


def test_an_item_is_kept_by_its_owner(chen: User) -> None:
    with pytest.raises(Refusal, match="post does not allow"):
        set_value("P1", "diligence", {}, valid_from=SPRING, source="x", seen=0, person=chen, actor="chen")


SHEET: list[list[object]] = [["party_id", "name", "share"], ["P1", "a", 60], ["P1", "b", "x"], ["P1", "c", "40"]]


def taken(wang: User) -> int:
    read = read_rows(BY_CODE["shareholder"], SHEET)
    sheet = take_in_sheet(
        "shareholder", read.rows, file="s.xlsx", refused=read.refused, valid_from=SPRING, person=wang, actor="wang"
    )
    return sheet.pk


def test_a_sheets_good_rows_are_taken_in_and_all_of_it_taken_back(wang: User) -> None:
    number = taken(wang)
    assert shares_on(SUMMER) == {"a": 6_000, "c": 4_000}
    assert take_back_sheet(number, reason="the wrong year", person=wang, actor="wang") == 2
    assert shares_on(SUMMER) == {}
    assert len(record.known_of("P1")) == 2


def test_a_sheet_that_names_a_stranger_is_refused_whole(wang: User) -> None:
    rows = read_rows(BY_CODE["need"], [["party_id", "product"], ["P1", "loan"], ["P9", "loan"]]).rows
    with pytest.raises(Refusal, match=r"s\.csv names P9"):
        take_in_sheet("need", rows, file="s.csv", refused=0, valid_from=SPRING, person=wang, actor="wang")
    assert ItemValue.objects.count() == 0


def test_a_manager_hands_in_no_sheets(chen: User) -> None:
    with pytest.raises(Refusal, match="post does not allow"):
        take_in_sheet("need", [], file="s.csv", refused=0, valid_from=SPRING, person=chen, actor="chen")


def test_the_register_tells_what_is_lacking_late_and_collected_twice(chen: User, wang: User) -> None:
    holds("a", "60", by=chen)
    taken(wang)
    known = {gap.item.code: gap for gap in gaps.register(listed_customers(None), ITEMS, on=date(2027, 12, 31))}
    shareholder, need = known["shareholder"], known["need"]
    assert (shareholder.concerned, shareholder.known, shareholder.late, shareholder.twice) == (1, 1, 1, 1)
    assert (need.concerned, need.known, need.lacking) == (2, 0, 2)


def test_merged_customers_have_one_record_and_part_again_with_their_own(chen: User, wang: User) -> None:
    take_in_bank(("P3", "company", "云岚机械厂"))
    holds("a", "60", by=chen, since=SUMMER)
    other = {"name": "a", "share": "30"}
    asked = {"source": "registry", "seen": 0, "person": chen, "actor": "chen"}
    set_value("P3", "shareholder", other, valid_from=SPRING, **asked)  # type: ignore[arg-type]  # a table of arguments
    set_value("P3", "need", {"product": "loan"}, valid_from=SPRING, **asked)  # type: ignore[arg-type]  # the same
    absorb("P3", into="P1", request=1, reason="one firm", actor="wang")
    assert [shares_on(day) for day in (SPRING, AUTUMN)] == [{"a": 3_000}, {"a": 6_000}]  # learned last, of earlier
    assert set(record.record_of("P1", day=AUTUMN)) == {("shareholder", "a"), ("need", "loan")}
    assert {one.party_id for one in record.known_of("P1")} == {"P1", "P3"}
    need = next(gap for gap in gaps.register(listed_customers(None), ITEMS, on=AUTUMN) if gap.item.code == "need")
    assert (need.concerned, need.known) == (2, 1)  # of the two who stand, one has it: told under the merged one's id
    holds("a", "40", by=chen, since=AUTUMN)
    assert shares_on(AUTUMN) == {"a": 4_000}
    restore("P3", request=2, reason="two firms", actor="wang")
    assert shares_on(AUTUMN) == {"a": 4_000}
    assert set(record.record_of("P3", day=AUTUMN)) == {("shareholder", "a"), ("need", "loan")}


def test_shares_beyond_the_whole_are_refused_earlier_later_and_by_taking_back(chen: User, wang: User) -> None:
    holds("a", "60", by=chen, since=SUMMER)
    with pytest.raises(Refusal, match="more than 100"):
        holds("b", "60", by=chen, since=SPRING)  # from June on both would hold 120
    ended = end_entry(
        "P1",
        "shareholder",
        "a",
        valid_from=AUTUMN,
        source="sold",
        seen=record.newest_number("P1", "shareholder", "a"),
        person=chen,
        actor="chen",
    )
    holds("b", "60", by=chen, since=AUTUMN)
    with pytest.raises(Refusal, match="more than 100"):
        take_back_value(ended.pk, reason="not sold", person=chen, actor="chen")
    assert [sum(shares_on(day).values()) for day in (SPRING, SUMMER, AUTUMN)] == [0, 6_000, 6_000]


def test_a_sheet_is_held_against_what_stands_and_its_taking_back_too(chen: User, wang: User) -> None:
    holds("a", "60", by=chen)
    item = BY_CODE["shareholder"]
    heads = ("party_id", "valid_from", "name", "share")
    over = read_rows(item, [heads, ("P1", "2026-04-01", "b", "60"), ("P1", "2026-05-01", "c", "30")])
    assert fitting(item, over).refused == 2
    given = {"file": "x.csv", "refused": 0, "valid_from": SPRING, "person": wang, "actor": "wang"}
    with pytest.raises(Refusal, match="more than 100"):
        take_in_sheet("shareholder", over.rows, **given)  # type: ignore[arg-type]  # a table of arguments
    less = read_rows(item, [heads, ("P1", "2026-04-01", "a", "30")])
    sheet = take_in_sheet("shareholder", less.rows, **given)  # type: ignore[arg-type]  # the same
    holds("b", "60", by=chen, since=SUMMER)
    with pytest.raises(Refusal, match="more than 100"):
        take_back_sheet(sheet.pk, reason="wrong file", person=wang, actor="wang")


def test_a_feed_that_says_what_stands_already_adds_nothing(chen: User) -> None:
    item, heads = BY_CODE["shareholder"], ("party_id", "valid_from", "name", "share")
    for day, share, kept in (("2026-04-01", "30", 1), ("2026-04-02", "30", 0), ("2026-04-03", "40", 1), ("", "40", 0)):
        read = read_rows(item, [heads, ("P1", day, "a", share)])
        sheet = take_in_sheet(
            "shareholder", read.rows, file="feed", refused=0, valid_from=AUTUMN, person=None, actor="cron"
        )
        assert sheet.rows == kept
        assert bool(sheet.pk) is bool(kept)
    assert shares_on(AUTUMN) == {"a": 4_000}
    assert (ItemValue.objects.count(), Sheet.objects.count()) == (2, 2)


def test_what_a_feed_confirms_is_not_late(chen: User) -> None:
    now = clock.today()
    every = BY_CODE["shareholder"].every_days
    old = holds("a", "60", by=chen, since=now - timedelta(days=every))
    ItemValue.objects.filter(pk=old.pk).update(known_at=clock.now() - timedelta(days=every))
    read = read_rows(BY_CODE["shareholder"], [("party_id", "name", "share"), ("P1", "a", "60")])
    for kept in (1, 0):
        sheet = take_in_sheet(
            "shareholder", read.rows, file="feed", refused=0, valid_from=now, person=None, actor="cron"
        )
        assert sheet.rows == kept


def test_a_sheet_of_which_rows_were_refused_is_handed_in_again(wang: User) -> None:
    item = BY_CODE["need"]
    lines = [("party_id", "product"), ("P1", "loan"), ("P7", "loan")]
    given = {"file": "n.csv", "valid_from": SPRING, "person": wang, "actor": "wang", "digest": "d"}
    for number, (newcomers, kept, refused) in enumerate([((), 1, 1), (("P7",), 1, 0)], start=1):
        take_in_bank(*((one, "company", one) for one in newcomers))
        read = fitting(item, read_rows(item, lines))
        sheet = take_in_sheet("need", read.rows, refused=read.refused, **given)  # type: ignore[arg-type]  # a table
        assert (sheet.rows, sheet.refused) == (kept, refused)
        assert ItemValue.objects.count() == number
    rows = fitting(item, read_rows(item, lines)).rows
    with pytest.raises(Refusal, match="was taken in already"):
        take_in_sheet("need", rows, refused=0, **given)  # type: ignore[arg-type]  # the same


def test_a_sheet_without_a_row_to_take_in_is_refused(wang: User) -> None:
    with pytest.raises(Refusal, match="no row that can be taken in"):
        take_in_sheet("need", [], file="n.csv", refused=2, valid_from=SPRING, person=wang, actor="wang", digest="d")
    assert not Sheet.objects.exists()


def test_the_newest_values_are_read_however_many_there_are(chen: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "OF_ONE_MOST", 2)
    for share in ("10", "20", "30"):
        holds("a", share, by=chen)
    assert shares_on(AUTUMN) == {"a": 3_000}
