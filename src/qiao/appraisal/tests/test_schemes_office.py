"""A scheme's way: written by human resources, held against the rules, waived or mended, published by the head."""

from dataclasses import dataclass

import pytest
from django.test import Client

from qiao.appraisal.actions.schemes import add_scheme, ask_to_publish, change_scheme, waive
from qiao.appraisal.queries.schemes import checked, law_known, published_on, readable, record_of, scheme_of
from qiao.appraisal.tests.schemes import DAY, EXAMPLES
from qiao.ground.audit import broken_links
from qiao.ground.models import AuditRecord, User
from qiao.ground.refusals import Refusal
from qiao.office import actions as office

pytestmark = pytest.mark.django_db

CORPORATE = (EXAMPLES / "corporate-manager.toml").read_text("utf-8")
SHORT = CORPORATE.replace("years = 3", "years = 2").replace('2026"', '2026-short"', 1)


@dataclass(frozen=True)
class Cast:
    """Who writes, who publishes, whom it appraises, who looks on."""

    writer: User
    head: User
    manager: User
    auditor: User


@pytest.fixture
def cast() -> Cast:
    posts = (("writer", "hr"), ("chief", "head"), ("manager", "rm"), ("auditor", "auditor"))
    return Cast(*(User.objects.create_user(username=name, post=post, staff_id=name) for name, post in posts))


def draft(cast: Cast, text: str = CORPORATE) -> int:
    return add_scheme(text, file="draft", asker=cast.writer, actor="writer").pk


def browser_of(person: User, language: str = "en") -> Client:
    browser = Client()
    browser.force_login(person)
    browser.cookies["django_language"] = language
    return browser


class TestPublishing:
    def test_one_writes_and_another_publishes(self, cast: Cast) -> None:
        number = draft(cast)
        asked = ask_to_publish(number, reason="new year", on=DAY, actor=cast.writer)
        assert published_on(DAY) == []
        office.decide(asked.pk, approve=True, reason="", on=DAY, actor=cast.head)
        assert [one.code for one in published_on(DAY)] == ["corporate-manager-2026"]
        record = record_of(number)
        assert (record.state, record.published_by) == ("published", "chief")
        assert not list(broken_links())
        told = AuditRecord.objects.filter(subject="scheme corporate-manager-2026").order_by("-id")[0]
        assert told.old == {"state": "draft"}
        assert told.new == {"state": "published", "request": asked.pk}

    def test_the_writer_does_not_publish(self, cast: Cast) -> None:
        asked = ask_to_publish(draft(cast), reason="new year", on=DAY, actor=cast.writer)
        with pytest.raises(Refusal) as refused:
            office.decide(asked.pk, approve=True, reason="", on=DAY, actor=cast.writer)
        assert refused.value.code == "authority.own_request"

    @pytest.mark.parametrize("post", ["rm", "lead", "auditor", "head", "admin"])
    def test_nobody_but_human_resources_writes(self, cast: Cast, post: str) -> None:
        other = User.objects.create_user(username="other", post=post)
        with pytest.raises(Refusal) as refused:
            add_scheme(CORPORATE, file="draft", asker=other, actor="other")
        assert refused.value.code == "authority.missing"
        assert cast.writer.post == "hr"

    def test_what_is_published_is_never_changed(self, cast: Cast) -> None:
        number = draft(cast)
        asked = ask_to_publish(number, reason="new year", on=DAY, actor=cast.writer)
        office.decide(asked.pk, approve=True, reason="", on=DAY, actor=cast.head)
        with pytest.raises(Refusal) as refused:
            change_scheme(number, content=CORPORATE, actor=cast.writer)
        assert refused.value.code == "scheme.published"

    def test_a_code_is_used_once(self, cast: Cast) -> None:
        draft(cast)
        with pytest.raises(Refusal) as refused:
            draft(cast)
        assert refused.value.code == "scheme.code_taken"

    def test_a_draft_is_not_changed_while_it_is_asked_for(self, cast: Cast) -> None:
        number = draft(cast)
        ask_to_publish(number, reason="new year", on=DAY, actor=cast.writer)
        with pytest.raises(Refusal) as refused:
            change_scheme(number, content=CORPORATE.replace("3000", "2000"), actor=cast.writer)
        assert refused.value.code == "scheme.asked"

    def test_a_change_tells_old_and_new(self, cast: Cast) -> None:
        number = draft(cast)
        change_scheme(number, content=CORPORATE.replace('draw = "3000"', 'draw = "2000"'), actor=cast.writer)
        assert scheme_of(record_of(number)).pay.draw_fen == 200_000
        told = AuditRecord.objects.order_by("-id")[0]
        assert 'draw = "3000"' in str(told.old)
        assert 'draw = "2000"' in str(told.new)


