"""docs/closing.md: its commands are run and its figures are those that come out."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from qiao.ground import clock, tokens
from qiao.ground.models import User
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.people.actions.extract import renew_visibility
from qiao.portfolio.actions import changing
from qiao.portfolio.rules.lines import WHOLE
from qiao.portfolio.rules.shares import Act, Ask, Part
from tests.banks.bank import Bank
from tests.banks.writer import write_extract
from tests.databases.homes import remove_database
from tests.house.pages import DOCS, fenced
from tests.terminal.calling import done
from tests.terminal.stage import at_home

PAGE = DOCS / "closing.md"
BEGIN = "2026-01-01"
POSTS = {"R-017": "rm", "R-042": "rm", "R-099": "rm", "L-001": "lead"}


def bank() -> Bank:
    made = Bank("2026-09")
    made.add("org", org_id="H", name="总行", kind="head")
    made.add("org", org_id="B", name="支行", kind="branch", parent_id="H")
    for staff_id, post in POSTS.items():
        made.add("staff", staff_id=staff_id, name=staff_id, org_id="B", post=post)
    made.add("party", party_id="C-881", kind="company", name="C-881")
    made.add("product", product_id="DEP", name="DEP", side="deposit", ftp_method="pool", tenor_days="0")
    made.add("ftp", side="deposit", tenor_days="0", since=BEGIN, annual_rate="0.02")
    made.add("account", account_id="D-1", party_id="C-881", product_id="DEP", org_id="B", opened_on=BEGIN)
    made.add("balance", account_id="D-1", on=BEGIN, balance="36000000.00")
    made.add("rate", account_id="D-1", since=BEGIN, annual_rate="0.01")
    made.add("assignment", party_id="C-881", staff_id="R-017", role="lead", since=BEGIN, share="1")
    return made


@pytest.fixture
def home(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    with at_home(tmp_path / "home", django_db_blocker) as made:
        done("load", write_extract(bank(), tmp_path / "extract"))
        for name, post in POSTS.items():
            User.objects.update_or_create(username=name, defaults={"staff_id": name, "post": post, "is_active": True})
        renew_visibility(on=clock.today(), actor="test")
        yield made
    remove_database(made)


def person(name: str) -> User:
    return User.objects.get(username=name)


def agree() -> None:
    """The split of the page, signed by those concerned."""
    parts = (Part("R-017", "lead", 7_000), Part("R-042", "co", 3_000))
    ask = Ask(Act.SPLIT, WHOLE, day_number(date(2026, 9, 3)), parts=parts)
    asked = changing.propose("C-881", ask, reason="agreed", on=clock.today(), actor=person("R-017"))
    for name in ("R-042", "L-001"):
        office.decide(asked.pk, approve=True, reason="", on=clock.today(), actor=person(name))


def pattern_of(line: str) -> str:
    """A line of the page as it has to stand in an answer; … stands for what differs from day to day."""
    return re.sub(r"(?:\\ )+", r"\\s+", re.escape(line)).replace("…", ".*")


@pytest.mark.usefixtures("home")
def test_the_commands_of_the_page_answer_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = fenced(PAGE, "console")
    answers = []
    for block in (first, second):
        for line in block.splitlines():
            if line.startswith("$ "):
                answers.append(done(*line.removeprefix("$ qiao ").split()).out)
            else:
                assert re.search(pattern_of(line), answers[-1]), (line, answers[-1])
        if block is first:
            agree()
    (said,) = fenced(PAGE, "text")
    sentences = (tmp_path / "out" / "delta_bonus.csv").read_text("utf-8")
    for sentence in (said.strip(), said.strip().replace("−336", "+336")):
        assert re.search(pattern_of(sentence), sentences), (sentence, sentences)
    assert len(answers) == 4


def read(name: str, address: str, *, status: int = 200) -> Any:
    token = tokens.make(person(name), name=address[:40], scopes=["performance:read"], days=1, actor=name)
    headers = {"Authorization": f"Bearer {token}"}
    answer = Client(headers=headers).get(f"/api/v1{address}")
    assert answer.status_code == status, answer.content[:300]
    return answer.json()


@pytest.mark.usefixtures("home")
def test_a_program_reads_what_is_closed_and_what_was_booked_for_it() -> None:
    """Who gave away 30 % of 28 days at 1,000.00 sees his own side; the lead both, and another's is not there."""
    done("settle", "2026-09")
    done("close", "2026-09")
    agree()
    (month,) = read("L-001", "/months")["months"]
    assert (month["month"], month["waiting"], month["booked_for"]) == ("2026-09", 0, 1)
    assert month["closed_by"].endswith("(terminal)")
    both = read("L-001", "/deltas?month=2026-09&kind=shares")["differences"]
    assert {one["staff_id"]: one["difference"] for one in both} == {"R-017": "-336.00", "R-042": "336.00"}
    (own,) = read("R-017", "/deltas")["differences"]
    assert all(part in own["words"] for part in ("R-017", "R-042", "2026-09-03", "336.00")), own["words"]
    whole = read("R-017", f"/deltas/{own['delta']}")
    assert [(row["staff_id"], row["measures"]["margin"]) for row in whole["rows"]] == [
        ("R-017", ["30000.000000", "21600.000000"])
    ]
    assert whole["digest_before"] != whole["digest_after"]
    read("R-099", f"/deltas/{own['delta']}", status=404)
    assert read("R-099", "/deltas") == {"differences": [], "more": False}
    assert read("L-001", "/deltas?kind=gift", status=422)["code"]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("act", [Act.HAND_OVER, Act.COVER])
def test_what_happens_on_its_day_never_begins_in_a_closed_month(act: Act) -> None:
    """A split may have been agreed on in a closed month; a hand-over with today's dossier did not happen in it."""
    done("settle", "2026-09")
    done("close", "2026-09")
    until = day_number(date(2026, 9, 20)) if act is Act.COVER else None
    ask = Ask(act, WHOLE, day_number(date(2026, 9, 3)), until_day=until, giver="R-017", taker="R-042")
    with pytest.raises(Refusal) as refused:
        changing.preview("C-881", ask, on=clock.today())
    assert refused.value.code == "shares.settled"
