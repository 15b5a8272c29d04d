"""A cycle on a small bank with a closed quarter: opened, laid out, signed; its pages with junk."""

from datetime import date

import pytest

from qiao.appraisal.queries.targets import standing_targets
from qiao.cycle.actions import agreeing, cascading, grading, opening
from qiao.cycle.models import Agreement, Cycle, TargetPart
from qiao.cycle.queries import cycles, standards
from qiao.cycle.queries.duties import duties_of
from qiao.cycle.rules.cascade import NodeKind
from qiao.cycle.rules.cycle import Stage
from qiao.cycle.rules.standards import Signing
from qiao.ground.models import AuditRecord, User, Visibility
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from tests.banks.quarter import (  # noqa: F401  the fixtures
    DAY,
    ON,
    PERIOD,
    browser,
    closed_quarter,
    graded,
    laid_out,
    member,
    moved,
    opened,
    part,
    person,
    quarter,
    refused,
    signed,
    signing,
)

pytestmark = pytest.mark.usefixtures("quarter")


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


def test_a_signature_that_the_lead_does_not_join_is_told_with_the_reason_until_the_next_one() -> None:
    one = moved(laid_out(opened()))
    asked = agreeing.accept(one.pk, "li", words="", on=ON, actor=person("li"))
    office.decide(asked.pk, approve=False, reason="the talk comes first", on=ON, actor=person("chen"))
    page = browser("li").get(f"/cycles/{one.pk}/people/li/").content.decode()
    assert "chen did not join your signature" in page
    assert "the talk comes first" in page
    agreeing.accept(one.pk, "li", words="", on=ON, actor=person("li"))
    assert "the talk comes first" not in browser("li").get(f"/cycles/{one.pk}/people/li/").content.decode()
