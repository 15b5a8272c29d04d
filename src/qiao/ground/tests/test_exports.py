import csv
import io
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from openpyxl import load_workbook

from qiao.ground import clock
from qiao.ground.exports import Limits, Origin, export, sources
from qiao.ground.looks import OPENED, looked
from qiao.ground.models import Look, User
from qiao.ground.refusals import Refusal
from qiao.ground.sheets import Number

LINES: list[list[object]] = [["=1+1", Number("-5.00")], ["@x", 7], ["王芳", Number("123456789012345.123456")]]


@pytest.fixture
def manager(db: None) -> Iterator[User]:
    before = sources.limits, sources.origin
    sources.limits = lambda _person, _on: Limits(rows=3, a_day=2)
    sources.origin = lambda: Origin("演示银行", made_up=True)
    yield User.objects.create_user(username="RM001", first_name="王芳", post="rm")
    sources.limits, sources.origin = before


def rows_of(answer: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_the_first_row_says_who_took_the_list_of_which_bank_and_what_was_chosen(manager: User) -> None:
    rows = rows_of(export(manager, ["a", "b"], LINES, name="league", facts={"month": "2026-09", "unit": ""}))
    (mark,) = rows[0]
    year = f"{clock.today():%Y-}"
    assert [text for text in ("演示银行", "王芳 RM001", "客户经理", "month=2026-09", year) if text not in mark] == []
    assert "unit" not in mark
    assert rows[1] == ["a", "b"]


def test_a_list_disarms_what_a_spreadsheet_would_run(manager: User) -> None:
    rows = rows_of(export(manager, ["a", "b"], LINES, name="league"))
    assert rows[2:4] == [["'=1+1", "-5.00"], ["'@x", "7"]]


def test_a_filter_in_the_first_row_is_disarmed_too(manager: User) -> None:
    sources.origin = lambda: Origin("=cmd()", made_up=False)
    assert rows_of(export(manager, ["a"], [], name="league"))[0][0].startswith("'=cmd()")


def test_a_workbook_holds_figures_as_numbers_and_too_long_ones_as_text(manager: User) -> None:
    answer = export(manager, ["a", "b"], LINES, name="league", form="xlsx", facts={"month": "2026-09"})
    page = load_workbook(io.BytesIO(answer.content)).active
    assert page is not None
    rows = list(page.iter_rows(values_only=True))
    assert "month=2026-09" in str(rows[0][0])
    assert rows[1:] == [("a", "b"), ("=1+1", -5), ("@x", 7), ("王芳", "123456789012345.123456")]
    assert page.cell(3, 1).data_type == "s"


def test_a_list_taken_is_on_record_and_one_refused_is_not(manager: User) -> None:
    export(manager, ["a", "b"], LINES, name="league", facts={"month": "2026-09"})
    with pytest.raises(Refusal, match="more than 3 rows"):
        export(manager, ["a", "b"], [*LINES, ["x", 1]], name="league")
    look = Look.objects.get()
    assert (look.actor, look.post, look.kind, look.subject) == ("RM001", "rm", "export", "list league")
    assert look.detail == {"rows": 3, "form": "csv", "filter": {"month": "2026-09"}}


def test_the_days_lists_run_out(manager: User) -> None:
    looked(manager, kind=OPENED, subject="customer C1")
    for _number in range(2):
        export(manager, ["a"], [], name="league")
    with pytest.raises(Refusal, match="2 lists today") as refused:
        export(manager, ["a"], [], name="league")
    assert refused.value.code == "export.often"


def test_a_form_nobody_writes_is_refused_in_words(manager: User) -> None:
    with pytest.raises(Refusal, match="csv or xlsx"):
        export(manager, ["a"], [], name="league", form="exe")
