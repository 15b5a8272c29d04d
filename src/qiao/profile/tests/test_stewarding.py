"""The register as dated data: two persons change who keeps an item, how often, from where; a bank adds its own."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from qiao.ground import clock
from qiao.ground.models import AuditRecord, User
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office.queries import kind_of
from qiao.profile.actions.stewarding import propose, propose_own
from qiao.profile.actions.values import set_value
from qiao.profile.queries.record import record_of
from qiao.profile.queries.register import item_on, items_on
from qiao.profile.rules.items import BY_CODE, ITEMS
from qiao.profile.rules.stewarding import Terms, Version, items_by, read_own, read_terms
from qiao.profile.tests.cast import FIRM, log_in, take_in_bank

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)
DESK = Terms("desk", 30, "registry", asked=True)
OWN = {"words": "Machines", "meaning": "How many.", "group": "business", "of": "company"}
TERMS = {"owner": "rm", "whence": "manager", "every_days": "180", "asked": "1"}
FIELDS = "machines | Number of machines | count | needed\nstate | State | choice | | new, old"


def test_a_definition_holds_from_its_day_and_the_built_in_one_before() -> None:
    versions = [Version("need", MARCH, DESK), Version("need", JUNE, Terms("rm", 7, "manager", asked=False))]
    held = [
        next(item for item in items_by(versions, on=day) if item.code == "need")
        for day in (MARCH - timedelta(days=1), MARCH, JUNE)
    ]
    assert [(one.owner, one.every_days, one.asked) for one in held] == [
        ("rm", 90, True),
        ("desk", 30, True),
        ("rm", 7, False),
    ]
    assert items_by([], on=JUNE) == ITEMS


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"owner": "pope"}, "post that keeps"),
        ({"whence": "moon"}, "where it comes from"),
        ({"every_days": "3651"}, "0 .never. to 3650"),
        ({"every_days": "-1"}, "after how many days"),
        ({"every_days": "１０"}, "after how many days"),
    ],
)
def test_terms_that_make_no_sense_are_refused(wrong: dict[str, str], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_terms(TERMS | wrong)


@pytest.mark.parametrize(
    ("code", "wrong", "words"),
    [
        ("need", {}, "is new"),
        ("Need Two", {}, "small letters"),
        ("new", {}, "is new"),
        ("machines", {"words": ""}, "Give it a name"),
        ("machines", {"group": "none"}, "Choose its group"),
        ("machines", {"fields": ""}, "1 to 12 fields"),
        ("machines", {"fields": "a b | x | text"}, "Line 1"),
        ("machines", {"fields": "party_id | x | text"}, "Line 1"),
        ("machines", {"fields": "one | x | lei"}, "Line 1"),
        ("machines", {"fields": "one | x | choice | | a"}, "Line 1: a choice"),
        ("machines", {"fields": "one | x | text\none | y | text"}, "same name"),
        ("machines", {"fields": "one | x | text", "key": "one"}, "key"),
    ],
)
def test_an_own_item_that_makes_no_sense_is_refused(code: str, wrong: dict[str, str], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_own(code, OWN | {"fields": FIELDS} | wrong, taken=BY_CODE)


@pytest.fixture
def wang() -> User:
    return log_in("wang", "desk")


@pytest.fixture
def sun() -> User:
    return log_in("sun", "head")


@pytest.mark.django_db
def test_two_persons_change_how_an_item_is_kept(wang: User, sun: User) -> None:
    today = clock.today()
    later = today + timedelta(days=10)
    texts = TERMS | {"owner": "desk", "every_days": "30", "asked": ""}
    asked = propose("need", texts, since=later, reason="the clerks see it first", on=today, actor=wang)
    with translation.override("en"):
        told = {one.what: (one.old, one.new) for one in kind_of(asked).changes("need", asked.wish, asked.before)}
    assert told["Again after, days"] == ("90", "30")
    with pytest.raises(Refusal, match="second person"):
        office.decide(asked.pk, approve=True, reason="", on=today, actor=wang)
    office.decide(asked.pk, approve=True, reason="", on=today, actor=sun)
    now, then = item_on("need", on=today), item_on("need", on=later)
    assert now
    assert then
    assert (now.owner, now.asked, then.owner, then.every_days, then.asked) == ("rm", True, "desk", 30, False)
    record = AuditRecord.objects.filter(action="profile.set_version").latest("id")
    assert (record.actor, record.subject) == ("sun", "item need")
    assert [content and content["owner"] for content in (record.old, record.new)] == ["rm", "desk"]
    with pytest.raises(Refusal, match="nothing to ask for"):
        propose("need", texts, since=later, reason="again", on=today, actor=wang)


@pytest.mark.django_db
def test_a_manager_asks_for_no_definition(wang: User) -> None:
    chen = log_in("chen", "rm")
    with pytest.raises(Refusal, match="post does not allow"):
        propose("need", TERMS, since=clock.today(), reason="x", on=clock.today(), actor=chen)


@pytest.mark.django_db
def test_an_item_of_the_banks_own_is_kept_like_any_other_and_may_be_asked_no_more(wang: User, sun: User) -> None:
    take_in_bank()
    chen, today = log_in("chen", "rm"), clock.today()
    texts = OWN | TERMS | {"fields": FIELDS, "key": ""}
    asked = propose_own("machines", texts, since=today, reason="for leasing", on=today, actor=wang)
    office.decide(asked.pk, approve=True, reason="", on=today, actor=sun)
    given = {"machines": "12", "state": "new"}
    set_value(FIRM, "machines", given, valid_from=today, source="a visit", seen=0, person=chen, actor="chen")
    assert record_of(FIRM, day=today)["machines", ""].values == {"machines": 12, "state": "new"}
    with pytest.raises(Refusal, match="kind"):
        set_value("P2", "machines", given, valid_from=today, source="x", seen=0, person=chen, actor="chen")
    ends = propose("machines", TERMS | {"asked": ""}, since=today, reason="no more", on=today, actor=wang)
    office.decide(ends.pk, approve=True, reason="", on=today, actor=sun)
    item = item_on("machines", on=today)
    assert item
    assert (item.own, item.asked, len(item.fields)) == (True, False, 2)
    assert len(items_on(today)) == len(ITEMS) + 1
