"""Who serves whom, through real loads and settlements: the golden hand-over, extracts against changes, two at once."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from pytest_django import DjangoDbBlocker

from qiao.appraisal.rules.plan_file import BUILT_IN_TEXT
from qiao.contribution.queries.accounts import open_account
from qiao.contribution.queries.figures import party_credit
from qiao.contribution.queries.runs import latest_run
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.money import average
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office.queries import TaskLine, tasks_of
from qiao.office.rules.dossier import digest_of
from qiao.people.actions import posting
from qiao.people.actions.extract import renew_visibility
from qiao.portfolio.actions import changing, claiming, deciding, handing, shading
from qiao.portfolio.queries import serving as queries
from qiao.portfolio.rules.conflicts import ConflictState
from qiao.portfolio.rules.lines import UNCLAIMED, WHOLE, credited
from qiao.portfolio.rules.shares import Act, Ask, Part
from tests.databases.homes import database_of, remove_database
from tests.terminal.calling import done
from tests.terminal.stage import at_home

MONTHS = ("2024-01", "2024-02", "2024-03")
CAST = {"wang": "rm", "li": "rm", "chen": "lead", "he": "head"}
BANK = {
    "org": ["org_id,name,kind,parent_id", "H,Head office,head,", "B,Branch,branch,H"],
    "staff": ["staff_id,name,org_id,post", *(f"{name},{name},B,{post}" for name, post in CAST.items())],
    "product": [
        "product_id,name,side,ftp_method,tenor_days",
        "DEP,Deposit,deposit,pool,0",
        "LOAN,Loan,loan,pool,365",
    ],
    "party": ["party_id,kind,name", "P,company,P", "Q,company,Q"],
    "account": [
        "account_id,party_id,product_id,org_id,opened_on",
        "D1,P,DEP,B,2023-12-01",
        "L1,P,LOAN,B,2023-12-01",
        "D2,Q,DEP,B,2023-12-01",
    ],
    "balance": [
        "account_id,on,balance",
        "D1,2024-01-01,4000",
        "D1,2024-01-20,6000",
        "D1,2024-02-15,3000",
        "L1,2024-01-01,1000",
        "D2,2024-01-01,500",
    ],
    "rate": ["account_id,since,annual_rate", "D1,2023-12-01,0.01", "L1,2023-12-01,0.05", "D2,2023-12-01,0.01"],
    "ftp": ["side,tenor_days,since,annual_rate", "deposit,0,2023-01-01,0.02", "loan,365,2023-01-01,0.03"],
    "assignment": ["party_id,account_id,staff_id,role,since,until,share", "P,,wang,lead,2023-12-01,,1"],
}
GIVEN = BANK["assignment"][1]


def extract(folder: Path, *assignments: str, mode: str = "upsert", whole: bool = False) -> Path:
    """The first extract of three months, or one of assignments alone."""
    folder.mkdir(parents=True)
    tables = dict(BANK) if whole else {}
    if assignments:
        tables["assignment"] = [BANK["assignment"][0], *assignments]
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    named = {name: {"file": f"{name}.csv"} | ({"mode": mode} if name == "assignment" else {}) for name in tables}
    manifest = {
        "contract": "1.0",
        "bank": "Bank",
        "period": ["2024-01-01", "2024-04-01"],
        "encoding": "utf-8",
        "delimiter": ",",
        "currency": "CNY",
        "tables": named,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A bank of two customers, loaded, with log-ins for its four people."""
    with at_home(tmp_path / "home", django_db_blocker) as made:
        done("load", extract(tmp_path / "first", whole=True))
        for name, post in CAST.items():
            User.objects.update_or_create(username=name, defaults={"staff_id": name, "post": post, "is_active": True})
        renew_visibility(on=clock.today(), actor="test")
        yield made
    remove_database(made)


def person(name: str) -> User:
    return User.objects.get(username=name)


def signed(number: int, *names: str) -> None:
    for name in names:
        office.decide(number, approve=True, reason="", on=clock.today(), actor=person(name))


def transfer(day: date, *, giver: str = "wang", taker: str = "li") -> None:
    ask = Ask(Act.TRANSFER, WHOLE, day_number(day), giver=giver, taker=taker)
    asked = changing.propose("P", ask, reason="agreed", on=clock.today(), actor=person(giver))
    signed(asked.pk, taker, "chen")


def balance_days(account: str) -> dict[str, int]:
    """Each person's balance-days of the quarter, in millionths."""
    found: dict[str, int] = {}
    for month in MONTHS:
        run = latest_run(month)
        assert run is not None
        for row in party_credit(run, "P"):
            if row.account_id == account:
                found[row.staff_id] = found.get(row.staff_id, 0) + row.balance_days_micro
    return found


