"""What lies round a customer, as rules: products, close customers, the timeline."""

from fractions import Fraction

import pytest

from qiao.desk.rules.closeness import next_to
from qiao.desk.rules.holdings import MISSING_MOST, holdings_of
from qiao.desk.rules.timeline import BAR_WIDTH, EVENTS_MOST, Bar, Event, What, bar_of, newest_first, rate_changes

KNOWN = ("card", "demand", "loan", "time")


def test_what_most_peers_have_stands_first_and_what_few_have_is_no_omission() -> None:
    found = holdings_of(
        {"demand": 2}, among_peers={"demand": 20, "time": 12, "card": 2, "loan": 1}, peers=20, known=KNOWN
    )
    assert [(one.product_id, one.accounts, one.peers_share) for one in found.held] == [("demand", 2, Fraction(1))]
    assert [(one.product_id, one.peers_share) for one in found.missing] == [
        ("time", Fraction(3, 5)),
        ("card", Fraction(1, 10)),
    ]


@pytest.mark.parametrize(("peers", "told"), [(9, False), (10, True)])
def test_of_too_few_peers_no_share_is_told(peers: int, told: bool) -> None:  # noqa: FBT001  a table's own column
    found = holdings_of({"demand": 1}, among_peers={"demand": peers, "time": peers}, peers=peers, known=KNOWN)
    assert (found.held[0].peers_share is not None) is told
    assert bool(found.missing) is told


def test_a_product_that_left_the_catalogue_is_missed_by_nobody_but_shown_where_held() -> None:
    found = holdings_of({"old": 1}, among_peers={"old": 5, "gone": 20}, peers=20, known=KNOWN)
    assert [one.product_id for one in found.held] == ["old"]
    assert not found.missing


def test_the_list_of_missing_products_is_bounded() -> None:
    many = {f"P{number:02}": 20 for number in range(50)}
    assert len(holdings_of({}, among_peers=many, peers=20, known=many).missing) == MISSING_MOST


def test_closeness_grows_by_those_tied_to_a_member_in_either_direction() -> None:
    ties = [("parent", "we"), ("we", "daughter"), ("strangers", "others"), ("we", "we")]
    assert next_to(["we"], ties) == ["daughter", "parent"]
    assert next_to(["we", "daughter", "parent"], ties) == []


def test_a_rate_that_stays_the_same_is_no_change() -> None:
    assert rate_changes([(1, 24_000), (5, 24_000), (9, 21_000)]) == [(9, 24_000, 21_000)]
    assert rate_changes([(1, 24_000)]) == []


def test_the_timeline_is_half_open_newest_first_and_bounded() -> None:
    events = [Event(day, What.OPENED, f"A{day}") for day in range(200)]
    found = newest_first(events, since_day=10, until_day=100)
    assert [one.on_day for one in found] == list(range(99, 99 - EVENTS_MOST, -1))
    assert [one.on_day for one in newest_first(events, since_day=10, until_day=12)] == [11, 10]


@pytest.mark.parametrize(
    ("since", "until", "share_bp", "bar"),
    [
        (0, None, 10_000, Bar(0, BAR_WIDTH, 0, 20)),
        (50, 100, 5_000, Bar(500, 500, 10, 10)),
        (0, 50, 0, Bar(0, 500, 18, 2)),
        (120, None, 10_000, Bar(1_000, 4, 0, 20)),
    ],
)
def test_a_bar_is_as_long_as_the_time_and_as_high_as_the_share(
    since: int, until: int | None, share_bp: int, bar: Bar
) -> None:
    assert bar_of(since, until, first_day=0, end_day=100, share_bp=share_bp) == bar
