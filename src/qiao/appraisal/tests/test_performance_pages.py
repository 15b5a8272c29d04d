"""My performance and the targets as pages, on the served bank."""

import re
from collections.abc import Iterator
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qiao.appraisal.models import Target
from qiao.appraisal.queries.performance import performance_of
from qiao.appraisal.queries.slips import slip_of
from qiao.appraisal.rules.measures import Measure
from qiao.appraisal.rules.spans import Span
from qiao.contribution.queries.runs import chosen_run
from qiao.ground.models import AuditRecord
from tests.banks.served import Served

HEADS = "staff_id,measure,period,amount"
STATEMENTS_MOST = 16
"""The page's own are at most ten; the rest is the log-in, the frame and whom the person may see."""


@pytest.fixture(autouse=True)
def _no_target_stays(served_bank: Served) -> Iterator[None]:
    """The bank is kept between tests: what one sets, it takes away."""
    yield
    Target.objects.all().delete()


def hand_in(browser: Client, *rows: str) -> tuple[int, str]:
    sheet = SimpleUploadedFile("目标.csv", "\n".join([HEADS, *rows]).encode())
    answer = browser.post("/targets/hand-in/", {"sheet": sheet}, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_month_to_date_is_what_the_slip_says(served_bank: Served) -> None:
    found = performance_of("RM001", month="2026-09")
    slip = slip_of(chosen_run("2026-09"), "RM001")
    held = {one.measure: one for one in found.spans[Span.MONTH].held}
    assert held[Measure.BONUS].value_micro == slip.bonus.paid_fen * 10_000
    assert held[Measure.DEPOSITS].value_micro == Fraction(slip.sums["deposit_balance_days_micro"], 30)
    before = slip_of(chosen_run("2026-08"), "RM001")
    assert held[Measure.DEPOSITS].before_micro == Fraction(before.sums["deposit_balance_days_micro"], 31)
    assert held[Measure.DEPOSITS].year_before_micro is None


def test_a_quarter_to_date_adds_balance_days_and_names_what_is_not_settled(served_bank: Served) -> None:
    found = performance_of("RM001", month="2026-09").spans[Span.QUARTER]
    sums = [slip_of(chosen_run(month), "RM001").sums["deposit_balance_days_micro"] for month in found.months]
    held = {one.measure: one for one in found.held}
    assert found.months == ("2026-08", "2026-09")
    assert found.missing == ("2026-07",)
    assert (found.days, found.days_whole) == (61, 92)
    assert held[Measure.DEPOSITS].value_micro == Fraction(sum(sums), 61)


def test_my_performance_shows_figures_forecast_and_lines_that_open(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    page = browser.get("/performance/").content.decode()
    assert "Forecast 2026-10" in page
    assert "estimate" in page
    assert "Margins and expenses a day of the last 2 settled months" in page
    way = re.findall(r'hx-get="([^"]+)"', page)[0].replace("&amp;", "&")
    assert "<html" not in browser.get(way, headers={"HX-Request": "true"}).content.decode()
    for span in ("quarter", "year", "nonsense", "%00"):
        assert browser.get("/performance/", {"span": span}).status_code == 200


def test_my_performance_asks_the_database_little(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    browser.get("/performance/?span=year")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/performance/?span=year")
    assert len(asked) <= STATEMENTS_MOST


@pytest.mark.parametrize(
    ("role", "status"),
    [("manager", 200), ("lead", 200), ("head", 200), ("hr", 200), ("auditor", 200), ("stranger", 404), ("admin", 404)],
)
def test_who_may_see_a_persons_performance(served_bank: Served, role: str, status: int) -> None:
    assert served_bank.as_role(role).get("/performance/RM001/").status_code == status


@pytest.mark.parametrize(
    ("role", "status"), [("auditor", 302), ("hr", 302), ("admin", 403), ("nobody", 403), ("stranger", 200)]
)
def test_who_earns_nothing_is_led_to_the_people_or_refused(served_bank: Served, role: str, status: int) -> None:
    assert served_bank.as_role(role).get("/performance/").status_code == status


@pytest.mark.parametrize(
    "address", ["/performance/%00/", "/performance/x/", "/performance/?month=1999-01", "/performance/?month=%27"]
)
def test_a_hostile_address_is_not_found(served_bank: Served, address: str) -> None:
    assert served_bank.as_role("head").get(address).status_code == 404


def test_human_resources_read_no_name_of_a_customer_there(served_bank: Served) -> None:
    assert not re.search(r"/customers/", served_bank.as_role("hr").get("/performance/RM001/").content.decode())


def test_a_head_sets_targets_and_the_page_holds_figures_against_them(served_bank: Served) -> None:
    status, page = hand_in(served_bank.as_role("head"), "RM001,deposits,2026-09,1000000", "RM001,margin,2026-Q3,1")
    assert status == 200
    assert "2 targets were read; 2 were set or changed." in page
    held = {one.measure: one for one in performance_of("RM001", month="2026-09").spans[Span.MONTH].held}
    assert held[Measure.DEPOSITS].target_micro == 1_000_000 * 1_000_000
    assert held[Measure.DEPOSITS].done == held[Measure.DEPOSITS].value_micro / 10**12
    assert "1,000,000.00" in served_bank.as_role("manager").get("/performance/").content.decode()


def test_a_later_sheet_replaces_and_the_record_tells_old_and_new(served_bank: Served) -> None:
    browser = served_bank.as_role("head")
    hand_in(browser, "RM001,deposits,2026-09,1000")
    assert "1 targets were read; 0 were" in hand_in(browser, "RM001,deposits,2026-09,1000")[1]
    hand_in(browser, "RM001,deposits,2026-09,2000")
    record = AuditRecord.objects.filter(action="appraisal.set_targets").latest("id")
    assert (record.actor, record.old) == ("HEAD01", {"RM001 deposits 2026-09": 100_000})
    assert record.new is not None
    assert record.new["set"] == {"RM001 deposits 2026-09": 200_000}
    assert Target.objects.count() == 2
    assert browser.get("/targets/").content.decode().count('href="/performance/RM001/"') == 1


@pytest.mark.parametrize("role", ["manager", "lead", "hr", "auditor", "admin", "nobody"])
def test_only_a_head_sets_targets(served_bank: Served, role: str) -> None:
    assert hand_in(served_bank.as_role(role), "RM001,deposits,2026,1")[0] == 403
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("RM048,deposits,2026,1", "not among the people of your unit"),
        ("nowhere,deposits,2026,1", "not among the people of your unit"),
        ("HEAD01,deposits,2026,1", "a target of your own"),
        ("RM001,deposits,never,1", "line 2"),
        ("<script>alert(1)</script>,deposits,2026,1", "&lt;script&gt;"),
    ],
)
def test_a_sheet_that_cannot_be_taken_is_refused_in_words(served_bank: Served, row: str, says: str) -> None:
    status, page = hand_in(served_bank.as_role("head"), row)
    assert status == 409
    assert says in page
    assert not Target.objects.exists()


def test_no_file_and_a_forged_form_are_answered(served_bank: Served) -> None:
    browser = served_bank.as_role("head")
    assert browser.post("/targets/hand-in/", {}).status_code == 409
    assert browser.get("/targets/hand-in/").status_code == 405
    assert browser.get("/targets/?period=%27&page=99999999").status_code == 200


def test_targets_are_seen_within_ones_sight(served_bank: Served) -> None:
    hand_in(served_bank.as_role("head"), "RM001,deposits,2026,1")
    assert "RM001" in served_bank.as_role("auditor").get("/targets/").content.decode()
    assert served_bank.as_role("manager").get("/targets/").status_code == 403
