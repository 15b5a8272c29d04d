"""Certificates: what counts, what lapses when, sheets cell by cell, days without one."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest

from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.people.actions import certificates as told
from qiao.people.queries.certificates import (
    certificates_of,
    fitting,
    kinds_known,
    lapsing_of,
    rows_of,
    sheets,
    uncertified_spells,
)
from qiao.people.queries.standing import bars_on
from qiao.people.rules.certificates import Certificate, best, due_of, held, lacking, lapsing
from qiao.people.rules.samples import QUALIFIED
from qiao.people.rules.sheet import HEADS, read_certificates
from qiao.people.tests.cast import COLLEAGUE, MANAGER, TODAY, adopt, log_in, take_in_branch

LAST = date(2026, 12, 31)
ONE = Certificate(QUALIFIED, "N1", date(2024, 1, 1), LAST, hours_required=40, hours_earned=12, told=1)


@pytest.mark.parametrize(
    ("days", "stage", "lapsed"),
    [
        (91, None, None),
        (90, 90, False),
        (61, 90, False),
        (60, 60, False),
        (30, 30, False),
        (8, 30, False),
        (7, 7, False),
        (0, 7, False),
        (-1, 0, True),
    ],
)
def test_a_certificate_is_told_of_90_60_30_and_7_days_before(
    days: int,
    stage: int | None,
    lapsed: bool | None,  # noqa: FBT001  a column of the table
) -> None:
    found = lapsing([ONE], on=LAST - timedelta(days=days))
    assert [(one.stage, one.lapsed) for one in found] == ([] if stage is None else [(stage, lapsed)])


@pytest.mark.parametrize(("days", "due"), [(90, 90), (89, 60), (31, 30), (30, 30), (29, 7), (6, 0), (-5, 0)])
def test_it_is_due_by_the_next_reminder_and_then_by_its_last_day(days: int, due: int) -> None:
    (one,) = lapsing([ONE], on=LAST - timedelta(days=days))
    assert due_of(one, on=LAST - timedelta(days=days)) == LAST - timedelta(days=due)


def test_of_one_kind_the_one_valid_longest_counts_and_the_newest_telling_of_a_number() -> None:
    renewed = Certificate(QUALIFIED, "N2", date(2026, 6, 1), date(2028, 5, 31), told=2)
    assert best([ONE, renewed], on=date(2026, 6, 1)) == {QUALIFIED: renewed}
    assert best([ONE, renewed], on=date(2026, 5, 31)) == {QUALIFIED: ONE}
    mended = Certificate(
        QUALIFIED, "N1", date(2024, 1, 1), LAST, hours_required=40, hours_earned=40, told=3,
        known_at=datetime(2026, 9, 1, tzinfo=UTC),
    )  # fmt: skip
    assert [one.hours_lacking for one in held([mended, ONE])] == [0]
    assert [one.hours_lacking for one in held([mended, ONE], at=datetime(2026, 8, 1, tzinfo=UTC))] == [28]
    assert lacking([ONE], [QUALIFIED, "other"], on=date(2027, 1, 1)) == [(QUALIFIED, LAST), ("other", None)]


GOOD = [MANAGER, QUALIFIED, "N1", datetime(2024, 1, 1, tzinfo=UTC), "2026/12/31", 40.0, 12]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["", *GOOD[1:]], "staff_id"),
        ([*GOOD[:3], "soon", *GOOD[4:]], "issued_on"),
        ([*GOOD[:4], "1.1.2020", *GOOD[5:]], "valid_to"),
        ([*GOOD[:4], "2023-12-31", *GOOD[5:]], "valid_to"),
        ([*GOOD[:5], -1, 0], "hours_required"),
        ([*GOOD[:5], 1, "12.5"], "hours_earned"),
        ([*GOOD[:2], "x" * 61, *GOOD[3:]], "number"),
    ],
)
def test_a_cell_that_cannot_be_kept_is_told_by_line_and_column(row: list[object], column: str) -> None:
    read = read_certificates([HEADS, GOOD, [None] * 7, row])
    assert [(one.line, one.column) for one in read.troubles] == [(4, column)]
    assert (len(read.rows), read.refused) == (1, 1)


def test_a_certificate_that_stands_twice_and_heads_that_lack_are_refused() -> None:
    read = read_certificates([HEADS, GOOD, GOOD])
    assert [(one.line, one.column) for one in read.troubles] == [(3, "number")]
    for heads in (["staff_id"], [*HEADS, "more"], [*HEADS, "kind"]):
        with pytest.raises(Refusal, match="heads"):
            read_certificates([heads])


pytestmark = pytest.mark.django_db


def take_in(*rows: list[object]) -> int:
    read = fitting(read_certificates([HEADS, *rows]))
    sheet = told.take_in_certificates(
        read, file="c.xlsx", digest=hashlib.sha256(repr(rows).encode()).hexdigest(), person=log_in("HR1"), actor="hr1"
    )
    return sheet.pk


def test_a_sheet_is_taken_in_and_taken_back_whole() -> None:
    take_in_branch()
    number = take_in(GOOD, ["nobody", *GOOD[1:]])
    assert [(one.rows, one.refused) for one in sheets()] == [(1, 1)]
    assert (kinds_known(), [one.hours_lacking for one in certificates_of([MANAGER])[MANAGER]]) == ([QUALIFIED], [28])
    with pytest.raises(Refusal, match="already"):
        take_in(GOOD, ["nobody", *GOOD[1:]])
    assert told.take_back_sheet(number, reason="wrong file", person=log_in("HR1"), actor="hr1") == 1
    assert certificates_of([MANAGER]) == {MANAGER: []}
    told_by = AuditRecord.objects.filter(action="people.take_back_sheet").get()
    assert (told_by.reason, told_by.new) == ("wrong file", {"taken_back": 1})
    take_in(GOOD, ["nobody", *GOOD[1:]])


def test_only_hr_writes_certificates() -> None:
    take_in_branch()
    texts = {"staff_id": MANAGER, "kind": QUALIFIED, "number": "N1", "issued_on": "2024-01-01"}
    for nobody in (MANAGER, "HD1", "AU1"):
        with pytest.raises(Refusal) as refused:
            told.set_certificate(texts, person=log_in(nobody), actor=nobody)
        assert refused.value.code == "authority.missing"
    row = told.set_certificate(texts, person=log_in("HR1"), actor="hr1")
    for wrong in ({"staff_id": "nobody"}, {"issued_on": "soon"}, {"kind": ""}):
        with pytest.raises(Refusal):
            told.set_certificate(texts | wrong, person=log_in("HR1"), actor="hr1")
    with pytest.raises(Refusal, match="why"):
        told.take_back_certificate(row.pk, reason="", person=log_in("HR1"), actor="hr1")
    told.take_back_certificate(row.pk, reason="typed twice", person=log_in("HR1"), actor="hr1")
    assert [one.taken_back_by for one in rows_of(MANAGER)] == ["hr1"]


@pytest.mark.parametrize(
    ("on", "bars"),
    [
        (date(2026, 12, 31), {}),
        (date(2027, 1, 1), {MANAGER: ("the certificate 客户经理岗位资格 expired on 2026-12-31",)}),
    ],
)
def test_an_expired_certificate_bars_new_assignments(on: date, bars: dict[str, tuple[str, ...]]) -> None:
    take_in_branch()
    take_in(GOOD)
    assert bars_on([MANAGER], on=on) == bars  # without a ladder: what was held has to be valid still
    adopt()
    assert bars_on([MANAGER], on=on) == bars  # with one: the kinds that the level asks for


def test_what_lapses_is_listed_for_those_asked_and_for_everybody() -> None:
    take_in_branch()
    take_in(GOOD, [COLLEAGUE, QUALIFIED, "N2", "2024-01-01", "2026-10-04"])
    assert {who: [one.stage for one in found] for who, found in lapsing_of(None, on=TODAY).items()} == {
        MANAGER: [90],
        COLLEAGUE: [0],
    }
    assert list(lapsing_of([MANAGER], on=TODAY)) == [MANAGER]


def test_the_days_without_the_certificate_that_the_level_asks_for() -> None:
    take_in_branch()
    take_in(GOOD)
    assert uncertified_spells([MANAGER], since=date(2026, 12, 1), until=date(2027, 2, 1)) == {}
    adopt()
    asked = uncertified_spells([MANAGER, COLLEAGUE], since=date(2026, 12, 1), until=date(2027, 2, 1))
    assert asked == {MANAGER: ((date(2027, 1, 1), date(2027, 2, 1)),)}
    before = uncertified_spells([MANAGER], since=date(2023, 12, 1), until=date(2024, 2, 1))
    assert before == {}  # the ladder and the certificate both begin on 1 January 2024