@pytest.mark.usefixtures("home")
def test_the_golden_hand_over_to_the_cent() -> None:
    today = clock.today()
    made = handing.hand_over(
        "P",
        giver="wang",
        taker="li",
        supervisor="chen",
        day=date(2024, 3, 1),
        reason="rotation",
        on=today,
        actor=person("wang"),
    )
    assert made.approval_id is not None
    signed(made.approval_id, "li")
    assert queries.lines_of("P") == queries.lines_known("P", at=clock.now())
    assert {line.staff_id for line in queries.lines_of("P")} == {"wang"}  # two signatures of three change nothing
    signed(made.approval_id, "chen")
    for month in MONTHS:
        done("settle", month)
    found = balance_days("D1")
    assert found == {"wang": 277_000_000_000, "li": 93_000_000_000}
    cents = {name: round(average(days, days=91) / 10_000) for name, days in found.items()}
    assert cents == {"wang": 304_396, "li": 102_198}  # 3,043.96 and 1,021.98 over the 91 days of the quarter
    # together 4,065.93: 4,065.934..., rounded once; the two parts, each rounded, add up to a cent more
    assert round(average(sum(found.values()), days=91) / 10_000) == 406_593
    in_force = queries.hand_over_of(made.pk)
    assert in_force is not None
    assert in_force.in_force_at is not None
    assert in_force.digest == digest_of(in_force.dossier)


@pytest.mark.parametrize(
    ("says", "days"),
    [("", {"wang": 93_000}), ("credits_barred = false", {"wang": 63_000, UNCLAIMED: 30_000})],
)
@pytest.mark.usefixtures("home")
def test_days_of_suspension_are_credited_unless_the_plan_says_so(
    tmp_path: Path, says: str, days: dict[str, int]
) -> None:
    posting.suspend("wang", since=date(2024, 3, 11), until=date(2024, 3, 21), reason="inquiry", actor="he")
    plan = tmp_path / "plan.toml"
    text = BUILT_IN_TEXT.replace('code = "built-in"', 'code = "ours"').replace("[bonus]", f"{says}\n[bonus]", 1)
    plan.write_text(text, encoding="utf-8")
    done("settle", "2024-03", "--plan", plan)
    run = latest_run("2024-03")
    assert run is not None
    credit = {row.staff_id: row.balance_days_micro for row in party_credit(run, "P") if row.account_id == "D1"}
    assert credit == {name: days * 1_000_000 for name, days in days.items()}
    opened = open_account(run, "D1")
    assert opened is not None
    anew = {one.staff_id: one.balance_days_micro for one in opened.credit.people}
    assert anew == credit


@pytest.mark.usefixtures("home")
def test_who_brought_the_loan_in_stays_with_it_through_every_hand_over() -> None:
    done("settle", MONTHS[0])
    for day, giver, taker in ((date(2024, 3, 1), "wang", "li"), (date(2024, 3, 11), "li", "wang")):
        made = handing.hand_over(
            "P",
            giver=giver,
            taker=taker,
            supervisor="chen",
            day=day,
            reason="rotation",
            on=clock.today(),
            actor=person(giver),
        )
        assert made.approval_id is not None
        assert "L1" in json.dumps(made.dossier)
        signed(made.approval_id, taker, "chen")
    assert [(one.account_id, one.staff_id, one.share_bp) for one in queries.originators_of("P")] == [
        ("L1", "wang", 10_000)
    ]
    assert queries.introduced_counts(["wang", "li"]) == {"li": (1, 0), "wang": (1, 0)}
    number = queries.to_introduce("li")[0].pk
    with pytest.raises(Refusal) as refused:
        handing.introduce(number, way="visit", day=clock.today(), who="Ms Sun", on=clock.today(), actor=person("wang"))
    assert refused.value.code == "authority.missing"
    handing.introduce(number, way="visit", day=clock.today(), who="Ms Sun", on=clock.today(), actor=person("li"))
    assert queries.introduced_counts(["wang", "li"]) == {"li": (1, 1), "wang": (1, 0)}


@pytest.mark.usefixtures("home")
def test_a_hand_over_that_nobody_finishes_is_an_overdue_task_of_its_supervisor() -> None:
    on = clock.today()
    made = handing.hand_over(
        "P",
        giver="wang",
        taker="li",
        supervisor="chen",
        day=on,
        reason="rotation",
        on=on,
        actor=person("wang"),
    )
    assert made.approval_id is not None
    signed(made.approval_id, "chen")
    told = {
        days: [(one.source, one.overdue(on=on + timedelta(days=days))) for one in tasks(person("chen"), on, days)]
        for days in (10, 11)
    }
    assert told == {10: [], 11: [("hand_overs", True)]}
    assert [one.source for one in tasks(person("li"), on, 11)] == ["approvals"]
    assert queries.lines_of("P") == queries.lines_known("P", at=made.made_at)


def tasks(who: User, on: date, days: int) -> list[TaskLine]:
    return [one for one in tasks_of(who, on=on + timedelta(days=days)) if one.source in {"hand_overs", "approvals"}]


