"""A month closed: never settled again, reopened by two persons, and a late claim booked in the open to the cent."""

import csv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from qiao.appraisal.actions import closing, settling
from qiao.appraisal.actions.booking import decide_beyond
from qiao.appraisal.queries import deltas
from qiao.appraisal.queries.closing import close_of
from qiao.appraisal.rules.late import LateState
from qiao.contribution.queries.runs import latest_run
from qiao.duty.actions import exiting
from qiao.ground import clock
from qiao.ground.authority import KIND_ALL
from qiao.ground.models import AuditRecord, User, Visibility
from qiao.ground.periods import day_number, month_period
from qiao.ground.refusals import Refusal
from qiao.ground.stages import Stage
from qiao.office import actions as office
from qiao.office import parameters
from qiao.people.actions.extract import renew_visibility
from qiao.portfolio.actions import changing
from qiao.portfolio.rules.lines import WHOLE
from qiao.portfolio.rules.shares import Act, Ask
from qiao.project.writing import writing
from tests.databases.homes import copy, database_of, remove_database
from tests.terminal.calling import called, done
from tests.terminal.stage import at_home
from tests.test_portfolio import MONTHS, extract, person, signed

CAST = {"wang": "rm", "li": "rm", "chen": "lead", "he": "head", "hr": "hr"}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A bank of two customers, its first month settled and closed, the second settled."""
    folder = tmp_path_factory.mktemp("closing")
    with at_home(folder / "home", django_db_blocker) as made:
        done("load", extract(folder / "first", whole=True))
        for name, post in CAST.items():
            User.objects.update_or_create(username=name, defaults={"staff_id": name, "post": post, "is_active": True})
        renew_visibility(on=clock.today(), actor="test")
        Visibility.objects.create(staff_id="hr", kind=KIND_ALL, source="test", since=date(2024, 1, 1))
        for month in MONTHS[:2]:
            done("settle", month)
        done("close", MONTHS[0])
    yield made
    remove_database(made)


@pytest.fixture
def home(prepared: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A copy of it for one test."""
    copy(prepared, tmp_path / "home")
    with at_home(tmp_path / "home", django_db_blocker) as made:
        yield made
    remove_database(made)


def transfer(day: date, *, giver: str = "wang", taker: str = "li") -> None:
    ask = Ask(Act.TRANSFER, WHOLE, day_number(day), giver=giver, taker=taker)
    asked = changing.propose("P", ask, reason="agreed", on=clock.today(), actor=person(giver))
    signed(asked.pk, taker, "chen")


def refusal_of(month: str, name: str) -> str:
    with pytest.raises(Refusal) as refused:
        closing.propose_reopen(month, reason="wrong", actor=person(name))
    return refused.value.code


@pytest.mark.usefixtures("home")
def test_a_closed_month_is_not_settled_again_and_says_what_is_done_instead() -> None:
    said = called("settle", MONTHS[0]).refusal
    assert f"qiao deltas {MONTHS[0]} --book" in said
    assert done("settle", MONTHS[1]).status == 0
    record = AuditRecord.objects.get(action="appraisal.close_on")
    assert record.subject == f"month {MONTHS[0]}"


@pytest.mark.usefixtures("home")
def test_months_are_closed_in_order_and_reopened_by_two_persons_from_the_newest_back() -> None:
    assert "2024-03 has not been settled" in called("close", MONTHS[2]).refusal
    done("close", MONTHS[1])
    assert "closed already" in called("close", MONTHS[1]).refusal
    assert refusal_of(MONTHS[0], "hr") == "month.newest_first"
    assert refusal_of(MONTHS[1], "wang") == "authority.missing"
    asked = closing.propose_reopen(MONTHS[1], reason="a load came too late", actor=person("hr"))
    with pytest.raises(Refusal) as refused:
        signed(asked.pk, "hr")
    assert refused.value.code == "authority.own_request"
    office.decide(asked.pk, approve=True, reason="", on=clock.today(), actor=person("he"))
    assert close_of(MONTHS[1]) is None
    done("settle", MONTHS[1])
    done("close", MONTHS[1])


