"""A cycle from end to end on a small bank with a closed quarter: laid out, signed, graded, used, mended."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from qiao.appraisal.models import SchemeRecord
from qiao.appraisal.queries.targets import standing_targets
from qiao.cycle.actions import agreeing, cascading, grading, improving, interviewing, opening, using
from qiao.cycle.actions.improving import Draft
from qiao.cycle.actions.interviewing import Noted
from qiao.cycle.actions.using import Proposal
from qiao.cycle.models import Agreement, Cycle, CycleMember, GradeResult, GradeUse, ImprovementPlan, TargetPart
from qiao.cycle.queries import cycles, grades, standards, valuing
from qiao.cycle.queries.duties import duties_of
from qiao.cycle.rules.cascade import Node, NodeKind
from qiao.cycle.rules.cycle import Stage
from qiao.cycle.rules.standards import Signing
from qiao.ground import clock
from qiao.ground.audit import broken_links
from qiao.ground.models import AuditRecord, User, Visibility
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office.queries import Approval, Task
from qiao.people.actions.extract import renew_visibility
from tests.banks.bank import Bank
from tests.banks.writer import write_extract
from tests.databases.homes import copy, remove_database
from tests.terminal.calling import done
from tests.terminal.stage import at_home

PERIOD, BEGIN, MONTHS = "2026-Q3", "2026-01-01", ("2026-07", "2026-08", "2026-09")
ON = clock.today()
DAY = timedelta(days=1)
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
"""Chen leads Wang and Li, Wu heads the branch; Hao and Hu are human resources; Zhao and Qian sit elsewhere."""
SCHEME = """\
[scheme]
code = "quarter"
name = "季度考核办法（虚构）"
since = 2026-01-01
posts = ["rm"]
rhythm = "quarter"

[indicator.K2]
weight = "100"
target = "sheet"
scoring = { way = "completion", cap = "1" }

[leg.formula]
name = "存贷款利差奖金"
plan = "built-in"
"""


class Quarter(Bank):
    """A bank of three months."""

    @property
    def after(self) -> date:
        return date(2026, 10, 1)


def bank() -> Bank:
    made = Quarter(MONTHS[0])
    for org_id, parent in (("H", ""), ("B", "H"), ("T", "B"), ("E", "H")):
        more = {"parent_id": parent} if parent else {}
        made.add("org", org_id=org_id, name=org_id, kind="branch" if parent else "head", **more)
    for staff_id, (org_id, post) in CAST.items():
        made.add("staff", staff_id=staff_id, name=staff_id, org_id=org_id, post=post)
    made.add("party", party_id="P", kind="company", name="P")
    made.add("product", product_id="DEP", name="DEP", side="deposit", ftp_method="pool", tenor_days="0")
    made.add("ftp", side="deposit", tenor_days="0", since=BEGIN, annual_rate="0.02")
    made.add("account", account_id="D-1", party_id="P", product_id="DEP", org_id="T", opened_on=BEGIN)
    made.add("balance", account_id="D-1", on=BEGIN, balance="1000000.00")
    made.add("rate", account_id="D-1", since=BEGIN, annual_rate="0.01")
    for staff_id, share in (("wang", "0.9"), ("li", "0.1")):
        made.add("assignment", party_id="P", staff_id=staff_id, role="lead", since=BEGIN, share=share)
    return made


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cycle")
    with at_home(folder / "home", django_db_blocker) as home:
        done("load", write_extract(bank(), folder / "extract"))
        for month in MONTHS:
            done("settle", month)
        for month in MONTHS:
            done("close", month)
        for name, (_org, post) in CAST.items():
            User.objects.update_or_create(username=name, defaults={"staff_id": name, "post": post, "is_active": True})
        renew_visibility(on=ON, actor="test")
        SchemeRecord.objects.create(
            code="quarter",
            name="quarter",
            since=date(2026, 1, 1),
            text=SCHEME,
            state="published",
            written_by="hao",
            written_at=clock.now(),
            published_by="wu",
            published_at=clock.now(),
        )
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


def opened(**other: object) -> Cycle:
    days = [date(2026, 7, 20), date(2026, 8, 20), date(2026, 12, 15), date(2026, 12, 31)]
    terms = {"name": "Third quarter", "org_id": "B", "period": PERIOD, "measures": ["deposits"], "days": days} | other
    return opening.open_cycle(opening.Wish(**terms), on=ON, actor=person("hao"))  # type: ignore[arg-type]  # by case


def part(key: str, kind: NodeKind = NodeKind.PERSON) -> tuple[str, Node]:
    return "deposits", Node(kind, key)


def laid_out(one: Cycle) -> Cycle:
    """A million: Wu gives 900,000 to the team and 100,000 to Chen, who divides the team's by half."""
    cascading.set_whole(one.pk, {"deposits": "1,000,000"}, reason="", actor=person("hao"))
    upper = {part("T", NodeKind.UNIT): "900000", part("chen"): "100000"}
    cascading.lay_out(one.pk, "B", upper, reason="", on=ON, actor=person("wu"))
    lower = {part("wang"): "450000", part("li"): "450000"}
    cascading.lay_out(one.pk, "T", lower, reason="", on=ON, actor=person("chen"))
    return moved(one)


