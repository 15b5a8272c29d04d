"""Questions kept, shared, scheduled, written to files: it works, the wrong person is refused, the record tells."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from qiao.contribution.queries.runs import Run
from qiao.ground.audit import broken_links
from qiao.ground.models import AuditRecord, Look, User, Visibility
from qiao.ground.refusals import Refusal
from qiao.questions.actions.keeping import (
    keep_question,
    put_question_back,
    schedule_question,
    share_question,
    take_question_out,
)
from qiao.questions.actions.writing import FAILED, TRIES_A_DAY, write_due
from qiao.questions.models import KeptQuestion
from qiao.questions.queries import kept
from qiao.questions.rules.rhythm import SUSPENDED
from qiao.questions.tests.cast import auditor, head, manager, small_bank

__all__ = ("auditor", "head", "manager", "small_bank")
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
QUERY = "measure=margin&by=customer&last=1"


def record(action: str) -> AuditRecord:
    found = AuditRecord.objects.filter(action=f"questions.{action}").order_by("-id").first()
    assert found is not None
    assert next(broken_links(), None) is None
    return found


def kept_by(person: User, name: str = "利差收入", query: str = QUERY, number: int = 0) -> KeptQuestion:
    return keep_question(person, name=name, query=query, number=number, actor=person.username)


def test_a_question_is_kept_and_changed(manager: User) -> None:
    one = kept_by(manager)
    again = kept_by(manager, name=" 利差  收入 ", query="measure=fees&last=3", number=one.pk)
    told = record("keep_question")
    assert (again.pk, again.name) == (one.pk, "利差 收入")
    assert told.old == {"name": "利差收入", "query": "measure=margin&by=customer&last=1&most=20"}
    assert told.new is not None
    assert "measure=fees" in told.new["query"]


def test_of_two_questions_of_one_name_the_second_is_refused(manager: User) -> None:
    kept_by(manager)
    with pytest.raises(Refusal) as refused:
        kept_by(manager)
    assert refused.value.code == "question.twin"


@pytest.mark.parametrize(
    ("name", "query", "code"),
    [
        ("", QUERY, "question.name"),
        ("x" * 61, QUERY, "question.name"),
        ("a\nb\0", QUERY, "question.name"),
        ("x", "by=nothing", "question.by"),
    ],
)
def test_what_cannot_be_kept_is_refused(manager: User, name: str, query: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        kept_by(manager, name=name, query=query)
    assert refused.value.code == code


def test_who_may_not_ask_keeps_nothing(small_bank: Path) -> None:
    admin = User.objects.create_user(username="ADM", post="admin")
    with pytest.raises(Refusal) as refused:
        kept_by(admin)
    assert refused.value.code == "authority.missing"


def test_only_the_owner_changes_a_question(manager: User, head: User) -> None:
    one = kept_by(manager)
    share_question(manager, number=one.pk, post="head", org="", actor="M")
    changes: tuple[Callable[[], object], ...] = (
        lambda: kept_by(head, name="mine", number=one.pk),
        lambda: share_question(head, number=one.pk, post="", org="", actor="HD"),
        lambda: schedule_question(head, number=one.pk, rhythm="daily", form="csv", actor="HD"),
        lambda: take_question_out(head, number=one.pk, actor="HD"),
        lambda: put_question_back(head, number=one.pk, actor="HD"),
    )
    for change in changes:
        with pytest.raises(Refusal) as refused:
            change()
        assert refused.value.code == "question.unknown"


@pytest.mark.parametrize(
    ("post", "org", "is_seen"),
    [
        ("head", "", True),
        ("", "B1", True),
        ("head", "B1", True),
        ("rm", "", False),
        ("", "B2", False),
        ("head", "B2", False),
        ("", "", False),
    ],
)
def test_shared_with_a_post_and_a_unit(manager: User, head: User, post: str, org: str, is_seen: bool) -> None:  # noqa: FBT001  the case's answer
    one = kept_by(manager)
    share_question(manager, number=one.pk, post=post, org=org, actor="M")
    assert [found.pk for found in kept.shared_with(head)] == ([one.pk] if is_seen else [])
    assert (kept.kept(one.pk, head) is not None) is is_seen
    assert record("share_question").new == {"shared with": " ".join(part for part in (post, org) if part)}


def test_taken_out_and_put_back(manager: User) -> None:
    one = kept_by(manager)
    take_question_out(manager, number=one.pk, actor="M")
    assert kept.own("M") == []
    assert record("take_question_out").new == {"taken_out": True}
    put_question_back(manager, number=one.pk, actor="M")
    assert [found.pk for found in kept.own("M")] == [one.pk]
    assert record("put_question_back").old == {"taken_out": True}


def test_put_back_beside_a_new_one_of_the_name_is_refused(manager: User) -> None:
    one = kept_by(manager)
    take_question_out(manager, number=one.pk, actor="M")
    kept_by(manager)
    with pytest.raises(Refusal) as refused:
        put_question_back(manager, number=one.pk, actor="M")
    assert refused.value.code == "question.twin"


@pytest.mark.parametrize(
    ("rhythm", "form", "code"), [("hourly", "csv", "question.rhythm"), ("daily", "pdf", "export.form.unknown")]
)
def test_a_rhythm_or_form_that_is_none_is_refused(manager: User, rhythm: str, form: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        schedule_question(manager, number=kept_by(manager).pk, rhythm=rhythm, form=form, actor="M")
    assert refused.value.code == code


def scheduled(person: User, rhythm: str = "daily", form: str = "csv", query: str = QUERY) -> KeptQuestion:
    one = kept_by(person, query=query)
    return schedule_question(person, number=one.pk, rhythm=rhythm, form=form, actor=person.username)


def test_a_file_is_written_in_what_its_owner_sees(manager: User, small_bank: Path) -> None:
    one = scheduled(manager)
    written = write_due(on=MONDAY, actor="cron")
    assert [(found.question.pk, found.run.rows, found.run.trouble) for found in written] == [(one.pk, 2, "")]
    place = small_bank / "exports" / str(one.pk) / "利差收入-2026-11-23.csv"
    mark, *lines = csv.reader(io.StringIO(place.read_text("utf-8-sig")))
    assert "M" in mark[0]
    assert [(line[0], line[2]) for line in lines[1:]] == [
        ("P", "250.000000"),
        ("Q", "9.000000"),
        ("合计", "259.000000"),
    ]
    assert place.stat().st_mode & 0o777 == 0o600
    assert Look.objects.filter(actor="M", kind="export").exists()
    assert record("write_question").new == {"file": place.name, "rows": 2, "trouble": ""}
    assert write_due(on=MONDAY, actor="cron") == []


def test_after_a_settlement_a_file_is_written_once(manager: User) -> None:
    scheduled(manager, rhythm="settled")
    assert [len(write_due(on=MONDAY, actor="cron")) for _time in range(2)] == [1, 0]
    newest = Run.objects.order_by("-pk")[0]
    newest.pk, newest.folder = None, "again"
    newest.month = "2026-07"
    newest.save(force_insert=True)
    assert len(write_due(on=MONDAY, actor="cron")) == 1


def test_a_workbook_is_written_too(manager: User, small_bank: Path) -> None:
    one = scheduled(manager, form="xlsx")
    write_due(on=MONDAY, actor="cron")
    assert (small_bank / "exports" / str(one.pk) / "利差收入-2026-11-23.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("way", ["closed", "left", "post"])
def test_the_question_of_who_has_left_is_suspended(manager: User, way: str) -> None:
    one = scheduled(manager)
    if way == "closed":
        User.objects.filter(pk=manager.pk).update(is_active=False)
    elif way == "left":
        Visibility.objects.filter(staff_id="M").update(until=MONDAY)
    else:
        User.objects.filter(pk=manager.pk).update(post="admin")
    written = write_due(on=MONDAY, actor="cron")
    assert [(found.run.file, found.run.trouble) for found in written] == [("", SUSPENDED)]
    assert one.runs.count() == 1


def test_one_that_fails_is_told_and_leaves_the_others_alone(manager: User, auditor: User) -> None:
    wrong = scheduled(manager)
    KeptQuestion.objects.filter(pk=wrong.pk).update(query="measure=gone")
    right = scheduled(auditor)
    written = {found.question.pk: found.run for found in write_due(on=MONDAY, actor="cron")}
    assert "gone" in written[wrong.pk].trouble
    assert written[right.pk].file
    assert write_due(on=MONDAY, actor="cron", number=right.pk)[0].run.file


def test_a_mistake_of_ours_in_one_question_leaves_the_others_alone(manager: User, auditor: User) -> None:
    wrong, right = scheduled(manager), scheduled(auditor)
    KeptQuestion.objects.filter(pk=wrong.pk).update(query="measure=bonus&by=person&field=customers&how=least&value=1")
    written = {found.question.pk: found.run for found in write_due(on=MONDAY, actor="cron")}
    assert written[wrong.pk].trouble
    assert written[right.pk].file


def test_what_failed_is_tried_again_in_its_month_and_given_up_for_the_day(manager: User) -> None:
    one = scheduled(manager, rhythm="monthly")
    KeptQuestion.objects.filter(pk=one.pk).update(query="measure=gone")
    tries = [len(write_due(on=MONDAY, actor="cron")) for _time in range(TRIES_A_DAY + 2)]
    assert tries == [1] * TRIES_A_DAY + [0, 0]
    KeptQuestion.objects.filter(pk=one.pk).update(query=QUERY)
    assert [found.run.trouble for found in write_due(on=TUESDAY, actor="cron")] == [""]
    assert write_due(on=WEDNESDAY, actor="cron") == []


def test_an_error_of_the_program_costs_one_question_its_file_and_no_other(
    manager: User, auditor: User, small_bank: Path
) -> None:
    broken, right = scheduled(manager), scheduled(auditor)
    KeptQuestion.objects.filter(pk=broken.pk).update(query="measure=margin&by=age&last=1")
    newest = Run.objects.order_by("-pk")[0]
    (small_bank / "runs" / newest.folder / "shelf_accounts.parquet").write_bytes(b"no file of accounts")
    written = {found.question.pk: found.run for found in write_due(on=MONDAY, actor="cron")}
    assert (written[broken.pk].file, written[broken.pk].trouble) == ("", FAILED)
    assert written[right.pk].file
    assert record("write_question").new == {"file": written[right.pk].file, "rows": 3, "trouble": ""}
    assert not Look.objects.filter(actor="M").exists()


def test_after_a_settlement_a_file_that_failed_is_tried_again(manager: User) -> None:
    one = scheduled(manager, rhythm="settled")
    KeptQuestion.objects.filter(pk=one.pk).update(query="measure=gone")
    assert len(write_due(on=MONDAY, actor="cron")) == 1
    KeptQuestion.objects.filter(pk=one.pk).update(query=QUERY)
    assert [len(write_due(on=MONDAY, actor="cron")) for _time in range(2)] == [1, 0]
