"""Written files: taken by their owner as long as he or she may see what stands in them, and removed in time."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import transaction
from django.test import Client

from qiao.contribution.queries.runs import Run
from qiao.customers.queries import Customer
from qiao.ground import clock
from qiao.ground.audit import broken_links
from qiao.ground.models import AuditRecord, Look, User, Visibility
from qiao.questions.actions.keeping import keep_question, schedule_question, take_question_out
from qiao.questions.actions.writing import write_due
from qiao.questions.models import KeptQuestion, QuestionRun
from qiao.questions.queries.answering import answered
from qiao.questions.queries.kept import file_of
from qiao.questions.queries.masters import names_of
from qiao.questions.queries.wording import sentence
from qiao.questions.rules.fields import By
from qiao.questions.rules.question import question_of
from qiao.questions.rules.sight import Sight, read, written
from qiao.questions.tests.cast import YUAN, auditor, head, manager, small_bank
from tests.crawl.reading import text_of

__all__ = ("auditor", "head", "manager", "small_bank")
MONDAY = date(2026, 11, 23)
Commit = Callable[[], AbstractContextManager[object]]


def file_by(person: User, query: str = "measure=margin&by=customer&last=1") -> QuestionRun:
    one = keep_question(person, name="利差", query=query, actor=person.username)
    schedule_question(person, number=one.pk, rhythm="daily", form="csv", actor=person.username)
    run = write_due(on=MONDAY, actor="cron", number=one.pk)[0].run
    assert run.file, run.trouble
    return run


def taken(person: User, run: QuestionRun) -> int:
    browser = Client(raise_request_exception=False)
    browser.force_login(person)
    answer = browser.get(f"/questions/{run.question_id}/files/{run.pk}/")
    text_of(answer)  # read to its end, as a browser does
    return answer.status_code


def test_the_owner_takes_a_file_and_a_look_tells_it(head: User) -> None:
    run = file_by(head)
    assert taken(head, run) == 200
    assert Look.objects.filter(actor="HD", kind="export", subject=f"question {run.question_id}").count() == 1


def test_a_file_does_not_outlive_the_post_that_may_ask_for_it(auditor: User) -> None:
    run = file_by(auditor)
    keep_question(auditor, name="利差", query="measure=margin", number=run.question_id, actor="AU")
    User.objects.filter(pk=auditor.pk).update(post="hr")
    assert taken(User.objects.get(pk=auditor.pk), run) == 403
    assert not Look.objects.filter(subject=f"question {run.question_id}").exists()


def test_a_file_is_refused_to_who_sees_nobody_any_more(head: User) -> None:
    run = file_by(head)
    Visibility.objects.filter(staff_id="HD").delete()
    assert taken(User.objects.get(pk=head.pk), run) == 409


@pytest.mark.parametrize(("gone", "status"), [("T1", 409), ("", 200)])
def test_a_file_is_refused_to_who_sees_less_than_it_holds(head: User, gone: str, status: int) -> None:
    run = file_by(head)
    Visibility.objects.filter(staff_id="HD", key=gone).delete()
    Visibility.objects.create(staff_id="HD", kind="org", key="B2", source="test", since=date(2020, 1, 1))
    assert taken(User.objects.get(pk=head.pk), run) == status


def test_of_two_files_of_a_day_the_one_that_lies_there_counts(head: User) -> None:
    first = file_by(head)
    Visibility.objects.create(staff_id="HD", kind="org", key="B2", source="test", since=date(2020, 1, 1))
    write_due(on=MONDAY, actor="cron", number=first.question_id)
    Visibility.objects.filter(staff_id="HD", key="B2").delete()
    assert taken(User.objects.get(pk=head.pk), first) == 409


def test_a_file_of_before_the_sight_was_kept_is_written_again_and_not_given(head: User) -> None:
    run = file_by(head)
    QuestionRun.objects.filter(pk=run.pk).update(sight={})
    assert taken(head, run) == 409


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]) -> Commit:
    """What a commit brings with it; the test's own transaction has none."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_rolled_back_action_leaves_the_file(manager: User, committed: Commit) -> None:
    run = file_by(manager)
    with committed(), transaction.atomic():
        take_question_out(manager, number=run.question_id, actor="M")
        transaction.set_rollback(True)
    assert file_of(run).exists()
    assert taken(manager, run) == 200