def moved(one: Cycle, reason: str = "some are still away") -> Cycle:
    return opening.move_on(one.pk, stage=one.stage, reason=reason, on=ON, actor=person("hao"))


def member(one: Cycle, name: str) -> CycleMember:
    return CycleMember.objects.select_related("cycle").get(cycle=one, staff_id=name)


def signed(one: Cycle, name: str, *, by: str = "chen") -> Approval:
    asked = agreeing.accept(one.pk, name, words="", on=ON, actor=person(name))
    return office.decide(asked.pk, approve=True, reason="", on=ON, actor=person(by))


def signing(one: Cycle, name: str) -> Signing:
    return standards.standings(one, [member(one, name)])[name].signing


def graded(one: Cycle) -> Cycle:
    """Everybody has a grade: Wang follows the score, Li the lowest, Chen as expected."""
    moved(moved(one))
    for name, grade, by in (("wang", "A", "chen"), ("li", "E", "chen"), ("chen", "C", "wu")):
        grading.propose_grade(member(one, name), grade=grade, reason="as we talked", on=ON, actor=person(by))
    return moved(Cycle.objects.get(pk=one.pk))


def refused(code: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def test_targets_are_laid_out_and_a_later_version_keeps_the_older_one() -> None:
    one = opened()
    with refused("cycle.not_laid_out"):
        moved(one)
    cascading.set_whole(one.pk, {"deposits": "1,000,000"}, reason="", actor=person("hao"))
    upper = {part("T", NodeKind.UNIT): "899999.99", part("chen"): "100000"}
    for actor, code in (("wu", "cycle.below"), ("chen", "authority.missing"), ("qian", "authority.missing")):
        with refused(code):
            cascading.lay_out(one.pk, "B", upper, reason="", on=ON, actor=person(actor))
    assert not TargetPart.objects.exclude(holder="").exists()
    upper[part("T", NodeKind.UNIT)] = "950000.01"
    with refused("cycle.beyond"):
        cascading.lay_out(one.pk, "B", upper, reason="", on=ON, actor=person("wu"))
    laid_out(one)
    anew = {part("wang"): "500000", part("li"): "400000"}
    with refused("cycle.words"):
        cascading.lay_out(one.pk, "T", anew, reason="", on=ON, actor=person("chen"))
    cascading.lay_out(one.pk, "T", anew, reason="Li is on leave", on=ON, actor=person("chen"))
    kept = TargetPart.objects.filter(cycle=one, key="wang").order_by("id").values_list("amount_fen", flat=True)
    assert list(kept) == [45_000_000, 50_000_000]
    record = AuditRecord.objects.filter(action="cycle.lay_out").latest("id")
    assert record.old == {"parts": {"deposits wang": 45_000_000, "deposits li": 45_000_000}}
    assert record.reason == "Li is on leave"


def test_human_resources_open_and_move_cycles_of_their_own_units_once_and_one_for_the_same_targets() -> None:
    """Hu sees only the other branch E; a person is in one cycle that sets the same targets at a time."""
    Visibility.objects.filter(staff_id="hu").delete()
    Visibility.objects.create(staff_id="hu", kind="org", key="E", source="test", since=ON - DAY)
    days = [date(2026, 7, 20), date(2026, 8, 20), date(2026, 12, 15), date(2026, 12, 31)]
    with refused("authority.missing"):
        opening.open_cycle(opening.Wish("Q3", "B", PERIOD, ["deposits"], days), on=ON, actor=person("hu"))
    one = opened()
    assert browser("hu").get("/cycles/new/").status_code == 200
    with refused("authority.missing"):
        cascading.set_whole(one.pk, {"deposits": "1"}, reason="", actor=person("hu"))
    with refused("authority.missing"):
        opening.move_on(one.pk, stage="setting", reason="", on=ON, actor=person("hu"))
    for other in ({"org_id": "H"}, {"org_id": "T", "period": "2026-H2"}):
        with refused("cycle.twice"):
            opened(**other)
    assert opened(org_id="T", measures=["fees"]).org_id == "T"
    laid_out(one)
    form = {"act": "move", "stage": "setting", "reason": "pressed twice"}
    assert browser("hao").post(f"/cycles/{one.pk}/", form).status_code == 400
    one.refresh_from_db()
    assert one.stage == Stage.AGREEING


def test_where_nobody_leads_human_resources_propose_and_nobody_replaces_a_proposal() -> None:
    one = moved(moved(laid_out(opened())))
    li, chen = member(one, "li"), member(one, "chen")
    with refused("authority.missing"):
        grading.propose_grade(chen, grade="C", reason="as we talked", on=ON, actor=person("hao"))
    grading.propose_grade(li, grade="C", reason="as we talked", on=ON, actor=person("chen"))
    with refused("cycle.proposed"):
        grading.propose_grade(li, grade="D", reason="I see it so", on=ON, actor=person("wu"))
    User.objects.filter(username="wu").update(is_active=False)
    with refused("authority.missing"):
        grading.propose_grade(member(one, "wang"), grade="C", reason="as we talked", on=ON, actor=person("hao"))
    with refused("cycle.reason"):
        grading.propose_grade(chen, grade="C", reason="", on=ON, actor=person("hao"))
    left = [line.facts["count"] for line in duties_of(person("hao"), ON) if "nobody leads" in line.words]
    assert left == [1]
    assert "Propose the grade" in browser("hao").get(f"/cycles/{one.pk}/grades/").content.decode()
    kept = grading.propose_grade(chen, grade="C", reason="the head has left", on=ON, actor=person("hao"))
    assert (kept.proposed, kept.proposed_by) == ("C", "hao")


def test_both_sign_and_a_later_change_supersedes_the_agreement() -> None:
    one = laid_out(opened())
    assert "%(cycle)s: read your standards, and sign them or object" in [
        line.words for line in duties_of(person("wang"), ON)
    ]
    agreeing.object_to(one.pk, "wang", words="The customer moves away", actor=person("wang"))
    with refused("cycle.objected"):
        agreeing.accept(one.pk, "wang", words="", on=ON, actor=person("wang"))
    agreeing.answer_objection(one.pk, "wang", words="A new one comes in his place", actor=person("chen"))
    for other in ("chen", "li", "wu", "hao"):
        with refused("authority.missing"):
            agreeing.accept(one.pk, "wang", words="", on=ON, actor=person(other))
    asked = agreeing.accept(one.pk, "wang", words="", on=ON, actor=person("wang"))
    with pytest.raises(Refusal):
        office.decide(asked.pk, approve=True, reason="", on=ON, actor=person("qian"))
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=person("chen"))
    assert signing(one, "wang") is Signing.SIGNED
    target = standing_targets(["wang"], [PERIOD])["wang", "deposits", PERIOD]
    assert target.amount_fen == 45_000_000
    assert len(Agreement.objects.get().digest) == 64
    words = [(line.words, line.facts["count"]) for line in duties_of(person("chen"), ON) if "count" in line.facts]
    unsigned = "%(cycle)s: %(count)s people have not signed their standards by their day"
    assert (unsigned, 1) in words
    assert [line.facts["count"] for line in duties_of(person("hao"), ON) if line.words == unsigned] == [2]
    anew = {part("wang"): "460000", part("li"): "440000"}
    cascading.lay_out(one.pk, "T", anew, reason="put right", on=ON, actor=person("chen"))
    assert signing(one, "wang") is Signing.SUPERSEDED
    signed(one, "wang")
    assert signing(one, "wang") is Signing.SIGNED
    assert Agreement.objects.count() == 2


