"""Figures handed in, as pages on the served bank: who may tell what of whom, and what holds then."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qiao.appraisal.models import StaffFigure
from qiao.appraisal.queries.handed_figures import handed_figures
from qiao.appraisal.rules.handed import HEADS
from qiao.appraisal.rules.spans import period_of_name
from qiao.ground.models import AuditRecord
from tests.banks.served import Served

HEAD = ",".join(HEADS)
SEPTEMBER, QUARTER = period_of_name("2026-09"), period_of_name("2026-Q3")


@pytest.fixture(autouse=True)
def _no_figure_stays(served_bank: Served) -> Iterator[None]:
    """The bank is kept between tests: what one hands in, it takes away."""
    yield
    StaffFigure.objects.all().delete()


def texts(**other: str) -> dict[str, str]:
    return dict(zip(HEADS, ("RM001", "complaints", "2026-Q3", "2", "客服台账"), strict=True)) | other


def hand_in(browser: Client, *rows: str, take: str = "1") -> tuple[int, str]:
    sheet = SimpleUploadedFile("指标.csv", "\n".join([HEAD, *rows]).encode())
    answer = browser.post("/figures/hand-in/", {"sheet": sheet, "take": take}, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_sheet_is_looked_at_first_and_then_its_good_lines_are_kept(served_bank: Served) -> None:
    browser = served_bank.as_role("hr")
    rows = [f"RM001,complaints,2026-0{month},{month},台账" for month in (7, 8, 9)]
    status, page = hand_in(browser, *rows, "nobody,complaints,2026-09,1,台账", take="")
    assert status == 200
    assert "not among the people whom you see" in page
    assert not StaffFigure.objects.exists()
    status, page = hand_in(browser, *rows, "nobody,complaints,2026-09,1,台账")
    assert "3 figures were read, 3 are new or changed; 1 lines were not taken." in page
    assert handed_figures(QUARTER, ["RM001", "RM002"]) == {"RM001": {"complaints": 24_000_000}}
    assert handed_figures(period_of_name("2026"), ["RM001"]) == {}
    assert handed_figures(SEPTEMBER, ["RM001"]) == {"RM001": {"complaints": 9_000_000}}


def test_a_correction_is_a_new_row_and_the_record_tells_old_and_new(served_bank: Served) -> None:
    browser = served_bank.as_role("hr")
    assert browser.post("/figures/", texts(), follow=True).status_code == 200
    assert browser.post("/figures/", texts(value="3"), follow=True).status_code == 200
    assert StaffFigure.objects.count() == 2
    assert handed_figures(QUARTER, ["RM001"]) == {"RM001": {"complaints": 3_000_000}}
    record = AuditRecord.objects.filter(action="appraisal.hand_in_figures").latest("id")
    name = "RM001 complaints 2026-07-01 2026-10-01"
    assert (record.actor, record.old) == ("HR01", {name: 2_000_000})
    assert record.new is not None
    assert record.new["set"] == {name: 3_000_000}


def test_a_figure_taken_back_is_unknown_again(served_bank: Served) -> None:
    browser = served_bank.as_role("hr")
    browser.post("/figures/", texts())
    number = StaffFigure.objects.latest("id").pk
    act = {"act": "take_back", "number": number}
    assert browser.post("/figures/", act | {"source": ""}).status_code == 409
    assert browser.post("/figures/", act | {"source": "记错人"}).status_code == 302
    assert handed_figures(QUARTER, ["RM001"]) == {}
    assert browser.post("/figures/", act | {"source": "again"}).status_code == 409
    assert StaffFigure.objects.count() == 2


def test_days_told_already_are_not_told_twice(served_bank: Served) -> None:
    browser = served_bank.as_role("hr")
    browser.post("/figures/", texts())
    answer = browser.post("/figures/", texts(period="2026-09"))
    assert answer.status_code == 409
    assert "shares days with what holds already" in answer.content.decode()
    assert StaffFigure.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "staff_id", "status"),
    [
        ("head", "RM001", 302),
        ("head", "RM048", 409),
        ("head", "HEAD01", 409),
        ("hr", "RM048", 302),
        ("hr", "HR01", 409),
        ("manager", "RM001", 403),
        ("lead", "RM001", 403),
        ("auditor", "RM001", 403),
        ("admin", "RM001", 403),
    ],
)
def test_who_may_hand_in_whose_figure(served_bank: Served, role: str, staff_id: str, status: int) -> None:
    assert served_bank.as_role(role).post("/figures/", texts(staff_id=staff_id)).status_code == status


def test_one_reads_ones_own_figures_and_nobody_elses(served_bank: Served) -> None:
    hr = served_bank.as_role("hr")
    hr.post("/figures/", texts(source="only for one"))
    hr.post("/figures/", texts(staff_id="RM048", source="of a stranger"))
    own = served_bank.as_role("manager").get("/figures/?figure=complaints&period=2026").content.decode()
    assert "only for one" in own
    assert "of a stranger" not in own
    assert "of a stranger" in served_bank.as_role("hr").get("/figures.csv").content.decode()
    assert served_bank.as_role("admin").get("/figures/").status_code == 403


@pytest.mark.parametrize("address", ["/figures/?figure=x&period=9999-99&page=9999999999", "/figures/?period=%27"])
def test_a_hostile_question_breaks_nothing(served_bank: Served, address: str) -> None:
    assert served_bank.as_role("hr").get(address).status_code == 200
    act = {"act": "take_back", "number": "9" * 99, "source": "x"}
    assert served_bank.as_role("hr").post("/figures/", act).status_code == 409


def test_templates_and_a_missing_file_are_answered(served_bank: Served) -> None:
    browser = served_bank.as_role("hr")
    assert browser.get("/figures/template.csv").status_code == 200
    assert browser.get("/figures/template.xlsx").status_code == 200
    assert browser.get("/figures/hand-in/").status_code == 200
    assert browser.post("/figures/hand-in/", {}).status_code == 409
