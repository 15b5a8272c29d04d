"""Ladders are data: ranks alone order levels, versions hold from a day, two persons change them."""

from dataclasses import replace
from datetime import date

import pytest

from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office import queries as asked
from qiao.office.registry import kinds
from qiao.people.actions import ladders
from qiao.people.queries.authority import authority_on
from qiao.people.queries.careers import level_on
from qiao.people.queries.ladders import ladders_on, matrices_on, matrix_versions_of, versions_of
from qiao.people.rules import authority, ladder, samples
from qiao.people.rules.ladder import Ladder, Level, steps_between
from qiao.people.rules.reading import read_ladder, read_matrix, written, written_matrix
from qiao.people.tests.cast import ADOPTED, MANAGER, TODAY, adopt, log_in, take_in_branch

LINES = {"name": "Ours", "source": "office text 12", "sector": "bank", "mark": "read"}


@pytest.mark.parametrize(
    ("scheme", "old", "new", "steps"),
    [
        ("five_up", "4", "5", 1),
        ("five_up", "5", "1", -4),
        ("six_down", "4", "1", 3),
        ("six_down", "1", "S", 1),
        ("ten_down", "1", "10", -9),
        ("neutral", "见习", "资深", 5),
    ],
)
def test_one_bank_counts_up_and_another_down(scheme: str, old: str, new: str, steps: int) -> None:
    assert steps_between(samples.BY_SCHEME[scheme], old=old, new=new) == steps


@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda one: one.scheme)
def test_a_sample_reads_back_as_it_is_written(sample: Ladder) -> None:
    assert ladder.from_plain(sample.scheme, ladder.plain(sample)) == sample
    texts = {"name": sample.name, "source": sample.source, "sector": sample.sector, "mark": sample.mark}
    assert read_ladder(sample.scheme, texts | {"levels": written(sample)}) == sample