def test_a_half_year_lays_its_targets_into_both_quarters() -> None:
    days = [date(2026, 7, 20), date(2026, 9, 20), date(2027, 1, 15), date(2027, 1, 31)]
    one = laid_out(opened(period="2026-H2", days=days))
    signed(one, "wang")
    found = standing_targets(["wang"], ["2026-Q3", "2026-Q4"])
    assert {key[2]: row.amount_fen for key, row in found.items()} == dict.fromkeys(("2026-Q3", "2026-Q4"), 45_000_000)
    page = browser("hao").get(f"/cycles/{one.pk}/?show=unsigned").content.decode()
    assert "people/li/" in page
    assert "people/wang/" not in page


def test_the_score_of_closed_months_and_the_grade_that_two_persons_settle() -> None:
    one = laid_out(opened())
    signed(one, "wang")
    signed(one, "li")
    one = moved(moved(one))
    found = {row.member.staff_id: row for row in GradeResult.objects.select_related("member")}
    assert found["wang"].trouble == {}
    assert (found["wang"].score_micro, found["wang"].suggested) == (100_000_000, "A")
    assert (found["li"].score_micro, found["li"].suggested) == (22_222_222, "E")
    assert (found["chen"].score_micro, found["chen"].suggested) == (None, "")
    assert "No published scheme" in found["chen"].trouble["words"]
    li = member(one, "li")
    with refused("cycle.reason"):
        grading.propose_grade(li, grade="C", reason="", on=ON, actor=person("chen"))
    grading.propose_grade(li, grade="C", reason="came in September only", on=ON, actor=person("chen"))
    for name, code in (("chen", "authority.missing"), ("li", "authority.missing"), ("qian", "authority.missing")):
        with refused(code):
            grading.calibrate_grade(li, grade="D", reason="the same for all", on=ON, actor=person(name))
    grading.calibrate_grade(li, grade="D", reason="the same for all", on=ON, actor=person("wu"))
    with refused("cycle.ungraded"):
        moved(one)
    with refused("authority.missing"):
        grading.propose_grade(member(one, "chen"), grade="A", reason="I led well", on=ON, actor=person("chen"))
    grading.propose_grade(member(one, "chen"), grade="C", reason="no scheme takes leads", on=ON, actor=person("wu"))
    with refused("cycle.second"):
        grading.calibrate_grade(member(one, "chen"), grade="B", reason="after all", on=ON, actor=person("wu"))
    grading.propose_grade(member(one, "wang"), grade="A", reason="", on=ON, actor=person("chen"))
    moved(one)
    kept = GradeResult.objects.get(member=li)
    assert (kept.proposed, kept.calibrated, kept.grade, kept.calibrated_by) == ("C", "D", "D", "wu")


