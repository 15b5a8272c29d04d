"""Appeals from end to end on a small bank with a closed month: filed, heard, decided, put right; who is kept out."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from qiao.appeals.actions import correcting, deciding, filing
from qiao.appeals.actions.deciding import Ruling
from qiao.appeals.actions.filing import Claim
from qiao.appeals.models import Appeal
from qiao.appeals.queries import appeals
from qiao.appeals.queries.duties import duties_of
from qiao.appraisal.models import DeltaBonus
from qiao.appraisal.queries.deltas import said
from qiao.ground import clock
from qiao.ground.authority import Scope
from qiao.ground.models import AuditRecord, User
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.people.actions.extract import renew_visibility
from qiao.portfolio.rules.lines import WHOLE
from qiao.portfolio.rules.shares import Act, Ask, Part
from tests.banks.bank import Bank
from tests.banks.writer import write_extract
from tests.databases.homes import copy, remove_database
from tests.terminal.calling import done
from tests.terminal.stage import at_home

MONTH, BEGIN = "2026-09", "2026-01-01"
ON = clock.today()
CAST = {
    "wang": ("T", "rm"),
    "li": ("T", "rm"),
    "chen": ("T", "lead"),
    "wu": ("B", "head"),
    "hao": ("H", "hr"),
    "hu": ("H", "hr"),
    "an": ("H", "auditor"),
    "zhao": ("E", "rm"),
    "qian": ("E", "head"),
}
"""Wang leads the one customer; Li says that 30 % were hers from 3 September; Zhao and Qian sit elsewhere."""
CLAIM = Claim("slip", MONTH, "shares", "336.00", "We agreed on 30 % from the third on; the minutes say so", "C-881")


def bank() -> Bank:
    made = Bank(MONTH)
    for org_id, parent in (("H", ""), ("B", "H"), ("T", "B"), ("E", "H")):
        more = {"parent_id": parent} if parent else {}
        made.add("org", org_id=org_id, name=org_id, kind="branch" if parent else "head", **more)
    for staff_id, (org_id, post) in CAST.items():
        made.add("staff", staff_id=staff_id, name=staff_id, org_id=org_id, post=post)
    made.add("party", party_id="C-881", kind="company", name="C-881")
    made.add("product", product_id="DEP", name="DEP", side="deposit", ftp_method="pool", tenor_days="0")
    made.add("ftp", side="deposit", tenor_days="0", since=BEGIN, annual_rate="0.02")
    made.add("account", account_id="D-1", party_id="C-881", product_id="DEP", org_id="T", opened_on=BEGIN)
    made.add("balance", account_id="D-1", on=BEGIN, balance="36000000.00")
    made.add("rate", account_id="D-1", since=BEGIN, annual_rate="0.01")
    made.add("assignment", party_id="C-881", staff_id="wang", role="lead", since=BEGIN, share="1")
    return made


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("appeals")
    with at_home(folder / "home", django_db_blocker) as home:
        done("load", write_extract(bank(), folder / "extract"))
        done("settle", MONTH)
        done("close", MONTH)
        for name, (_org, post) in CAST.items():
            User.objects.update_or_create(username=name, defaults={"staff_id": name, "post": post, "is_active": True})
        renew_visibility(on=ON, actor="test")
    yield home
    remove_database(home)


@pytest.fixture
def home(closed: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    copy(closed, tmp_path / "home")
    with at_home(tmp_path / "home", django_db_blocker) as made:
        yield made
    remove_database(tmp_path / "home")


pytestmark = pytest.mark.usefixtures("home")


def person(name: str) -> User:
    return User.objects.get(username=name)


def browser(name: str) -> Client:
    made = Client(raise_request_exception=False)
    made.force_login(person(name))
    made.cookies["django_language"] = "en"
    return made


def filed(claim: Claim = CLAIM, *, by: str = "li") -> Appeal:
    return filing.file_appeal(claim, on=ON, actor=person(by))


def heard(claim: Claim = CLAIM, *, by: str = "hao") -> Appeal:
    return deciding.hear(filed(claim).pk, text="both were heard", on=ON, actor=person(by))


def decided(outcome: str = "upheld", *, by: str = "hao", part: str = "", deviation: str = "") -> Appeal:
    ruling = Ruling(outcome, "the minutes of the third say 30 %", part, deviation)
    return deciding.decide(heard(by=by).pk, ruling, on=ON, actor=person(by))


def granted_split() -> Ask:
    parts = (Part("wang", "lead", 7_000), Part("li", "co", 3_000))
    until = day_number(date(2026, 10, 1))
    return Ask(Act.CORRECTION, WHOLE, day_number(date(2026, 9, 3)), until_day=until, parts=parts)


def test_an_upheld_appeal_is_booked_with_its_sentence_and_both_sides_read_it() -> None:
    appeal = decided()
    asked = correcting.propose_correction(appeal.pk, "C-881", granted_split(), on=ON, actor=person("wu"))
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=person("chen"))
    found = appeals.booked_since(Appeal.objects.get(pk=appeal.pk))
    assert [(one.staff_id, one.difference_fen) for one in found] == [("li", 33_600)]
    with translation.override("en"):
        sentence = said(found[0])
    assert f"no. {asked.pk}" in sentence
    assert DeltaBonus.objects.get(staff_id="wang").difference_fen == -33_600
    page = browser("li").get(f"/appeals/{appeal.pk}/").content.decode()
    assert "+336.00" in page
    assert "C-881" in page
    assert "336.00" in browser("wang").get(f"/slips/{MONTH}/wang/").content.decode()
    assert browser("wang").get(f"/appeals/{appeal.pk}/").status_code == 404
    loser = Claim("delta", str(DeltaBonus.objects.get(staff_id="wang").pk), "shares", "0", "I signed no such minutes")
    assert filed(loser, by="wang").month == MONTH


@pytest.mark.parametrize(
    ("name", "may"),
    [("hao", True), ("wu", True), ("chen", False), ("an", False), ("wang", False), ("li", False), ("qian", False)],
)
def test_who_may_hear_and_decide(name: str, *, may: bool) -> None:
    appeal = filed()
    if may:
        assert deciding.hear(appeal.pk, text="both were heard", on=ON, actor=person(name)).heard_by == name
        return
    with pytest.raises(Refusal):
        deciding.hear(appeal.pk, text="both were heard", on=ON, actor=person(name))
    assert Appeal.objects.get().state == "filed"


def test_who_settled_the_figure_decides_nothing_of_it() -> None:
    appeal = filed()
    Appeal.objects.filter(pk=appeal.pk).update(barred=["hao"])
    with pytest.raises(Refusal, match="reckoned this figure"):
        deciding.hear(appeal.pk, text="both were heard", on=ON, actor=person("hao"))


def test_the_record_tells_old_and_new() -> None:
    appeal = decided("partly", part="100.00")
    record = AuditRecord.objects.filter(action="appeals.decide").latest("id")
    assert record.old == {"state": "heard", "stands": 0}
    assert record.new is not None
    assert (record.actor, record.new["state"], record.new["granted"]) == ("hao", "partly", 10_000)
    assert appeal.granted == 10_000


def test_it_is_decided_once_and_only_when_heard() -> None:
    appeal = filed()
    with pytest.raises(Refusal, match="does not follow"):
        deciding.decide(appeal.pk, Ruling("upheld", "at once"), on=ON, actor=person("hao"))
    deciding.hear(appeal.pk, text="both were heard", on=ON, actor=person("hao"))
    deciding.decide(appeal.pk, Ruling("rejected", "no minutes"), on=ON, actor=person("hao"))
    with pytest.raises(Refusal, match="does not follow"):
        deciding.decide(appeal.pk, Ruling("upheld", "after all"), on=ON, actor=person("wu"))
    with pytest.raises(Refusal, match="does not follow"):
        filing.withdraw_appeal(appeal.pk, reason="never mind", actor=person("li"))


@pytest.mark.parametrize(
    ("claim", "by", "says"),
    [
        (Claim("slip", MONTH, "shares", "0", "because it is"), "li", "nothing to appeal"),
        (Claim("slip", "1999-01", "shares", "1", "because it is"), "li", "no such figure"),
        (Claim("slip", "x" * 99, "shares", "1", "because it is"), "li", "no such figure"),
        (Claim("hold", "1", "other", "0", "because it is"), "li", "no such figure"),
        (Claim("delta", "9" * 60, "other", "0", "because it is"), "li", "no such figure"),
        (Claim("nothing", "1", "other", "0", "because it is"), "li", "Nothing of this kind"),
        (Claim("slip", MONTH, "luck", "1", "because it is"), "li", "what about the figure"),
        (Claim("slip", MONTH, "shares", "1e99", "because it is"), "li", "two decimals"),
        (Claim("slip", MONTH, "shares", "1", "  "), "li", "few words"),
        (Claim("slip", MONTH, "shares", "1", "because it is", "C\x00"), "li", "64 letters"),
        (CLAIM, "hao", "does not allow"),
    ],
)
def test_what_cannot_be_appealed_is_refused_in_words(claim: Claim, by: str, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        filed(claim, by=by)
    assert says in str(refused.value)
    assert not Appeal.objects.exists()


def test_one_open_appeal_of_a_figure_and_cause() -> None:
    first = filed()
    with pytest.raises(Refusal, match="open appeal"):
        filed()
    filing.withdraw_appeal(first.pk, reason="found the slip", actor=person("li"))
    assert filed().pk != first.pk


def test_the_second_instance_is_decided_by_somebody_else_and_is_the_last() -> None:
    first = decided("rejected")
    second = filing.go_on(first.pk, reason="the minutes were not read", on=ON, actor=person("li"))
    with pytest.raises(Refusal, match="decided of it before"):
        deciding.hear(second.pk, text="again", on=ON, actor=person("hao"))
    deciding.hear(second.pk, text="minutes read", on=ON, actor=person("hu"))
    ruling = Ruling("rejected", "the minutes say nothing")
    again = deciding.decide(second.pk, ruling, on=ON, actor=person("hu"))
    with pytest.raises(Refusal, match="2 instances"):
        filing.go_on(again.pk, reason="and again", on=ON, actor=person("li"))
    with pytest.raises(Refusal, match="2 instances"):
        filing.go_on(first.pk, reason="and again", on=ON, actor=person("li"))


def test_a_second_instance_has_its_days() -> None:
    first = decided("rejected")
    assert first.second_until is not None
    with pytest.raises(Refusal, match="could be asked for until"):
        filing.go_on(first.pk, reason="too late", on=first.second_until + timedelta(days=1), actor=person("li"))


def test_like_cases_suggest_and_another_ruling_needs_a_sentence() -> None:
    decided("rejected")
    appeal = filed(Claim("slip", MONTH, "shares", "336.00", "The same facts, another try", "C-881"))
    deciding.hear(appeal.pk, text="again", on=ON, actor=person("hao"))
    page = browser("hao").get(f"/appeals/{appeal.pk}/").content.decode()
    assert "Like cases: appeal rejected (1 of 1)" in page
    assert "the person had no share" in page
    with pytest.raises(Refusal, match="say in a sentence"):
        deciding.decide(appeal.pk, Ruling("upheld", "new minutes"), on=ON, actor=person("hao"))
    ruling = Ruling("upheld", "new minutes", deviation="the minutes were found meanwhile")
    made = deciding.decide(appeal.pk, ruling, on=ON, actor=person("hao"))
    assert made.deviation == "the minutes were found meanwhile"
    assert [one[2] for one in made.precedents] == ["rejected"]


def test_nobody_reads_a_customer_or_a_colleague_by_an_appeal() -> None:
    stranger = Claim("slip", MONTH, "shares", "500", "I say that it is mine", "C-881")
    appeal = filed(stranger, by="zhao")
    deciding.hear(appeal.pk, text="looked up", on=ON, actor=person("hao"))
    for name in ("zhao", "hao"):
        page = browser(name).get(f"/appeals/{appeal.pk}/").content.decode()
        assert "Kept for who sees this customer" in page
        assert ">wang<" not in page
    unknown = filed(Claim("slip", MONTH, "shares", "500", "I say that it is mine", "C-000"), by="zhao")
    assert unknown.party_id == "C-000"
    for name in ("li", "wang", "chen", "wu"):
        assert browser(name).get(f"/appeals/{appeal.pk}/").status_code == 404
    assert "I say that it is mine" in browser("qian").get(f"/appeals/{appeal.pk}/").content.decode()


def test_overdue_appeals_go_up_to_human_resources() -> None:
    appeal = filed()
    late = appeal.due + timedelta(days=1)
    words = [line.words for line in duties_of(person("hao"), late)]
    assert "%(count)s appeals are past their day: see that somebody decides" in words
    assert "%(count)s appeals are past their day: see that somebody decides" not in [
        line.words for line in duties_of(person("hao"), appeal.due)
    ]
    assert [line.due for line in duties_of(person("wu"), ON)] == [appeal.due]
    assert duties_of(person("chen"), late) == []


def test_data_that_is_wrong_is_put_right_by_a_load_and_linked() -> None:
    claim = Claim("slip", MONTH, "balance", "10.00", "Another balance on the ninth", account_id="D-1")
    appeal = heard(claim)
    deciding.decide(appeal.pk, Ruling("upheld", "the ledger says so"), on=ON, actor=person("hao"))
    assert "put right at its source" in browser("hao").get("/tasks/").content.decode()
    assert [one.pk for one in appeals.waiting_effects(scope_of_all())] == [appeal.pk]
    with pytest.raises(Refusal, match="was not booked for the appeal"):
        correcting.link_difference(appeal.pk, 1, on=ON, actor=person("hao"))
    with pytest.raises(Refusal, match="not put right by a correction"):
        correcting.propose_correction(appeal.pk, "C-881", granted_split(), on=ON, actor=person("wu"))


def scope_of_all() -> Scope:
    return Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset())


@pytest.mark.parametrize("name", ["li", "wang", "hao", "an", "qian"])
def test_who_may_not_correct_by_an_appeal(name: str) -> None:
    appeal = decided()
    with pytest.raises(Refusal):
        correcting.propose_correction(appeal.pk, "C-881", granted_split(), on=ON, actor=person(name))
    assert Appeal.objects.get(pk=appeal.pk).correction is None


def test_the_pages_from_the_form_to_the_decision() -> None:
    own = browser("li")
    assert "Bonus of 2026-09" in own.get("/appeals/new/").content.decode()
    form = {"cause": "shares", "expected": "336", "reason": "We agreed", "party_id": "C-881", "account_id": ""}
    address = f"/appeals/new/?kind=slip&key={MONTH}"
    assert own.post(address, form | {"expected": "x"}).status_code == 400
    paper = SimpleUploadedFile("minutes.pdf", b"%PDF-1.7 made up")
    answer = own.post(address, form | {"papers": [paper]})
    assert answer.status_code == 302
    number = Appeal.objects.get().pk
    at = f"/appeals/{number}/"
    kept = appeals.papers_of(Appeal.objects.get())[0]
    assert b"".join(own.get(f"{at}papers/{kept.pk}/")) == b"%PDF-1.7 made up"
    assert browser("wang").get(f"{at}papers/{kept.pk}/").status_code == 404
    assert own.post(at, {"act": "say", "text": "and Chen knows of it"}).status_code == 302
    assert own.post(at, {"act": "decide", "outcome": "upheld", "text": "mine"}).status_code == 403
    judge = browser("hao")
    assert judge.post(at, {"act": "decide", "outcome": "upheld", "text": "at once"}).status_code == 400
    assert judge.post(at, {"act": "hear", "text": "both were heard"}).status_code == 302
    assert judge.post(at, {"act": "decide", "outcome": "never", "text": "so be it"}).status_code == 400
    assert judge.post(at, {"act": "decide", "outcome": "rejected", "text": "so be it"}).status_code == 302
    assert own.post(at, {"act": "read"}).status_code == 302
    assert own.post(at, {"act": "second", "text": "read it again"}).status_code == 302
    assert "second instance" in own.get("/appeals/").content.decode()
    for address in ("/appeals.csv", "/appeals.xlsx", "/appeals/?state=waiting&kind=x&page=9999999"):
        assert judge.get(address).status_code == 200
    assert own.post(at, {"act": "link", "bonus": "9" * 50}).status_code in {400, 403}


def test_the_correction_form_looks_first_and_asks_then() -> None:
    appeal = decided()
    at, head = f"/appeals/{appeal.pk}/correction/", browser("wu")
    assert 'value="wang"' in head.get(at).content.decode()
    form = {"since": "2026-09-03", "last": "2026-09-30", "account": "", "staff0": "wang", "role0": "lead"}
    form |= {"share0": "70", "staff1": "li", "role1": "co", "share1": "30"}
    assert "30 %" in head.post(at, form | {"answer": "look"}).content.decode()
    assert head.post(at, form | {"share0": "90", "answer": "ask"}).status_code == 400
    answer = head.post(at, form | {"answer": "ask"})
    assert answer.status_code == 302
    assert head.post(at, form | {"answer": "ask"}).status_code == 400
    assert browser("li").get(at).status_code == 404
    assert browser("hao").get(at).status_code == 404