def test_what_the_disk_does_not_give_up_is_told_and_tried_again(manager: User, committed: Commit) -> None:
    run = file_by(manager)
    place = file_of(run)
    content = place.read_bytes()
    place.unlink()
    place.mkdir()  # no file: the disk refuses to unlink it
    with committed():
        take_question_out(manager, number=run.question_id, actor="M")
    told = AuditRecord.objects.latest("id")
    assert (told.action, told.new and told.new["file"]) == ("questions.tell_left", run.file)
    assert QuestionRun.objects.get(pk=run.pk).removed_at is None
    place.rmdir()
    place.write_bytes(content)
    with committed():
        write_due(on=MONDAY, actor="cron")
    assert not place.exists()
    assert QuestionRun.objects.get(pk=run.pk).removed_at is not None


def test_files_go_with_the_question_that_is_taken_out(manager: User, committed: Commit) -> None:
    run = file_by(manager)
    with committed():
        take_question_out(manager, number=run.question_id, actor="M")
    assert not file_of(run).exists()
    assert QuestionRun.objects.get(pk=run.pk).removed_at is not None
    told = AuditRecord.objects.get(action="questions.take_question_out", new={"file": ""})
    assert told.old == {"file": run.file}
    assert next(broken_links(), None) is None


@pytest.mark.parametrize(("days", "stays"), [(90, True), (91, False)])
def test_files_go_after_as_many_days_as_the_bank_keeps_them(
    manager: User, committed: Commit, *, days: int, stays: bool
) -> None:
    run = file_by(manager)
    KeptQuestion.objects.update(rhythm="")
    with committed():
        write_due(on=MONDAY + timedelta(days=days), actor="cron")
    assert file_of(run).exists() is stays
    assert (QuestionRun.objects.get(pk=run.pk).removed_at is None) is stays
    assert taken(manager, run) == (200 if stays else 404)


def test_what_was_seen_then_is_kept_and_read_again() -> None:
    one = Sight(everything=False, people=frozenset({"M", "C"}), units=frozenset({"B1"}))
    whole = Sight(everything=True, people=frozenset(), units=frozenset())
    assert (read(written(one)), read(written(whole)), read({})) == (one, whole, None)
    assert (whole.covers(one), one.covers(whole), one.covers(one)) == (True, False, True)


def many_customers(home: Path, count: int) -> None:
    """The newest month in the hands of so many more customers, all of M."""
    Customer.objects.bulk_create(Customer(party_id=f"N{one}", kind="person", name=f"客户{one}") for one in range(count))
    place = home / "runs" / Run.objects.order_by("-pk")[0].folder / "account_credit.parquet"
    table = pq.read_table(place)
    row = table.slice(0, 1).to_pylist()[0] | {"margin_micro": YUAN}
    more = [row | {"party_id": f"N{one}", "account_id": f"A{one}"} for one in range(count)]
    pq.write_table(pa.concat_tables([table, pa.Table.from_pylist(more, schema=table.schema)]), place)


def test_a_written_file_has_all_lines_and_all_names_and_says_so(auditor: User, small_bank: Path) -> None:
    many_customers(small_bank, 5_100)
    run = file_by(auditor)
    lines = file_of(run).read_text("utf-8-sig").splitlines()
    assert run.rows == 5_103
    assert "前 20" not in lines[0]
    assert sum(line.startswith("N") and "客户" in line for line in lines) == 5_100


@pytest.mark.parametrize("by", [By.CUSTOMER, By.PERSON])
def test_names_are_looked_up_however_many_there_are(small_bank: Path, by: By) -> None:
    Customer.objects.bulk_create(Customer(party_id=f"N{one}", kind="person", name=f"客户{one}") for one in range(5_100))
    keys = [f"N{one}" for one in range(5_100)] + ["P", "M"]
    names = names_of(by, keys)
    assert names["P" if by is By.CUSTOMER else "M"] in {"东山机械", "王敏"}
    assert len(names) == (5_101 if by is By.CUSTOMER else 1)


def test_the_sentence_of_a_page_says_how_many_lines_and_that_of_a_file_does_not(auditor: User) -> None:
    question = answered(question_of(parse_qs("measure=margin&by=customer")), auditor, on=clock.today()).question
    page, file = (sentence(question, auditor, on=clock.today(), counted=counted) for counted in (True, False))
    assert page in {f"{file}, the first 20", f"{file}，前 20"}