MONTHLY = (
    SCHEME.replace('rhythm = "quarter"', 'rhythm = "month"')
    + """
[indicator.K4]
weight = "50"
target = "9000"
scoring = { way = "completion", cap = "1" }
"""
).replace('weight = "100"', 'weight = "50"')


def test_a_scheme_is_valued_by_the_rhythm_by_which_it_pays() -> None:
    """Of a monthly scheme each month stands against its own target; one of a year has no score of a quarter."""
    SchemeRecord.objects.update(text=MONTHLY)
    one = laid_out(opened())
    signed(one, "wang")
    spans = {key[2]: row.amount_fen for key, row in standing_targets(["wang"], [PERIOD, *MONTHS]).items()}
    assert spans == dict.fromkeys((PERIOD, *MONTHS), 45_000_000)
    assert signing(one, "wang") is Signing.SIGNED
    moved(moved(one))
    found = GradeResult.objects.get(member__staff_id="wang")
    assert found.trouble == {}
    assert found.score_micro is not None
    assert 53_000_000 < found.score_micro < 55_500_000  # 900,000 at 1 % a month: a twelfth of its target, not a quarter
    SchemeRecord.objects.update(text=SCHEME.replace('rhythm = "quarter"', 'rhythm = "year"'))
    grading.reckon_again(one.pk, on=ON, actor=person("hao"))
    anew = GradeResult.objects.get(member__staff_id="wang")
    assert (anew.score_micro, anew.trouble["words"]) == (None, valuing.TOO_LONG)


