"""Pages of duplicates: the queue within one's sight, two side by side, a merge from the first click to the alias."""

import argparse
from datetime import date
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from qiao.customers import queries as customers
from qiao.customers.actions import take_in_party
from qiao.ground.models import User, Visibility
from qiao.linkage.actions.finding import find_duplicates
from qiao.linkage.actions.merging import ask_merge
from qiao.linkage.queries import pairs
from qiao.linkage.tests.cast import FIRM, OTHER_CODE, PERSON, row, table
from qiao.office import actions as office
from qiao.office import queries as office_queries
from qiao.portfolio.models import Assignment
from qiao.portfolio.tests.cast import take_in_bank
from qiao.project.commands import duplicates_command

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def bank(tmp_path: Path) -> None:
    rows = [row(FIRM, "C1"), row(FIRM, "C2", id_no=OTHER_CODE), row(PERSON, "P1"), row(PERSON, "P2", id_no=None)]
    take_in_party(table(*rows), None, actor="load")
    find_duplicates(scratch=tmp_path, on=TODAY, actor="night")


def browser_of(name: str, post: str, *, everything: bool = True) -> Client:
    if everything:
        Visibility.objects.create(staff_id=name, kind="all", key="", since=date(2020, 1, 1))
    browser = Client()
    browser.force_login(User.objects.create(username=name, post=post, staff_id=name))
    return browser


@pytest.fixture
def clerk() -> Client:
    return browser_of("DESK1", "desk")


def pair(one: str, other: str) -> pairs.CustomerPair:
    found = pairs.pair_of_ids(one, other)
    assert found is not None
    return found