def result_of(month: str) -> tuple[str, str]:
    run = latest_run(month)
    assert run is not None
    return run.result_hash, run.input_hash


@pytest.mark.usefixtures("home")
def test_shadow_credit_moves_no_hash_of_a_settlement() -> None:
    done("settle", MONTHS[2])
    before = result_of(MONTHS[2])
    asked = shading.propose(
        "P",
        "li",
        share_bp=3_000,
        since=date(2024, 3, 1),
        until=None,
        reason="helped",
        on=clock.today(),
        actor=person("wang"),
    )
    signed(asked.pk, "chen")
    done("settle", MONTHS[2])
    assert result_of(MONTHS[2]) == before


def credited_people(month: str) -> set[str]:
    run = latest_run(month)
    assert run is not None
    return {row.staff_id for row in party_credit(run, "P")}


def test_an_extract_that_differs_waits_and_what_was_agreed_is_settled(home: Path, tmp_path: Path) -> None:
    transfer(date(2024, 3, 1))
    done("load", extract(tmp_path / "late", GIVEN, "Q,,wang,lead,2023-12-01,,0.5"))
    conflict = queries.open_conflict("P")
    assert conflict is not None
    assert conflict.theirs == [["", "wang", "lead", day_number(date(2023, 12, 1)), None, 10_000]]
    assert credited(queries.lines_of("Q"), account_id="D2", day=day_number(date(2024, 3, 1)))["wang"] == 5_000
    done("settle", MONTHS[2])
    first = result_of(MONTHS[2])
    assert credited_people(MONTHS[2]) == {"li"}
    digest = done("status").found(r"^book digest (\w+)$")
    done("load", extract(tmp_path / "again", GIVEN, "Q,,wang,lead,2023-12-01,,0.5"))
    done("settle", MONTHS[2])
    assert result_of(MONTHS[2]) == first
    assert done("status").found(r"^book digest (\w+)$") == digest
    assert [one.pk for one in queries.open_conflicts(on=clock.today())] == [conflict.pk]
    asked = deciding.propose(conflict.pk, take=True, reason="the core is right", on=clock.today(), actor=person("chen"))
    signed(asked.pk, "he")
    done("settle", MONTHS[2])
    assert credited_people(MONTHS[2]) == {"wang"}
    conflict.refresh_from_db()
    assert conflict.state == ConflictState.TAKEN


def test_an_extract_with_the_shares_agreed_here_is_no_conflict(home: Path, tmp_path: Path) -> None:
    transfer(date(2024, 3, 1))
    ours = ("P,,wang,lead,2023-12-01,2024-03-01,1", "P,,li,lead,2024-03-01,,1")
    done("load", extract(tmp_path / "late", *ours))
    assert not queries.open_conflicts(on=clock.today()).exists()
    done("load", extract(tmp_path / "taken out", "Q,,li,lead,2023-12-01,,1", mode="replace"))
    conflict = queries.open_conflict("P")
    assert conflict is not None
    assert conflict.theirs == []
    assert {line.staff_id for line in queries.lines_of("P")} == {"wang", "li"}


def test_two_who_decide_two_claims_at_once_leave_one_winner_and_a_clear_refusal(home: Path) -> None:
    done("settle", MONTHS[2])
    today = clock.today()
    claims = {
        name: claiming.claim(
            "Q",
            Part(name, "lead", 10_000),
            account_id="",
            since=today,
            reason=name,
            papers=(),
            on=today,
            actor=person(name),
        ).pk
        for name in ("wang", "li")
    }
    start = Barrier(2)

    def decide(name: str, by: str) -> str:
        with database_of(home):
            start.wait()
            try:
                office.decide(claims[name], approve=True, reason="", on=today, actor=person(by))
            except Refusal as refusal:
                return refusal.code
            return "won"

    with ThreadPoolExecutor(2) as people:
        told = [one.result() for one in (people.submit(decide, "wang", "chen"), people.submit(decide, "li", "he"))]
    assert sorted(told) == ["approval.decided", "won"]
    winner = "wang" if told[0] == "won" else "li"
    assert credited(queries.lines_of("Q"), account_id="D2", day=day_number(today)) == {winner: 10_000}


def test_two_changes_of_one_customer_at_once_are_one_request_and_a_refusal(home: Path) -> None:
    start = Barrier(2)

    def ask(by: str) -> str:
        wanted = Ask(Act.TRANSFER, WHOLE, day_number(clock.today()), giver="wang", taker="li")
        with database_of(home):
            start.wait()
            try:
                changing.propose("P", wanted, reason="x", on=clock.today(), actor=person(by))
            except Refusal as refusal:
                return refusal.code
            return "asked"

    with ThreadPoolExecutor(2) as people:
        told = sorted(one.result() for one in (people.submit(ask, "wang"), people.submit(ask, "chen")))
    assert told == ["approval.open", "asked"]
    assert credited(queries.lines_of("P"), account_id="D1", day=day_number(clock.today())).get(UNCLAIMED) is None
