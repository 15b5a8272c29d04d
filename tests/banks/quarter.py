"""A small bank with a closed quarter, its people, and a performance cycle brought to one stage or another."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from qiao.appraisal.models import SchemeRecord
from qiao.cycle.actions import agreeing, cascading, grading, opening
from qiao.cycle.models import Cycle, CycleMember
from qiao.cycle.queries import standards
from qiao.cycle.rules.cascade import Node, NodeKind
from qiao.cycle.rules.standards import Signing
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.people.actions.extract import renew_visibility
from tests.banks.bank import Bank
from tests.banks.writer import write_extract
from tests.databases.homes import copy, remove_database
from tests.terminal.calling import done
from tests.terminal.stage import at_home

PERIOD, BEGIN, MONTHS = "2026-Q3", "2026-01-01", ("2026-07", "2026-08", "2026-09")
ON = clock.today()
DAY = timedelta(days=1)
CAST = {
    "wang": ("T", "rm"),
    "li": ("T", "rm"),
    "chen": ("T", "lead"),
    "wu": ("B", "head"),
    "hao": ("H", "hr"),
    "hu": ("H", "hr"),
    "an": ("H", "auditor"),
    "zhao": ("E", "rm"),
    "qian": ("E", "head"),
}
"""Chen leads Wang and Li, Wu heads the branch; Hao and Hu are human resources; Zhao and Qian sit elsewhere."""
SCHEME = """\
[scheme]
code = "quarter"
name = "季度考核办法（虚构）"
since = 2026-01-01
posts = ["rm"]
rhythm = "quarter"

[indicator.K2]
weight = "100"
target = "sheet"
scoring = { way = "completion", cap = "1" }

[leg.formula]
name = "存贷款利差奖金"
plan = "built-in"
"""


class Quarter(Bank):
    """A bank of three months."""

    @property
    def after(self) -> date:
        return date(2026, 10, 1)


def bank() -> Bank:
    made = Quarter(MONTHS[0])
    for org_id, parent in (("H", ""), ("B", "H"), ("T", "B"), ("E", "H")):
        more = {"parent_id": parent} if parent else {}
        made.add("org", org_id=org_id, name=org_id, kind="branch" if parent else "head", **more)
    for staff_id, (org_id, post) in CAST.items():
        made.add("staff", staff_id=staff_id, name=staff_id, org_id=org_id, post=post)
    made.add("party", party_id="P", kind="company", name="P")
    made.add("product", product_id="DEP", name="DEP", side="deposit", ftp_method="pool", tenor_days="0")
    made.add("ftp", side="deposit", tenor_days="0", since=BEGIN, annual_rate="0.02")
    made.add("account", account_id="D-1", party_id="P", product_id="DEP", org_id="T", opened_on=BEGIN)
    made.add("balance", account_id="D-1", on=BEGIN, balance="1000000.00")
    made.add("rate", account_id="D-1", since=BEGIN, annual_rate="0.01")
    for staff_id, share in (("wang", "0.9"), ("li", "0.1")):
        made.add("assignment", party_id="P", staff_id=staff_id, role="lead", since=BEGIN, share=share)
    return made


@pytest.fixture(scope="session")
def closed_quarter(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cycle")
    with at_home(folder / "home", django_db_blocker) as home:
        done("load", write_extract(bank(), folder / "extract"))
        for month in MONTHS:
            done("settle", month)
        for month in MONTHS:
            done("close", month)
        for name, (_org, post) in CAST.items():
            User.objects.update_or_create(username=name, defaults={"staff_id": name, "post": post, "is_active": True})
        renew_visibility(on=ON, actor="test")
        SchemeRecord.objects.create(
            code="quarter",
            name="quarter",
            since=date(2026, 1, 1),
            text=SCHEME,
            state="published",
            written_by="hao",
            written_at=clock.now(),
            published_by="wu",
            published_at=clock.now(),
        )
    yield home
    remove_database(home)


@pytest.fixture
def quarter(closed_quarter: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    copy(closed_quarter, tmp_path / "home")
    with at_home(tmp_path / "home", django_db_blocker) as made:
        yield made
    remove_database(tmp_path / "home")


def person(name: str) -> User:
    return User.objects.get(username=name)


def browser(name: str) -> Client:
    made = Client(raise_request_exception=False)
    made.force_login(person(name))
    made.cookies["django_language"] = "en"
    return made


def opened(**other: object) -> Cycle:
    days = [date(2026, 7, 20), date(2026, 8, 20), date(2026, 12, 15), date(2026, 12, 31)]
    terms = {"name": "Third quarter", "org_id": "B", "period": PERIOD, "measures": ["deposits"], "days": days} | other
    return opening.open_cycle(opening.Wish(**terms), on=ON, actor=person("hao"))  # type: ignore[arg-type]  # by case


def part(key: str, kind: NodeKind = NodeKind.PERSON) -> tuple[str, Node]:
    return "deposits", Node(kind, key)


def laid_out(one: Cycle) -> Cycle:
    """A million: Wu gives 900,000 to the team and 100,000 to Chen, who divides the team's by half."""
    cascading.set_whole(one.pk, {"deposits": "1,000,000"}, reason="", actor=person("hao"))
    upper = {part("T", NodeKind.UNIT): "900000", part("chen"): "100000"}
    cascading.lay_out(one.pk, "B", upper, reason="", on=ON, actor=person("wu"))
    lower = {part("wang"): "450000", part("li"): "450000"}
    cascading.lay_out(one.pk, "T", lower, reason="", on=ON, actor=person("chen"))
    return moved(one)


def moved(one: Cycle, reason: str = "some are still away") -> Cycle:
    return opening.move_on(one.pk, stage=one.stage, reason=reason, on=ON, actor=person("hao"))


def member(one: Cycle, name: str) -> CycleMember:
    return CycleMember.objects.select_related("cycle").get(cycle=one, staff_id=name)


def signed(one: Cycle, name: str, *, by: str = "chen") -> Approval:
    asked = agreeing.accept(one.pk, name, words="", on=ON, actor=person(name))
    return office.decide(asked.pk, approve=True, reason="", on=ON, actor=person(by))


def signing(one: Cycle, name: str) -> Signing:
    return standards.standings(one, [member(one, name)])[name].signing


def graded(one: Cycle) -> Cycle:
    """Everybody has a grade: Wang follows the score, Li the lowest, Chen as expected."""
    moved(moved(one))
    for name, grade, by in (("wang", "A", "chen"), ("li", "E", "chen"), ("chen", "C", "wu")):
        grading.propose_grade(member(one, name), grade=grade, reason="as we talked", on=ON, actor=person(by))
    return moved(Cycle.objects.get(pk=one.pk))


def refused(code: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)
