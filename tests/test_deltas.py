"""Incremental = full: whatever becomes known of a closed month, its running book is that of a reckoning from zero."""

import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from qiao.appraisal.actions import settling
from qiao.appraisal.actions.booking import Means, book_waiting
from qiao.appraisal.actions.closing import digest_in
from qiao.appraisal.actions.plans import add_plan
from qiao.appraisal.models import DeltaBonus, DeltaRun, LateMonth
from qiao.appraisal.queries import closing, running
from qiao.appraisal.queries.deltas import said
from qiao.appraisal.rules.deltas import BONUS, SUMS
from qiao.appraisal.rules.late import LateKind, LateState
from qiao.appraisal.rules.plan_file import BUILT_IN_TEXT
from qiao.contribution.queries.runs import folder_of
from qiao.contribution.queries.touched import rows_in
from qiao.engine.reading import select
from qiao.ground.periods import day_number, day_of, month_period
from qiao.ground.refusals import Refusal
from qiao.people.actions import posting
from qiao.portfolio.actions import changing
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.lines import WHOLE
from qiao.portfolio.rules.shares import Act, Ask, Part, changed
from tests.banks.bank import Bank
from tests.banks.writer import write_extract
from tests.databases.homes import copy, remove_database
from tests.terminal.calling import done
from tests.terminal.stage import at_home
from tests.terminal.story import MONTH, story_bank

STEPS = (
    *("transfer", "split", "claim", "balance", "rate", "price", "fee", "expense", "risk", "leaver", "lines", "moved"),
    *("plan", "suspended", "ended", "barring plan", "other basis", "book", "nothing"),
)
FEW = settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@dataclass(frozen=True)
class Closed:
    """A small bank with a closed month, copied for each history."""

    home: Path
    bank: Bank
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Closed]:
    folder, bank = tmp_path_factory.mktemp("closed"), story_bank()
    with at_home(folder / "home", django_db_blocker) as home:
        done("load", write_extract(bank, folder / "extract"))
        done("settle", MONTH)
        done("close", MONTH)
        made = Closed(home, bank, exported(folder / "out"))
    yield made
    remove_database(made.home)


def exported(folder: Path) -> dict[str, bytes]:
    done("export", MONTH, folder)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@dataclass
class History:
    """What has become known so far, and the chance that chose it."""

    bank: Bank
    chance: Random
    folder: Path
    numbers: Iterator[int]
    means: Means

    def take(self, step: str) -> None:
        """One more thing becomes known."""
        number = next(self.numbers)
        if step in {"transfer", "split", "claim"}:
            self.change(Act(step))
        elif step == "book":
            book_waiting(None, means=self.means, actor="test")
        elif step in {"plan", "barring plan", "other basis"}:
            self.plan(step, number)
        elif step == "suspended":
            since = self.day()
            try:
                posting.suspend(
                    self.person(), since=since, until=since + timedelta(days=9), reason="inquiry", actor="test"
                )
            except Refusal:
                return  # suspended then already
        elif step == "ended":
            try:
                posting.end_post(self.person(), on=self.day(), reason="left", actor="test")
            except Refusal:
                return  # out of the post already
        else:
            self.load(step, number)

    def day(self) -> date:
        return self.bank.first + timedelta(days=self.chance.randint(-3, self.bank.days + 2))

    def person(self) -> str:
        return self.chance.choice(self.bank.tables["staff"])["staff_id"]

    def change(self, act: Act) -> None:
        party = self.chance.choice(self.bank.tables["party"])["party_id"]
        lines, since = portfolio.lines_of(party), day_number(self.day())
        parts = (Part(self.person(), "co", self.chance.choice((1_000, 3_333, 10_000))),)
        ask = Ask(act, WHOLE, since, giver=self.person(), taker=self.person(), parts=parts)
        try:
            after = changed(lines, ask)
        except Refusal:
            return
        changing.rewrite(
            party, after, act=act, account_id="", since=day_of(since), reason="late", number=None, actor="test"
        )

    def plan(self, step: str, number: int) -> None:
        text = BUILT_IN_TEXT.replace('code = "built-in"', f'code = "plan-{number:03d}"')
        text = text.replace("1900-01-01", f"2026-09-{number % 20 + 1:02d}").replace('"0.04"', f'"0.0{number % 9 + 1}"')
        if step == "other basis":
            text = text.replace("ACT_360", "ACT_365")
        if step == "barring plan":
            text = text.replace("[bonus]", "credits_barred = false\n[bonus]", 1)
        add_plan(text.encode(), file="plan.toml", actor="test")

    def load(self, step: str, number: int) -> None:
        bank = Bank(MONTH)
        account = self.chance.choice(self.bank.tables["account"])
        on, key = str(self.day()), account["account_id"]
        amount = self.chance.choice(("0", "12345.67", "-88.01", "500000"))
        if step == "balance":
            bank.add("balance", account_id=key, on=on, balance=amount)
        elif step == "rate":
            bank.add("rate", account_id=key, since=on, annual_rate="0.0177")
        elif step == "price":
            chosen = self.chance.choice(self.bank.tables["ftp"])
            bank.add("ftp", side=chosen["side"], tenor_days=chosen["tenor_days"], since=on, annual_rate="0.0301")
        elif step == "fee":
            account_id = self.chance.choice(("", key))
            bank.add(
                "fee", fee_id=f"late{number}", party_id=account["party_id"], account_id=account_id, on=on, amount="7.77"
            )
        elif step == "expense":
            bank.add("expense", expense_id=f"late{number}", staff_id=self.person(), on=on, kind="travel", amount="9.5")
        elif step == "risk":
            bank.add("risk", account_id=key, since=on, class_="doubtful", pd="0.2", lgd="0.5", days_past_due="100")
        elif step == "leaver":
            row = self.chance.choice(self.bank.tables["staff"])
            bank.tables["staff"].append({**row, "left_on": on})
        elif step == "lines":
            bank.add(
                "assignment", party_id=account["party_id"], staff_id=self.person(), role="later", since=on, share="0.1"
            )
        elif step == "moved":
            row = self.chance.choice(self.bank.tables["account"])
            bank.tables["account"].append({**row, "product_id": account["product_id"]})
        else:
            bank.add("balance", account_id=key, on="2026-11-05", balance=amount)
        done_quietly(write_extract(bank, self.folder / f"late{number}"))