@pytest.mark.usefixtures("home")
def test_a_month_whose_inputs_moved_since_is_settled_again_before_it_is_closed() -> None:
    transfer(date(2024, 3, 1))  # bears on no day of it
    ask = Ask(Act.TRANSFER, WHOLE, day_number(date(2024, 2, 20)), giver="wang", taker="li")
    with pytest.raises(Refusal) as refused:
        changing.propose("P", ask, reason="agreed", on=clock.today(), actor=person("wang"))
    assert refused.value.code == "shares.settled"  # settled and open: a correction, and a new settlement
    done("close", MONTHS[1])


@pytest.mark.usefixtures("home")
def test_a_late_transfer_is_booked_at_once_with_one_cause_and_one_sentence() -> None:
    run = latest_run(MONTHS[0])
    assert run is not None
    transfer(date(2024, 1, 17))
    (told,) = deltas.events(month=MONTHS[0])
    assert told.late.state == LateState.BOOKED
    assert told.run is not None
    assert (told.run.for_month, told.run.in_month, told.run.is_whole) == (MONTHS[0], MONTHS[1], False)
    found = {one.staff_id: one.difference_fen for one in deltas.bonuses(told.run)}
    assert set(found) == {"wang", "li"}
    assert sum(found.values()) == 0
    with translation.override("en"):
        sentences = deltas.said_of(told.late)
    assert any("moves 100 % of customer P from wang to li from 2024-01-17" in one for one in sentences), sentences
    assert refusal_of(MONTHS[0], "hr") == "month.has_deltas"
    assert "booked" in done("deltas").out
    assert "0 dealt with" in done("deltas", "--book").out


@pytest.mark.usefixtures("home")
def test_a_month_in_which_somebody_left_by_an_exit_is_closed_on_its_settlement() -> None:
    exiting.open_exit("wang", last_day=date(2024, 2, 20), reason="moves", on=date(2024, 2, 1), actor=person("hr"))
    done("settle", MONTHS[1])
    done("close", MONTHS[1])
    assert close_of(MONTHS[1]) is not None


@pytest.mark.usefixtures("home")
def test_a_last_day_told_after_the_close_is_booked_and_taken_back_with_the_exit() -> None:
    made = exiting.open_exit(
        "wang", last_day=date(2024, 1, 16), reason="moves", on=date(2024, 2, 1), actor=person("hr")
    )
    done("deltas", "--book")
    exiting.withdraw_exit(made.pk, reason="stays", actor=person("hr"))
    done("deltas", "--book")
    booked = [one.run for one in deltas.events(month=MONTHS[0]) if one.run is not None]
    found = [{one.staff_id: one.difference_fen for one in deltas.bonuses(run)} for run in booked]
    assert [set(one) for one in found] == [{"wang"}, {"wang"}]
    assert found[0]["wang"] == -found[1]["wang"] != 0


def browser_of(name: str) -> Client:
    browser = Client()
    browser.force_login(person(name))
    browser.cookies["django_language"] = "en"
    return browser


def page(name: str, address: str) -> str:
    answer = browser_of(name).get(address)
    assert answer.status_code == 200, (name, address, answer.status_code)
    return str(answer.content.decode())


@pytest.mark.usefixtures("home")
def test_people_read_their_own_differences_and_hr_closes_months_by_the_page() -> None:
    transfer(date(2024, 1, 17))
    (told,) = deltas.events(month=MONTHS[0])
    address = f"/deltas/{told.late.pk}/"
    assert "from wang to li" in page("wang", "/deltas/")
    assert "from wang to li" in page("chen", address)
    assert "from wang to li" in page("hr", address)
    own = page("li", "/deltas/")
    assert 'class="sub mono">li<' in own
    assert 'class="sub mono">wang<' not in own
    User.objects.create_user(username="sun", staff_id="", post="rm")
    assert browser_of("sun").get(address).status_code == 404
    assert "Booked in this month from earlier months" in page("li", f"/slips/{MONTHS[1]}/li/")
    assert "Known later of this month" in page("wang", f"/slips/{MONTHS[0]}/wang/")
    assert browser_of("wang").post("/months/", {"act": "close", "month": MONTHS[1]}).status_code == 403
    answer = browser_of("hr").post("/months/", {"act": "close", "month": MONTHS[1]})
    assert (answer.status_code, "who serves whom changed" in answer.content.decode()) == (400, True)
    done("settle", MONTHS[1])
    answer = browser_of("hr").post("/months/", {"act": "close", "month": MONTHS[1]})
    assert (answer.status_code, answer["Location"]) == (302, "/months/")
    assert page("hr", "/months/").count("ti-lock") >= 2
    answer = browser_of("hr").post("/months/", {"act": "reopen", "month": MONTHS[1], "reason": "too early"})
    assert answer["Location"].startswith("/approvals/")


