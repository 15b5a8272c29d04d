"""What becomes of a cycle: scores, grades, interviews, uses and plans."""

import pytest

from qiao.appraisal.models import SchemeRecord
from qiao.appraisal.queries.targets import standing_targets
from qiao.cycle.actions import grading, improving, interviewing, using
from qiao.cycle.actions.improving import Draft
from qiao.cycle.actions.interviewing import Noted
from qiao.cycle.actions.using import Proposal
from qiao.cycle.models import GradeResult, GradeUse, ImprovementPlan
from qiao.cycle.queries import grades, valuing
from qiao.cycle.queries.duties import duties_of
from qiao.cycle.rules.cycle import Stage
from qiao.cycle.rules.standards import Signing
from qiao.ground.audit import broken_links
from qiao.ground.models import AuditRecord, Visibility
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office.queries import Approval, Task
from tests.banks.quarter import (  # noqa: F401  the fixtures
    DAY,
    MONTHS,
    ON,
    PERIOD,
    SCHEME,
    browser,
    closed_quarter,
    graded,
    laid_out,
    member,
    moved,
    opened,
    person,
    quarter,
    refused,
    signed,
    signing,
)

pytestmark = pytest.mark.usefixtures("quarter")


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
