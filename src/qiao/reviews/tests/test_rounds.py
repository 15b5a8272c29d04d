"""A round from its questionnaire to the figure it hands in: a team of six managers whom Chen leads."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from qiao.appraisal.queries.handed_figures import handed_figures
from qiao.appraisal.rules.spans import period_of_name
from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.reviews.actions import rounds
from qiao.reviews.models import Rating, ReviewPerson, ReviewRound
from qiao.reviews.queries.duties import duties_of
from qiao.reviews.tests.cast import ON, person, take_in_all

pytestmark = pytest.mark.django_db
UNTIL = ON + timedelta(days=10)
EXAMPLE = (Path(__file__).resolve().parents[4] / "examples" / "reviews" / "service.toml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _team() -> None:
    take_in_all()
    rounds.keep_questionnaire("service", EXAMPLE, actor=person("hao"))


def opened(**other: str) -> ReviewRound:
    terms = {"org_id": "T1", "period": "2026-Q3"} | other
    return rounds.open_round("service", **terms, until=UNTIL, served=["dong"], on=ON, actor=person("hao"))


def answered(one: ReviewRound, *, of: str = "wang", grudge: str = "m1") -> None:
    """Everybody gives 80, but for the one with a grudge."""
    for rating in Rating.objects.filter(person__round=one, person__staff_id=of):
        value = "10" if rating.rater == grudge else "80"
        texts = dict.fromkeys(("service", "cooperation", "compliance"), value)
        rounds.answer(rating.pk, texts, on=ON, actor=person(rating.rater))


def browser(name: str) -> Client:
    made = Client(raise_request_exception=False)
    made.force_login(person(name))
    made.cookies["django_language"] = "en"
    return made


def test_a_round_becomes_a_figure_handed_in_and_a_calibration_stays_beside_it() -> None:
    one = opened()
    answered(one)
    answered(one, of="li", grudge="")
    rounds.end_collecting(one.pk, reason="all have answered", on=ON, actor=person("hao"))
    rounds.calibrate(one.pk, "li", score="75.5", reason="praised by a friend", actor=person("wu"))
    closed = rounds.close_round(one.pk, on=ON, actor=person("hao"))
    figures = handed_figures(period_of_name("2026-Q3"), ["wang", "li", "m1"])
    assert figures == {"wang": {"service": 80_000_000}, "li": {"service": 75_500_000}}
    kept = ReviewPerson.objects.get(round=one, staff_id="li")
    assert (kept.score_micro, kept.calibrated_micro, kept.calibrated_by) == (80_000_000, 75_500_000, "wu")
    assert len(closed.digest) == 64
    record = AuditRecord.objects.filter(action="reviews.calibrate").latest("id")
    assert (record.old, record.new, record.reason) == ({"value": None}, {"value": 75_500_000}, "praised by a friend")


def test_no_page_file_or_record_tells_who_said_what() -> None:
    one = opened()
    answered(one)
    assert browser("hao").get(f"/reviews/{one.pk}/people/wang/").status_code == 404
    rounds.end_collecting(one.pk, reason="all have answered", on=ON, actor=person("hao"))
    for name in ("hao", "chen", "wu", "an"):
        page = browser(name).get(f"/reviews/{one.pk}/people/wang/").content.decode()
        assert 'class="state care">−14.00<' in page
        assert ">m1<" not in page
        (line,) = [
            row for row in browser(name).get(f"/reviews/{one.pk}.csv").content.decode().splitlines() if "wang" in row
        ]
        assert "m1" not in line
    told = str(list(AuditRecord.objects.filter(action="reviews.answer").values_list("old", "new", "reason")))
    assert "10" not in told.replace("2026", "")


def test_a_small_group_is_not_shown_and_does_not_count() -> None:
    one = opened()
    for rating in Rating.objects.filter(person__round=one, person__staff_id="wang", rater__in=["li", "m1", "chen"]):
        value = "100" if rating.rater == "chen" else "0"
        texts = dict.fromkeys(("service", "cooperation", "compliance"), value)
        rounds.answer(rating.pk, texts, on=ON, actor=person(rating.rater))
    rounds.end_collecting(one.pk, reason="enough of it", on=ON, actor=person("hao"))
    page = browser("hao").get(f"/reviews/{one.pk}/people/wang/").content.decode()
    assert "too few to be shown" in page
    assert "<strong>100.00</strong>" in page


def test_one_answers_only_what_one_was_asked_and_in_time() -> None:
    one = opened()
    foreign = Rating.objects.get(person__round=one, person__staff_id="wang", rater="li")
    texts = dict.fromkeys(("service", "cooperation", "compliance"), "50")
    with pytest.raises(Refusal, match="not asked"):
        rounds.answer(foreign.pk, texts, on=ON, actor=person("m2"))
    with pytest.raises(Refusal, match="taken until"):
        rounds.answer(foreign.pk, texts, on=UNTIL + timedelta(days=1), actor=person("li"))
    assert browser("m2").get(f"/reviews/ratings/{foreign.pk}/").status_code == 404
    assert browser("li").post(f"/reviews/ratings/{foreign.pk}/", {"item-service": "x"}).status_code == 400
    form = {f"item-{code}": "50" for code in texts}
    assert browser("li").post(f"/reviews/ratings/{foreign.pk}/", form).status_code == 302
    assert Rating.objects.get(pk=foreign.pk).answers == dict.fromkeys(texts, 50)


@pytest.mark.parametrize(
    ("name", "may"), [("wu", True), ("hu", True), ("chen", False), ("an", False), ("wang", False), ("sun", False)]
)
def test_who_calibrates_whom(name: str, *, may: bool) -> None:
    one = opened()
    rounds.end_collecting(one.pk, reason="to calibrate", on=ON, actor=person("hao"))
    if may:
        assert (
            rounds.calibrate(one.pk, "wang", score="70", reason="as agreed", actor=person(name)).calibrated_by == name
        )
        return
    with pytest.raises(Refusal):
        rounds.calibrate(one.pk, "wang", score="70", reason="as agreed", actor=person(name))


@pytest.mark.parametrize("name", ["wu", "chen", "an", "wang"])
def test_only_human_resources_open_a_round(name: str) -> None:
    with pytest.raises(Refusal):
        rounds.open_round("service", org_id="T1", period="2026-Q3", until=UNTIL, on=ON, actor=person(name))


@pytest.mark.parametrize("other", [{"period": "2026-Q5"}, {"org_id": "nowhere"}, {"period": ""}])
def test_a_round_that_cannot_be_is_refused(other: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        opened(**other)


def test_one_open_round_of_a_unit_and_period_and_the_steps_in_their_order() -> None:
    one = opened()
    with pytest.raises(Refusal, match="open round"):
        opened()
    with pytest.raises(Refusal, match="does not follow"):
        rounds.close_round(one.pk, on=ON, actor=person("hao"))
    with pytest.raises(Refusal, match="does not follow"):
        rounds.calibrate(one.pk, "wang", score="70", reason="too early", actor=person("wu"))


def test_tasks_ask_until_the_day_and_human_resources_after_it() -> None:
    one = opened()
    assert [line.facts["count"] for line in duties_of(person("wang"), ON)] == [7]
    words = [line.words for line in duties_of(person("hao"), one.until + timedelta(days=1))]
    assert "Review round no. %(number)s is past its day: calibrate and close it" in words


def test_the_pages_by_forms_and_with_junk() -> None:
    hr = browser("hao")
    form = {"code": "service", "unit": "T1", "period": "2026-Q3", "until": UNTIL.isoformat(), "served": "dong"}
    assert hr.post("/reviews/new/", form | {"served": "nobody"}).status_code == 400
    assert hr.post("/reviews/new/", form | {"until": "never"}).status_code == 400
    assert hr.post("/reviews/new/", {"act": "questionnaire", "new_code": "two", "text": "x = ["}).status_code == 400
    assert hr.post("/reviews/new/", {"act": "questionnaire", "new_code": "two", "text": EXAMPLE}).status_code == 302
    answer = hr.post("/reviews/new/", form)
    assert answer.status_code == 302
    at = answer["Location"]
    assert hr.post(at, {"act": "close"}).status_code == 400
    assert hr.post(at, {"act": "end", "text": "early"}).status_code == 302
    assert hr.post(f"{at}people/wang/", {"score": "x", "reason": "no"}).status_code == 400
    assert hr.post(at, {"act": "close"}).status_code == 302
    for name in ("wang", "chen", "wu", "an", "zhao"):
        assert browser(name).get("/reviews/?page=9999999").status_code == 200
    assert browser("zhao").get(at).status_code == 404
    assert browser("sun").get(at).status_code == 404
    assert browser("wang").get(f"{at}people/li/").status_code == 404
    assert browser("wang").get(f"{at}people/wang/").status_code == 200
