"""What a record asks for: papers at 90, 60, 30 and 7 days, next steps until they are answered, consent."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from qiao.profile.rules.duties import due_of, expiries, forbids_marketing, next_step, stage_of
from qiao.profile.rules.items import ITEMS
from qiao.profile.rules.standing import Known

TODAY = date(2026, 6, 1)


def known(item: str, entry: str = "", number: int = 1, **values: Any) -> Known:
    return Known(number, item, entry, values, TODAY, datetime(2026, 6, 1, tzinfo=UTC), "chen", "a visit")


@pytest.mark.parametrize(
    ("days", "stage", "due_in"),
    [(91, None, 91), (90, 90, 30), (61, 90, 1), (60, 60, 30), (30, 30, 23), (7, 7, 7), (0, 7, 0), (-1, 0, -1)],
)
def test_a_paper_is_told_and_told_again(days: int, stage: int | None, due_in: int) -> None:
    assert stage_of(days) == stage
    assert due_of(TODAY + timedelta(days=days), on=TODAY) == TODAY + timedelta(days=due_in)


def test_what_expires_is_told_the_most_urgent_first() -> None:
    record = [
        known("paper", "far", valid_until="2027-01-01"),
        known("paper", "soon", valid_until="2026-07-01"),
        known("paper", "gone", valid_until="2026-05-31"),
        known("id_card"),
        known("consent", "marketing", purpose="marketing", given=False, until="2026-06-02"),
        known("consent", "bureau", purpose="bureau", given=True, until="2026-06-02"),
    ]
    found = expiries(record, ITEMS, on=TODAY)
    assert [(one.known.entry, one.days, one.expired) for one in found] == [
        ("gone", -1, True),
        ("bureau", 1, False),
        ("soon", 30, False),
    ]


def test_a_next_step_is_open_until_a_later_contact() -> None:
    first = known("contact", "1", 1, day="2026-05-01", next_step="offer", next_on="2026-06-10")
    step = next_step([first])
    assert step
    assert (step.words, step.due) == ("offer", date(2026, 6, 10))
    assert next_step([first, known("contact", "2", 2, day="2026-05-20")]) is None
    assert next_step([]) is None


@pytest.mark.parametrize(
    ("values", "forbidden"),
    [
        ({"given": True}, False),
        ({"given": False}, True),
        ({"given": True, "until": "2026-05-31"}, True),
        ({"given": True, "until": "2026-06-01"}, False),
    ],
)
def test_offers_are_made_to_who_agreed(values: dict[str, Any], forbidden: bool) -> None:  # noqa: FBT001  a table's column
    record = {("consent", "marketing"): known("consent", "marketing", purpose="marketing", **values)}
    assert forbids_marketing(record, on=TODAY) is forbidden
    assert not forbids_marketing({}, on=TODAY)