def test_an_interview_is_signed_by_both_or_stays_unsigned_in_words() -> None:
    one = graded(laid_out(opened()))
    said = Noted(ON, "quick and friendly", "call back the same day", "one course, one talk a month")
    for name in ("wang", "li"):
        interviewing.note_interview(member(one, name), said, on=ON, actor=person("chen"))
    interviewing.sign_interview(member(one, "wang"), words="thank you", signs=True, on=ON, actor=person("wang"))
    with refused("cycle.words"):
        interviewing.sign_interview(member(one, "li"), words="", signs=False, on=ON, actor=person("li"))
    interviewing.sign_interview(member(one, "li"), words="not how it was", signs=False, on=ON, actor=person("li"))
    first, second = (grades.interview_of(member(one, name)) for name in ("wang", "li"))
    assert first is not None
    assert second is not None
    assert first.request is not None
    assert (first.own_words, first.request.state) == ("thank you", "approved")
    assert grades.refused_words(second) == "not how it was"
    at = f"/cycles/{one.pk}/people/li/interview/"
    statuses = {name: browser(name).get(at).status_code for name in ("li", "chen", "hao", "an", "wu", "wang", "qian")}
    assert statuses == {"li": 200, "chen": 200, "hao": 200, "an": 200, "wu": 404, "wang": 404, "qian": 404}
    again = Noted(ON, "quick and friendly", "less haste", "one course")
    asked = interviewing.note_interview(member(one, "li"), again, on=ON, actor=person("chen")).request
    assert asked is not None
    page = browser("li").get(f"/approvals/{asked.pk}/").content.decode()
    assert at in page
    assert 'value="refuse"' not in page
    answer = {"answer": "refuse", "reason": "words for this page only"}
    assert browser("li").post(f"/approvals/{asked.pk}/", answer).status_code == 409
    page = browser("li").get(at).content.decode()
    assert "Before: held on" in page
    assert page.count("not how it was") == 1
    told = str(list(AuditRecord.objects.values_list("old", "new", "reason")))
    assert "words for this page only" not in told + str(list(Approval.objects.values_list("decision", "state")))
    assert "not how it was" not in told
    assert "quick and friendly" not in told
    with refused("cycle.words"):
        moved(one, reason="")
    assert moved(one, reason="Chen is away").stage == Stage.CLOSED


def test_a_use_is_decided_by_a_second_person_and_only_gives_tasks() -> None:
    one = graded(laid_out(opened()))
    wish = Proposal("training", "calls and visits", "Calling customers", "16")
    with refused("cycle.use"):
        using.propose_use(member(one, "wang"), wish, on=ON, actor=person("chen"))
    made = using.propose_use(member(one, "li"), wish, on=ON, actor=person("chen"))
    assert made.request is not None
    for name in ("chen", "li", "qian"):
        with pytest.raises(Refusal):
            office.decide(made.request.pk, approve=True, reason="", on=ON, actor=person(name))
    office.decide(made.request.pk, approve=True, reason="", on=ON, actor=person("wu"))
    assert set(Task.objects.filter(words__contains="training").values_list("person", flat=True)) == {
        "chen",
        "hao",
        "li",
    }
    using.note_outcome(made.pk, words="the course was taken", actor=person("chen"))
    kept = GradeUse.objects.get()
    assert (kept.state, kept.outcome_by) == ("done", "chen")


def test_a_plan_is_reviewed_extended_once_and_what_follows_is_decided_by_two() -> None:
    one = graded(laid_out(opened()))
    li = member(one, "li")
    words = "%(cycle)s: write the improvement plan of %(staff)s"
    assert [line.facts["staff"] for line in duties_of(person("chen"), ON) if line.words == words] == ["li"]
    draft = Draft("deposits of 300,000 by December", "a talk each week", (ON + DAY).isoformat(), ON + 30 * DAY)
    with refused("cycle.plan_unasked"):
        improving.open_plan(member(one, "wang"), draft, on=ON, actor=person("chen"))
    plan = improving.open_plan(li, draft, on=ON, actor=person("chen"))
    assert plan.request is not None
    office.decide(plan.request.pk, approve=False, reason="the goal is too high", on=ON, actor=person("li"))
    with refused("cycle.plan_unreviewed"):
        improving.end_plan(li, ending="met", words="well done", until=None, on=ON, actor=person("chen"))
    improving.note_review(li, words="half of it is done", on=ON + DAY, actor=person("chen"))
    later = ON + 60 * DAY
    improving.end_plan(li, ending="extended", words="nearly", until=later, on=ON + DAY, actor=person("chen"))
    with refused("cycle.plan_extended"):
        improving.end_plan(li, ending="extended", words="again", until=later + DAY, on=ON + DAY, actor=person("chen"))
    improving.end_plan(li, ending="unmet", words="not reached", until=None, on=later, actor=person("chen"))
    line = "%(cycle)s: propose what follows from the plan of %(staff)s, which was not met"
    Visibility.objects.filter(staff_id="hu").update(kind="org", key="E")
    told = [name for name in ("hao", "hu") if line in [one.words for one in duties_of(person(name), later)]]
    assert told == ["hao"]
    Visibility.objects.filter(staff_id="hu").update(kind="all", key="")
    asked = improving.ask_unmet(li, words="a post without customers", on=later, actor=person("hao"))
    with pytest.raises(Refusal):
        office.decide(asked.pk, approve=True, reason="", on=later, actor=person("hao"))
    office.decide(asked.pk, approve=True, reason="", on=later, actor=person("hu"))
    kept = ImprovementPlan.objects.get()
    assert (kept.state, kept.decision) == ("decided", "a post without customers")
    assert "the goal is too high" in browser("li").get(f"/cycles/{one.pk}/people/li/plan/").content.decode()
    assert list(broken_links()) == []