def test_a_matrix_reads_back_as_it_is_written() -> None:
    matrix = samples.NEUTRAL_MATRIX
    assert authority.from_plain(authority.plain(matrix)) == matrix
    assert read_matrix(samples.NEUTRAL, written_matrix(matrix)) == matrix


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        ("", "ladder.levels"),
        ("1 | one", "ladder.line"),
        ("1 | one | first", "ladder.line"),
        ("1 | one | -1", "ladder.line"),
        ("1 | one | ١", "ladder.line"),
        ("1 | one | 1\n1 | two | 2", "ladder.twice"),
        ("1 | one | 1\n2 | two | 1", "ladder.twice"),
        ("1 | one | 1 | 0 | no | g | c | more", "ladder.line"),
        ("\n".join(f"{n} | level | {n}" for n in range(31)), "ladder.levels"),
    ],
)
def test_levels_that_cannot_be_read_are_refused_by_their_line(levels: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_ladder("ours", LINES | {"levels": levels})
    assert refused.value.code == code


@pytest.mark.parametrize(
    "line",
    ["中级", "中级 | small | x | 1 | 1 | 1 | yes", "中级 | small | 1 | 1 | -1 | 1 | yes", "7 | s | 1 | 1 | 1 | 1 | y"],
)
def test_a_line_of_the_matrix_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(Refusal, match="Line 1"):
        read_matrix(samples.NEUTRAL, line)


pytestmark = pytest.mark.django_db


def test_nothing_is_in_force_until_two_persons_adopt_it() -> None:
    take_in_branch()
    assert (ladders_on(TODAY), matrices_on(TODAY), level_on(MANAGER, on=TODAY)) == ({}, {}, None)
    assert authority_on(MANAGER, on=TODAY) is None
    adopt()
    held, allowed = level_on(MANAGER, on=TODAY), authority_on(MANAGER, on=TODAY)
    assert held
    assert (held.level.code, held.told) == ("中级", False)
    assert allowed
    assert (allowed.customers_most, allowed.price_bp, allowed.alone) == (30, 10, True)
    assert level_on(MANAGER, on=date(2023, 12, 31)) is None


def test_who_asks_does_not_decide_and_a_stranger_does_neither() -> None:
    take_in_branch()
    one = ladders.propose(samples.NEUTRAL, since=ADOPTED, reason="adopt", on=TODAY, actor=log_in("HR1"))
    with pytest.raises(Refusal, match="yourself"):
        office.decide(one.pk, approve=True, reason="", on=TODAY, actor=log_in("HR1"))
    for nobody in (MANAGER, "AU1", "LE1"):
        with pytest.raises(Refusal) as refused:
            office.decide(one.pk, approve=True, reason="", on=TODAY, actor=log_in(nobody))
        assert refused.value.code == "authority.missing"
    assert ladders_on(TODAY) == {}


def test_a_later_version_begins_today_or_later_and_the_past_stays() -> None:
    take_in_branch()
    adopt()
    changed = replace(samples.NEUTRAL, levels=(*samples.NEUTRAL.levels, Level("实习", "intern", 5)))
    with pytest.raises(Refusal, match="today or later"):
        ladders.propose(changed, since=date(2026, 1, 1), reason="r", on=TODAY, actor=log_in("HR1"))
    one = ladders.propose(changed, since=TODAY, reason="interns", on=TODAY, actor=log_in("HD1"))
    kind = kinds["ladder"]
    assert [line.what for line in kind.changes("neutral", one.wish, one.before)] == ["实习", "Holds from"]
    office.decide(one.pk, approve=True, reason="", on=TODAY, actor=log_in("HR1"))
    assert len(ladders_on(TODAY)["neutral"].levels) == 7
    assert len(ladders_on(date(2026, 10, 4))["neutral"].levels) == 6
    told = AuditRecord.objects.filter(action="people.set_ladder").latest("id")
    assert told.old
    assert told.new
    assert (told.actor, len(told.old["levels"]), len(told.new["levels"])) == ("hr1", 6, 7)
    with pytest.raises(Refusal, match="already"):
        ladders.propose(changed, since=TODAY, reason="r", on=TODAY, actor=log_in("HR1"))
    assert [row.since for row in versions_of("neutral")] == [TODAY, ADOPTED]


def test_a_ladder_can_be_put_out_of_force() -> None:
    take_in_branch()
    adopt()
    one = ladders.propose_end("neutral", since=TODAY, reason="replaced", on=TODAY, actor=log_in("HR1"))
    assert kinds["ladder"].changes("neutral", one.wish, one.before)
    office.decide(one.pk, approve=True, reason="", on=TODAY, actor=log_in("HD1"))
    assert ladders_on(TODAY) == {}
    assert level_on(MANAGER, on=TODAY) is None
    with pytest.raises(Refusal, match="not in force"):
        ladders.propose_end("neutral", since=TODAY, reason="again", on=TODAY, actor=log_in("HR1"))


def test_the_matrix_changes_by_two_persons_and_tells_old_and_new() -> None:
    take_in_branch()
    adopt()
    wider = samples.NEUTRAL_MATRIX | {"中级": replace(samples.NEUTRAL_MATRIX["中级"], customers_most=35)}
    one = ladders.propose_matrix("neutral", wider, since=TODAY, reason="more", on=TODAY, actor=log_in("HR1"))
    (line, _since) = kinds["matrix"].changes("neutral", one.wish, one.before)
    assert (line.what, "30 customers" in line.old, "35 customers" in line.new) == ("中级", True, True)
    office.decide(one.pk, approve=True, reason="", on=TODAY, actor=log_in("HR2"))
    allowed = authority_on(MANAGER, on=TODAY)
    assert allowed
    assert allowed.customers_most == 35
    told = AuditRecord.objects.filter(action="people.set_matrix").latest("id")
    assert told.old
    assert told.new
    assert told.old["values"]["中级"]["customers_most"] == 30
    assert told.new["values"]["中级"]["customers_most"] == 35
    assert len(matrix_versions_of("neutral")) == 2
    with pytest.raises(Refusal, match="already"):
        ladders.propose_matrix("neutral", wider, since=TODAY, reason="r", on=TODAY, actor=log_in("HR1"))


def test_a_wish_that_was_overtaken_is_refused_as_stale() -> None:
    take_in_branch()
    adopt()
    wider = samples.NEUTRAL_MATRIX | {"中级": replace(samples.NEUTRAL_MATRIX["中级"], customers_most=35)}
    one = ladders.propose_matrix("neutral", wider, since=TODAY, reason="more", on=TODAY, actor=log_in("HR1"))
    ladders.set_matrix(
        "neutral", rows=None, since=TODAY, reason="emptied", number=asked.approval_of(one.pk).pk, actor=log_in("HR2")
    )
    with pytest.raises(Refusal, match="changed since"):
        office.decide(one.pk, approve=True, reason="", on=TODAY, actor=log_in("HD1"))
