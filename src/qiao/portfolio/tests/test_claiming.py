"""Claims, contests, shadow credit, conflicts with extracts: it works, the wrong one is refused, the record tells."""

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from qiao.ground import clock
from qiao.ground.models import AuditRecord, User
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office import queries as requests
from qiao.office.papers import attachments_of
from qiao.office.queries import Approval
from qiao.office.rules.deciding import State
from qiao.people.actions.extract import keep_as_left, renew_visibility
from qiao.people.queries.staff import Staff
from qiao.portfolio.actions import changing, claiming, deciding, shading
from qiao.portfolio.actions.intake import check_lost, compare_with_extract, take_in_assignment
from qiao.portfolio.models import Assignment, AssignmentConflict, OwnPortfolio, PortfolioChange, ShadowCredit
from qiao.portfolio.queries import serving as queries
from qiao.portfolio.queries.serving import assignment_rows, extract_rows, papers_subject
from qiao.portfolio.queries.sources import sources
from qiao.portfolio.rules.conflicts import ConflictState
from qiao.portfolio.rules.lines import UNCLAIMED, WHOLE, credited
from qiao.portfolio.rules.shares import Act, Ask, Part
from qiao.portfolio.tests.cast import take_in_bank
from qiao.portfolio.tests.test_intake import KEY, shares

pytestmark = pytest.mark.django_db
ON = clock.today()
PAPER = b"%PDF-1.4 a visit"
TODAY = day_number(ON)
SINCE = day_number(date(2026, 1, 1))
CAST = {"wang": ("B1", "rm"), "li": ("B1", "rm"), "chen": ("B1", "lead"), "he": ("B1", "head"), "zhao": ("B2", "rm")}
GIVEN = shares(("P", None, "wang", "lead", SINCE, None, 4_000), ("Q", None, "li", "lead", SINCE, None, 10_000))