@pytest.mark.parametrize(
    "other",
    [{"period": "2026-09"}, {"org_id": "nowhere"}, {"measures": []}, {"name": " "}, {"days": [ON, ON, ON, ON]}],
)
def test_a_cycle_that_cannot_be_is_refused(other: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        opened(**other)
    assert not Cycle.objects.exists()


def test_the_pages_by_forms_and_with_junk() -> None:
    hr = browser("hao")
    days = {"agree_by": "2026-07-20", "midterm_by": "2026-08-20", "appraise_by": "2026-12-15"}
    form = {"name": "Q3", "unit": "B", "period": PERIOD, "measure": "deposits", "interview_by": "2026-12-31"} | days
    assert hr.post("/cycles/new/", form | {"period": "x"}).status_code == 400
    assert hr.post("/cycles/new/", form | {"interview_by": "never"}).status_code == 400
    answer = hr.post("/cycles/new/", form)
    assert answer.status_code == 302
    at = answer["Location"]
    one = cycles.cycle_of(int(at.strip("/").split("/")[-1]))
    assert one is not None
    assert hr.post(at, {"act": "move"}).status_code == 400
    assert hr.post(f"{at}targets/B/", {"act": "whole", "whole-deposits": "1000000"}).status_code == 302
    wrong = browser("wu").post(f"{at}targets/B/", {"act": "parts", "deposits-unit-T": "1", "deposits-person-chen": "2"})
    assert wrong.status_code == 400
    assert "999,997" in wrong.content.decode() or "999997" in wrong.content.decode()
    one = laid_out(one)
    own = f"{at}people/wang/"
    assert browser("wang").post(own, {"act": "object", "words": ""}).status_code == 400
    assert browser("wang").post(own, {"act": "accept"}).status_code == 302
    assert browser("wang").post(own, {"act": "accept"}).status_code == 400
    asked = standards.open_request(member(one, "wang"))
    assert asked is not None
    assert "wang 2026-Q3" in browser("chen").get(f"/approvals/{asked.pk}/").content.decode()
    assert browser("chen").get(f"{at}progress/?page=99999&unit=zz").status_code == 200
    graded(one)
    for page in (
        "",
        "targets/B/",
        "targets/T/",
        "progress/",
        "grades/",
        "people/li/",
        "people/li/uses/",
        "people/li/plan/",
    ):
        statuses = {name: browser(name).get(f"{at}{page}").status_code for name in ("hao", "an", "wu", "chen", "zhao")}
        lead = 404 if page == "targets/B/" else 200
        assert statuses == {"hao": 200, "an": 200, "wu": 200, "chen": lead, "zhao": 404}, page
    assert browser("wang").get(f"{at}people/li/").status_code == 404
    assert browser("wang").get(f"{at}grades/").status_code == 403
    assert "A outstanding" in browser("wang").get(own).content.decode()
    for what in ("agreements", "results"):
        sheet = hr.get(f"/cycles/{one.pk}.csv?what={what}").content.decode()
        assert "wang" in sheet
        assert "zhao" not in sheet
    assert hr.post(f"{at}people/li/uses/", {"act": "propose", "sort": "level", "words": "one step"}).status_code == 302
    assert hr.post(f"{at}people/li/uses/", {"act": "outcome", "use": "x", "words": "one"}).status_code == 404
    for path in ("interview/", "plan/", "uses/"):
        assert hr.post(f"{at}people/li/{path}", {"act": "\x00"}).status_code < 500