def test_what_is_booked_is_exported_and_the_closed_month_stays_byte_for_byte(home: Path, tmp_path: Path) -> None:
    before = exported(tmp_path / "before")
    transfer(date(2024, 1, 17))
    done("export", MONTHS[0], tmp_path / "deltas", "--deltas")
    with (tmp_path / "deltas" / "deltas.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    with (tmp_path / "deltas" / "delta_bonus.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    moved = {row["staff_id"]: Decimal(row["margin_after"]) - Decimal(row["margin_before"]) for row in lines}
    assert moved["wang"] == -moved["li"] != 0
    assert {row["staff_id"] for row in people} == {"wang", "li"}
    assert all("moves 100 %" in row["sentence"] for row in people)
    assert sum(Decimal(row["difference"]) for row in people) == 0
    assert exported(tmp_path / "after") == before


def exported(folder: Path) -> dict[str, bytes]:
    done("export", MONTHS[0], folder)
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir())}


@pytest.mark.usefixtures("home")
def test_beyond_the_limit_a_person_with_the_right_decides_with_a_reason_and_in_order() -> None:
    asked = parameters.propose(
        "deltas.months_back", {"": "0"}, since=clock.today(), reason="strict", on=clock.today(), actor=person("hr")
    )
    signed(asked.pk, "he")
    for day, giver, taker in ((date(2024, 1, 17), "wang", "li"), (date(2024, 1, 25), "li", "wang")):
        transfer(day, giver=giver, taker=taker)
    second, first = (one.late for one in deltas.events(month=MONTHS[0]))
    assert {first.state, second.state} == {LateState.BEYOND}
    assert "0 dealt with" in done("deltas", "--book").out
    for number, name, reason, code in (
        (first.pk, "wang", "fair", "authority.missing"),
        (first.pk, "hr", " ", "delta.reason"),
        (second.pk, "hr", "fair", "delta.order"),
    ):
        with pytest.raises(Refusal) as refused:
            decide_beyond(number, book=True, reason=reason, actor=person(name))
        assert refused.value.code == code
    decide_beyond(first.pk, book=False, reason="too long ago", actor=person("hr"))
    decide_beyond(first.pk, book=True, reason="the claim was handed in on time", actor=person("hr"))
    decide_beyond(second.pk, book=True, reason="the same", actor=person("hr"))
    assert {one.late.state for one in deltas.events(month=MONTHS[0])} == {LateState.BOOKED}


def test_a_month_closed_while_a_settlement_runs_is_not_settled(home: Path) -> None:
    """The settlement has begun; the month is closed before it would take hold."""
    told: list[str] = []

    def close_now(stage: Stage) -> None:
        if stage.kind == "hash":
            with ThreadPoolExecutor(1) as other:
                told.append(other.submit(closed_elsewhere, home).result())

    with writing("settlement") as bench, pytest.raises(Refusal) as refused:
        settling.settle(
            month_period(MONTHS[1]), plan=None, scratch=bench.scratch, token=bench.token, actor="test", tell=close_now
        )
    assert (told, refused.value.code) == (["closed"], "month.closed")
    assert close_of(MONTHS[1]) is not None


def closed_elsewhere(home: Path) -> str:
    with database_of(home):
        closing.close(MONTHS[1], asker=None, actor="other")
    return "closed"