@pytest.fixture(autouse=True)
def bank(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Branch B1 keeps P, of which Wang has 40 %, and U, whom nobody serves; Zhao works elsewhere."""
    monkeypatch.setenv("QIAO_HOME", str(tmp_path))
    take_in_bank({"H": None, "B1": "H", "B2": "H"}, people=CAST, customers=["P", "Q", "U"])
    for name, (_unit, post) in CAST.items():
        User.objects.create_user(username=name, staff_id=name, post=post)
    take_in_assignment(GIVEN, None, actor="loader")
    renew_visibility(on=ON, actor="test")
    monkeypatch.setattr(sources, "keeping", lambda _party: {"B1"})


def person(name: str) -> User:
    return User.objects.get(username=name)


def claimed(
    by: str, share: int = 6_000, *, party: str = "P", papers: list[tuple[str, bytes]] | None = None
) -> Approval:
    part = Part(by, "co", share)
    return claiming.claim(
        party, part, account_id="", since=ON, reason=f"{by} found it", papers=papers or [], on=ON, actor=person(by)
    )


def whole(party: str = "P") -> dict[str, int]:
    return credited(queries.lines_of(party), account_id="", day=TODAY)


def decided(request: Approval, by: str, *, approve: bool = True) -> Approval:
    return office.decide(request.pk, approve=approve, reason="so it is", on=ON, actor=person(by))


def test_a_claim_with_its_paper_is_decided_by_a_lead_of_the_branch() -> None:
    request = claimed("li", papers=[("visit.pdf", PAPER)])
    assert [one.name for one in attachments_of([papers_subject(request.pk)])] == ["visit.pdf"]
    with pytest.raises(Refusal) as refused:
        decided(request, "wang")
    assert refused.value.code == "authority.missing"
    decided(request, "chen")
    assert whole() == {"wang": 4_000, "li": 6_000}
    assert AuditRecord.objects.filter(action="portfolio.rewrite", subject="portfolio P").count() == 1


def test_a_customer_whom_nobody_serves_is_claimed_by_the_branch_that_keeps_it() -> None:
    decided(claimed("li", 10_000, party="U"), "he")
    assert whole("U") == {"li": 10_000}
    with pytest.raises(Refusal) as refused:
        claimed("zhao", 1_000, party="P")
    assert refused.value.code == "authority.missing"


@pytest.mark.parametrize(("by", "share", "code"), [("li", 6_001, "shares.above_one"), ("he", 1, "authority.missing")])
def test_more_than_is_unclaimed_and_the_wrong_post_are_refused(by: str, share: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        claimed(by, share)
    assert refused.value.code == code


def test_a_paper_that_is_not_taken_leaves_no_claim_behind() -> None:
    with pytest.raises(Refusal) as refused:
        claimed("li", papers=[("visit.exe", b"MZ")])
    assert refused.value.code == "paper.type"
    assert queries.open_claims("P") == []


def test_a_claim_is_ones_own() -> None:
    with pytest.raises(Refusal) as refused:
        claiming.claim(
            "P", Part("wang", "co", 1), account_id="", since=ON, reason="x", papers=[], on=ON, actor=person("li")
        )
    assert refused.value.code == "claim.own"


def test_a_counter_claim_makes_a_contest_with_one_winner_and_a_clear_refusal() -> None:
    one, other = claimed("li"), claimed("chen", 5_000)
    assert [request.pk for request in queries.open_claims("P")] == [one.pk, other.pk]
    with pytest.raises(Refusal) as refused:
        decided(one, "chen")  # the lead claims too
    assert refused.value.code == "claim.interest"
    assert whole() == {"wang": 4_000, UNCLAIMED: 6_000}
    decided(one, "he")
    lost = requests.approval_of(other.pk)
    assert (lost.state, lost.decided_by) == (State.REFUSED, "he")
    assert f" {one.pk}" in lost.decision
    assert "60 %" in lost.decision
    assert whole() == {"wang": 4_000, "li": 6_000}
    with pytest.raises(Refusal) as refused:
        decided(other, "he")
    assert refused.value.code == "approval.decided"


def test_claims_that_fit_beside_each_other_are_decided_one_by_one() -> None:
    """Of the 60 % that nobody has, Li claims 30, Wang 30 and Chen 40: after Li's only Wang's still fits."""
    one, fits, too_much = claimed("li", 3_000), claimed("wang", 3_000), claimed("chen", 4_000)
    decided(one, "he")
    lost = requests.approval_of(too_much.pk)
    assert (lost.state, requests.approval_of(fits.pk).state) == (State.REFUSED, State.ASKED)
    assert "110" in lost.decision
    record = AuditRecord.objects.get(action="office.look_anew")
    assert (record.old, record.actor) == ({"stood": [["", "wang", "lead", SINCE, None, 4_000]]}, "he")
    decided(fits, "he")
    assert whole() == {"wang": 7_000, "li": 3_000}


def test_shadow_credit_is_agreed_by_two_and_moves_no_row_that_is_settled() -> None:
    before = assignment_rows().to_pylist()
    request = shading.propose(
        "P", "li", share_bp=3_000, since=ON, until=None, reason="product help", on=ON, actor=person("wang")
    )
    with pytest.raises(Refusal):
        decided(request, "li")
    decided(request, "chen")
    memo = ShadowCredit.objects.get()
    assert (memo.staff_id, memo.share_bp, memo.approval_id) == ("li", 3_000, request.pk)
    assert assignment_rows().to_pylist() == before
    assert whole() == {"wang": 4_000, UNCLAIMED: 6_000}
    with pytest.raises(Refusal) as refused:
        shading.propose("P", "li", share_bp=0, since=ON, until=None, reason="x", on=ON, actor=person("wang"))
    assert refused.value.code == "shadow.empty"


# ---- extracts against what was agreed here ----


@pytest.fixture
def agreed() -> None:
    """Wang's share of P goes to Li today, agreed here."""
    ask = Ask(Act.TRANSFER, WHOLE, TODAY, giver="wang", taker="li")
    request = changing.propose("P", ask, reason="agreed", on=ON, actor=person("wang"))
    for name in ("li", "chen"):
        decided(request, name)


def rows_of(table: pa.Table) -> set[tuple[object, ...]]:
    return {tuple(row.values()) for row in table.to_pylist()}


def load(table: pa.Table | None, removed: pa.Table | None = None, *, named: set[str] | None = None) -> int:
    take_in_assignment(table, removed, actor="loader")
    return compare_with_extract({"P"} if named is None else named, actor="loader")


@pytest.mark.usefixtures("agreed")
def test_the_extract_is_judged_against_what_extracts_have_said() -> None:
    assert rows_of(extract_rows()) == rows_of(GIVEN)
    assert rows_of(assignment_rows()) != rows_of(GIVEN)


@pytest.mark.usefixtures("agreed")
def test_rows_that_differ_are_set_aside_once_and_others_follow_the_extract() -> None:
    late = shares(("P", None, "wang", "lead", SINCE, None, 5_000), ("Q", None, "wang", "co", SINCE, None, 0))
    assert load(late) == 1
    assert whole() == {"li": 4_000, UNCLAIMED: 6_000}
    assert Assignment.objects.filter(party_id="Q", staff_id="wang").exists()
    assert load(late) == 0
    conflict = AssignmentConflict.objects.get()
    assert (conflict.state, len(conflict.ours), conflict.theirs[0][5]) == (ConflictState.OPEN, 2, 5_000)


@pytest.mark.usefixtures("agreed")
def test_what_the_extract_said_all_along_is_a_conflict_too_and_asked_about_once() -> None:
    assert load(None) == 1
    assert load(None) == 0
    keep(AssignmentConflict.objects.get().pk)
    assert load(None) == 0
    assert AssignmentConflict.objects.count() == 1
    assert load(shares(("P", None, "wang", "lead", SINCE, None, 5_000))) == 1


def keep(number: int, *, take: bool = False) -> Approval:
    request = deciding.propose(number, take=take, reason="the core is behind", on=ON, actor=person("chen"))
    with pytest.raises(Refusal):
        decided(request, "chen")
    with pytest.raises(Refusal):
        decided(request, "wang")
    return decided(request, "he")


@pytest.mark.usefixtures("agreed")
def test_an_extract_that_caught_up_closes_the_conflict_by_itself() -> None:
    load(None)
    ours = shares(("P", None, "wang", "lead", SINCE, TODAY, 4_000), ("P", None, "li", "lead", TODAY, None, 4_000))
    assert load(ours) == 0
    assert AssignmentConflict.objects.get().state == ConflictState.AGREED


@pytest.mark.usefixtures("agreed")
def test_the_extracts_lines_are_taken_by_two_and_then_extracts_rule_again() -> None:
    load(shares(("P", None, "wang", "lead", SINCE, None, 5_000)))
    keep(AssignmentConflict.objects.get().pk, take=True)
    assert whole() == {"wang": 5_000, UNCLAIMED: 5_000}
    assert not OwnPortfolio.objects.exists()
    assert rows_of(extract_rows()) == rows_of(assignment_rows())
    assert [one.act for one in PortfolioChange.objects.order_by("id")] == ["transfer", "extract"]
    between = clock.now()
    load(shares(("P", None, "wang", "lead", SINCE, None, 7_000)), named=set())
    assert whole() == {"wang": 7_000, UNCLAIMED: 3_000}
    assert [line.share_bp for line in queries.portfolio_on("P", day=ON, at=between)] == [5_000]
    record = AuditRecord.objects.filter(action="portfolio.close_conflict").get()
    assert (record.old, (record.new or {})["state"]) == ({"state": "open"}, "taken")


@pytest.mark.usefixtures("agreed")
def test_rows_that_an_extract_removes_wait_as_well() -> None:
    assert load(None, GIVEN.select(KEY).slice(0, 1)) == 1
    assert AssignmentConflict.objects.get().theirs == []
    assert whole() == {"li": 4_000, UNCLAIMED: 6_000}


@pytest.mark.usefixtures("agreed")
def test_nobody_whom_an_agreed_portfolio_names_is_taken_out_of_the_book() -> None:
    for gone in ({"party_ids": ["P"], "staff_ids": []}, {"party_ids": [], "staff_ids": ["li"]}):
        with pytest.raises(Refusal) as refused:
            check_lost(**gone, on=ON)
        assert refused.value.code == "load.agreed_here"
    assert check_lost(party_ids=["Q"], staff_ids=["zhao"], on=ON) == frozenset()


@pytest.mark.usefixtures("agreed")
def test_a_former_manager_whom_an_extract_takes_out_is_kept_as_left() -> None:
    """Wang gave P back long ago; the bank's next extract knows him no more, nor his unit."""
    Assignment.objects.filter(party_id="P", staff_id="wang").delete()
    Assignment.objects.create(
        party_id="P", staff_id="wang", role="lead", since=date(2026, 1, 1), until=date(2026, 2, 1), share_bp=4_000
    )
    assert check_lost(party_ids=[], staff_ids=["wang", "zhao"], on=ON) == {"wang"}
    assert keep_as_left(["wang"], gone_units=["B1"], on=ON, actor="loader") == 1
    wang = Staff.objects.get(pk="wang")
    assert (wang.left_on, wang.org_id) == (ON - timedelta(days=1), "H")


def test_without_a_change_here_nothing_is_set_aside() -> None:
    assert rows_of(extract_rows()) == rows_of(assignment_rows()) == rows_of(GIVEN)
    assert queries.own_ids() == frozenset()