def text_of(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode("utf-8-sig")


def test_the_queue_shows_clear_and_doubtful_pairs_by_tab_and_filter(clerk: Client) -> None:
    asked = (
        "",
        "?tab=doubtful",
        "?tab=doubtful&kind=person",
        "?text=张&tab=clear",
        "?text=云岚",
        "?tab=none&kind=x&why=y",
    )
    pages = {query: text_of(clerk.get(f"/duplicates/{query}")) for query in asked}
    assert [">P2<" in pages[query] for query in asked] == [True, False, False, True, False, True]
    assert [">C2<" in pages[query] for query in asked] == [False, True, False, False, False, False]


def test_two_stand_side_by_side_without_their_numbers(clerk: Client) -> None:
    page = text_of(clerk.get(f"/duplicates/{pair('P1', 'P2').pk}/"))
    assert "张佳宇" in page
    assert PERSON["id_no"] not in page
    assert PERSON["phone"] not in page


def test_a_merge_goes_from_the_click_to_the_alias_and_back(clerk: Client) -> None:
    second = browser_of("HEAD1", "head")
    address = f"/duplicates/{pair('P1', 'P2').pk}/"
    clerk.post(f"{address}decide/", {"answer": "merge", "survivor": "P1", "reason": "one card"})
    request = office_queries.approvals_asked_by(User.objects.get(username="DESK1"))[0]
    assert "P2" in text_of(second.get(f"/approvals/{request.pk}/"))
    second.post(f"/approvals/{request.pk}/", {"answer": "approve"})
    assert customers.survivor_of("P2") == "P1"
    assert clerk.get(address).status_code == clerk.get("/duplicates/?tab=decided").status_code == 200
    clerk.post("/duplicates/split/", {"party": "P2", "pair": pair("P1", "P2").pk, "reason": "two after all"})
    split = office_queries.approvals_asked_by(User.objects.get(username="DESK1"))[0]
    office.decide(split.pk, approve=True, reason="", on=TODAY, actor=User.objects.get(username="HEAD1"))
    assert customers.survivor_of("P2") == "P2"
    assert clerk.get(address).status_code == 200


def test_not_the_same_and_back_again(clerk: Client) -> None:
    number = pair("P1", "P2").pk
    for answer, state in (("apart", "not_same"), ("again", "doubtful")):
        clerk.post(f"/duplicates/{number}/decide/", {"answer": answer, "reason": "looked"})
        assert pair("P1", "P2").state == state


def test_a_refusal_is_told_on_the_page_and_nothing_typed_is_lost(clerk: Client) -> None:
    number = pair("P1", "P2").pk
    answer = clerk.post(f"/duplicates/{number}/decide/", {"answer": "merge", "survivor": "X", "reason": "my reason"})
    assert answer.status_code == 409
    assert "my reason" in text_of(answer)


def test_several_are_asked_for_at_once(clerk: Client) -> None:
    numbers = [pair("P1", "P2").pk, pair("C1", "C2").pk, "9" * 30, "x"]
    clerk.post("/duplicates/ask/", {"pair": numbers, "reason": "papers seen"})
    assert list(pairs.asked_pairs()) == [numbers[0]]


def test_two_named_by_hand_open_side_by_side(clerk: Client) -> None:
    wrong = clerk.post("/duplicates/name/", {"one": "P1", "other": "C1"})
    right = clerk.post("/duplicates/name/", {"one": "P2", "other": "P1"})
    assert (wrong["Location"], right["Location"]) == ("/duplicates/", f"/duplicates/{pair('P1', 'P2').pk}/")


def test_the_list_is_taken_with_masked_numbers(clerk: Client) -> None:
    sheet = text_of(clerk.get("/duplicates.csv?tab=clear"))
    assert "P2" in sheet
    assert PERSON["id_no"] not in sheet


@pytest.mark.parametrize(
    ("post", "everything", "status"), [("rm", True, 403), ("head", False, 404), ("auditor", True, 200)]
)
def test_who_sees_a_pair(post: str, status: int, *, everything: bool) -> None:
    browser, number = browser_of("X1", post, everything=everything), pair("P1", "P2").pk
    assert browser.get(f"/duplicates/{number}/").status_code == status
    assert browser.get("/duplicates/").status_code == (403 if post == "rm" else 200)
    assert (">P2<" in text_of(browser.get("/duplicates/"))) is (post == "auditor")
    browser.post(f"/duplicates/{number}/decide/", {"answer": "apart", "reason": "no right"})
    assert pair("P1", "P2").state == "clear"


def test_a_lead_sees_the_pairs_of_whom_the_team_serves_also_after_a_merge(clerk: Client) -> None:
    take_in_bank({"B1": None}, people={"RM1": ("B1", "rm")}, customers=())
    Visibility.objects.create(staff_id="LEAD1", kind="staff", key="RM1", since=date(2020, 1, 1))
    lead = browser_of("LEAD1", "lead", everything=False)
    for party_id in ("P1", "P2", "C1"):
        Assignment.objects.create(
            party_id=party_id, staff_id="RM1", role="sole", share_bp=10_000, since=date(2020, 1, 1)
        )
    asked = ask_merge(
        pair("C1", "C2").pk, survivor="C2", reason="one code", on=TODAY, actor=User.objects.get(username="DESK1")
    )
    assert lead.get(f"/duplicates/{pair('P1', 'P2').pk}/").status_code == 200
    assert lead.get(f"/duplicates/{pair('C1', 'C2').pk}/").status_code == 404
    browser_of("HEAD1", "head").post(f"/approvals/{asked.pk}/", {"answer": "approve"})
    assert ">P2<" in text_of(lead.get("/duplicates/"))
    assert lead.get(f"/duplicates/{pair('P1', 'P2').pk}/").status_code == 200
    assert lead.get(f"/duplicates/{pair('C1', 'C2').pk}/").status_code == 200  # one customer now, whom the team serves


def test_the_command_searches_and_says_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert duplicates_command.run(argparse.Namespace()) == 0
    told = capsys.readouterr().out
    assert "4" in told.splitlines()[0]
    assert pairs.newest_search().digest in told  # type: ignore[union-attr]  # it has just searched