class TestWaiving:
    def test_a_finding_keeps_a_scheme_back_until_somebody_else_waives_it(self, cast: Cast) -> None:
        number = draft(cast, SHORT)
        with pytest.raises(Refusal) as refused:
            ask_to_publish(number, reason="new year", on=DAY, actor=cast.writer)
        assert refused.value.code == "scheme.findings"
        waive(number, finding="deferral_short deferral", reason="pilot of one year", on=DAY, actor=cast.head)
        found = checked(scheme_of(record_of(number)), on=DAY, record=record_of(number))
        assert found.standing == ()
        assert found.waivers["deferral_short deferral"].reason == "pilot of one year"
        asked = ask_to_publish(number, reason="new year", on=DAY, actor=cast.writer)
        office.decide(asked.pk, approve=True, reason="", on=DAY, actor=cast.head)
        assert record_of(number).state == "published"

    def test_only_the_named_right_waives_and_only_what_is_there(self, cast: Cast) -> None:
        number = draft(cast, SHORT)
        for person, finding, code in (
            (cast.writer, "deferral_short deferral", "authority.missing"),
            (cast.head, "deferral_small deferral", "scheme.finding_unknown"),
        ):
            with pytest.raises(Refusal) as refused:
                waive(number, finding=finding, reason="why not", on=DAY, actor=person)
            assert refused.value.code == code

    def test_who_writes_anew_loses_the_waiver(self, cast: Cast) -> None:
        number = draft(cast, SHORT)
        waive(number, finding="deferral_short deferral", reason="pilot", on=DAY, actor=cast.head)
        change_scheme(number, content=SHORT.replace("3000", "2000"), actor=cast.writer)
        assert [
            one.key for one in checked(scheme_of(record_of(number)), on=DAY, record=record_of(number)).standing
        ] == ["deferral_short deferral"]

    def test_the_rules_are_the_house_s_parameters(self) -> None:
        assert len(law_known().rules) == 15


class TestReading:
    def test_drafts_are_for_those_who_write_and_decide(self, cast: Cast) -> None:
        draft(cast)
        seen = {
            person.username: readable(person).count() for person in (cast.writer, cast.head, cast.auditor, cast.manager)
        }
        assert seen == {"writer": 1, "chief": 1, "auditor": 1, "manager": 0}
        assert browser_of(cast.manager).get("/schemes/1/").status_code == 404


class TestPages:
    @pytest.mark.parametrize(("language", "words"), [("en", "Worked example"), ("zh-hans", "算例")])
    def test_one_scheme_is_read_in_both_languages(self, cast: Cast, language: str, words: str) -> None:
        number = draft(cast)
        page = browser_of(cast.writer, language).get(f"/schemes/{number}/").content.decode()
        assert words in page
        assert "公司客户经理考核办法" in page
        assert "100,000.00" in page

    def test_a_draft_is_looked_at_before_it_is_kept(self, cast: Cast) -> None:
        browser = browser_of(cast.writer)
        looked = browser.post("/schemes/new/", {"text": SHORT, "look": "1"}).content.decode()
        assert "It is deferred for 2 years; at least 3 are asked" in looked
        assert readable(cast.writer).count() == 0
        kept = browser.post("/schemes/new/", {"text": SHORT, "keep": "1"})
        assert kept.status_code == 302
        assert readable(cast.writer).count() == 1

    def test_a_text_that_cannot_be_read_says_its_line(self, cast: Cast) -> None:
        answer = browser_of(cast.writer).post("/schemes/new/", {"text": "[scheme]\ncod = 1\n", "look": "1"})
        assert answer.status_code == 409
        assert "line 2: the key scheme.cod is unknown" in answer.content.decode()

    def test_the_new_draft_begins_with_a_text_that_the_linter_answers(self, cast: Cast) -> None:
        assert browser_of(cast.writer).get("/schemes/new/").status_code == 200

    def test_waiving_and_asking_by_the_page(self, cast: Cast) -> None:
        number = draft(cast, SHORT)
        refused = browser_of(cast.writer).post(f"/schemes/{number}/ask/", {"reason": "now"})
        assert refused.status_code == 409
        waived = browser_of(cast.head).post(
            f"/schemes/{number}/waive/", {"finding": "deferral_short deferral", "reason": "pilot"}
        )
        assert waived.status_code == 302
        asked = browser_of(cast.writer).post(f"/schemes/{number}/ask/", {"reason": "now"})
        assert asked.status_code == 302
        request = browser_of(cast.head).get(asked["Location"]).content.decode()
        assert "corporate-manager-2026-short" in request
        page = browser_of(cast.head).get(f"/schemes/{number}/").content.decode()
        assert "waived by chief" in page

    def test_two_versions_are_laid_side_by_side(self, cast: Cast) -> None:
        one, other = draft(cast), draft(cast, SHORT)
        page = browser_of(cast.head).get(f"/schemes/{other}/?against={one}").content.decode()
        assert "years = 2" in page
        assert "years = 3" in page