def done_quietly(extract: Path) -> None:
    """Load; a row that is set aside is no failure."""
    done("load", extract)


@FEW
@given(
    steps=st.lists(st.sampled_from(STEPS), min_size=3, max_size=4),
    chance=st.randoms(use_true_random=False),
    few_most=st.sampled_from((0, 1_000)),
)
def test_the_running_book_is_what_a_reckoning_from_zero_gives(
    closed: Closed, django_db_blocker: DjangoDbBlocker, steps: list[str], chance: Random, few_most: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = folder / "home"
        copy(closed.home, home)
        with at_home(home, django_db_blocker):
            means = Means(scratch_of(folder), lambda _stage: None, few_most)
            history = History(closed.bank, chance, folder, itertools.count(1), means)
            for step in steps:
                history.take(step)
            book_waiting(None, means=means, actor="test")
            judge(folder)
            assert exported(folder / "again") == closed.files
        remove_database(home)


def scratch_of(folder: Path) -> Path:
    made = folder / "scratch"
    made.mkdir()
    return made


def judge(folder: Path) -> None:
    """Everything that became known is dealt with; the running book is the full one; all differences add up."""
    close = closing.close_of(MONTH)
    assert close is not None
    states = set(LateMonth.objects.values_list("state", flat=True))
    assert states <= {LateState.BOOKED, LateState.NOTHING}, list(LateMonth.objects.values_list("state", "trouble"))
    place = folder / "full"
    place.mkdir()
    full = settling.rehearse(month_period(MONTH), scratch=place, tell=lambda _stage: None)
    people = running.people_in(full)
    stands = running.running_people(close, running.everybody(close))
    assert {key: one for key, one in stands.items() if one.anything} == {
        key: one for key, one in people.items() if one.anything
    }
    assert rows_standing(folder_of(close.run)) == rows_in(select([full / "account_credit.parquet"], columns=["*"]))
    assert running.digest_now(close) == digest_in(full)
    runs = list(DeltaRun.objects.order_by("id"))
    digests = [close.digest, *(one.after for one in runs)]
    assert [one.before for one in runs] == digests[: len(runs)]
    assert len({one.event_id for one in runs}) == len(runs)
    first = running.people_in(folder_of(close.run))
    for staff_id in stands:
        deltas = list(DeltaBonus.objects.filter(staff_id=staff_id))
        old = first[staff_id].plain if staff_id in first else dict.fromkeys((*SUMS, *BONUS), 0)
        for measure in (*SUMS, "expense_fen", "raw_fen", "bonus_fen"):
            moved = sum(one.after[measure] - one.before[measure] for one in deltas)
            assert moved == stands[staff_id].plain[measure] - old[measure], (staff_id, measure)
        assert all(said(one) for one in deltas)


def rows_standing(folder: Path) -> object:
    """The settlement's rows with those of the differences in the place of theirs."""
    found = rows_in(select([folder / "account_credit.parquet"], columns=["*"]))
    close = closing.close_of(MONTH)
    assert close is not None
    found |= running.booked_rows(close)
    return {key: amounts for key, amounts in found.items() if amounts.anything}


EVERYTHING = ("lines", "ended", "barring plan", "suspended", "transfer", "price", "leaver")


@pytest.mark.parametrize("few_most", [1_000, 0])
def test_one_rule_two_speeds_give_the_same_differences(
    closed: Closed, tmp_path: Path, django_db_blocker: DjangoDbBlocker, few_most: int
) -> None:
    copy(closed.home, tmp_path / "home")
    with at_home(tmp_path / "home", django_db_blocker):
        means = Means(scratch_of(tmp_path), lambda _stage: None, few_most)
        history = History(closed.bank, Random(7), tmp_path, itertools.count(1), means)  # noqa: S311  no secret
        for step in EVERYTHING:
            history.take(step)
        book_waiting(None, means=means, actor="test")
        judge(tmp_path)
        kinds = set(DeltaRun.objects.values_list("event__kind", flat=True))
        assert len(kinds & {LateKind.LOAD, LateKind.PLAN, LateKind.SHARES, LateKind.STANDING}) > 1, kinds
    remove_database(tmp_path / "home")
