"""What is a sign and what is ordinary business: tables a banker can read, in units of 10,000 yuan."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.appraisal.rules.gaming.dressing import Deposits, dressing_of
from qiao.appraisal.rules.gaming.key_dates import ends_a_half_year, ends_a_quarter, month_end, ordinary_ends
from qiao.appraisal.rules.gaming.own_money import Inflow, own_money
from qiao.appraisal.rules.gaming.round_trips import Hop, round_trips
from qiao.appraisal.rules.gaming.serving import Served, credited_on, leading_on
from qiao.appraisal.rules.gaming.signs import Pattern, Sign, Span, in_order
from qiao.appraisal.rules.gaming.splitting import Fall, Opening, splits
from qiao.appraisal.rules.gaming.swaps import HandedOver, swaps
from qiao.appraisal.rules.gaming.thresholds import ALL, BUILT_IN
from qiao.ground.periods import day_number, day_of

WAN = 1_000_000
"""10,000 yuan in fen."""
KEY = day_number(day_of(0).replace(year=2026, month=6, day=30))
SINCE = KEY - 400


def wan(*events: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Balances by days from the key date, in 10,000 yuan."""
    return tuple((KEY + day, amount * WAN) for day, amount in events)


def of_one(
    *events: tuple[int, int], lent: Sequence[tuple[int, int]] = (), wages: Sequence[tuple[int, int]] = ()
) -> Deposits:
    return Deposits("C1", {"A1": wan((-300, 500), *events)}, SINCE, wan(*lent), wan(*wages))


MONTHLY = tuple(
    event for back in range(1, 6) for event in ((-2 - 30 * back - back // 2, 900), (4 - 30 * back - back // 2, 500))
)


@pytest.mark.parametrize(
    ("what", "deposits", "days"),
    [
        ("in two days before, out three after", of_one((-2, 900), (3, 500)), (-2, 3)),
        ("on the key date itself, for a night", of_one((0, 900), (1, 500)), (0, 1)),
        ("most of it goes back", of_one((-1, 900), (5, 600)), (-1, 5)),
        ("in three sums", of_one((-4, 590), (-3, 700), (-2, 900), (2, 700), (6, 500)), (-3, 6)),
        ("half of it in wages is no half", of_one((-2, 900), (3, 500), wages=[(3, 150)]), (-2, 3)),
    ],
)
def test_a_balance_that_rises_for_the_key_date_is_a_sign(what: str, deposits: Deposits, days: tuple[int, int]) -> None:
    sign = dressing_of(deposits, key_day=KEY, limits=BUILT_IN)
    assert sign is not None, what
    assert sign.spans == (Span("A1", KEY + days[0], KEY + days[1]),)


@pytest.mark.parametrize(
    ("what", "deposits"),
    [
        ("it came a week before", of_one((-7, 900), (3, 500))),
        ("it stays", of_one((-2, 900), (40, 500))),
        ("half of it stays", of_one((-2, 900), (3, 700))),
        ("less than a fifth of the level", of_one((-2, 590), (3, 500))),
        ("less than the least sum", Deposits("C1", {"A1": wan((-300, 100), (-2, 195), (3, 100))}, SINCE)),
        ("the same every month", of_one(*sorted(MONTHLY), (-2, 900), (4, 500))),
        ("it was lent and is used", of_one((-2, 900), (4, 500), lent=[(-2, 400)])),
        ("wages are paid from it", of_one((-2, 900), (4, 500), wages=[(4, 380)])),
        ("it falls instead", of_one((-2, 100), (3, 500))),
        (
            "it only moved between the customer's own accounts",
            Deposits(
                "C1", {"A1": wan((-300, 500), (-2, 900), (3, 500)), "A2": wan((-90, 400), (-2, 0), (3, 400))}, SINCE
            ),
        ),
    ],
)
def test_ordinary_business_is_none(what: str, deposits: Deposits) -> None:
    assert dressing_of(deposits, key_day=KEY, limits=BUILT_IN) is None, what


def test_only_the_account_on_which_the_money_lay_is_in_question() -> None:
    accounts = {"A1": wan((-300, 500), (-2, 900), (3, 500)), "A2": wan((-300, 200), (-2, 201), (3, 200))}
    sign = dressing_of(Deposits("C1", accounts, SINCE), key_day=KEY, limits=BUILT_IN)
    assert sign is not None
    assert [span.account_id for span in sign.spans] == ["A1"]


def hop(giver: str, taker: str, days: tuple[int, int], *, sum_wan: int = 300, told: bool = False) -> Hop:
    return Hop(giver, taker, KEY + days[0], KEY + days[1], sum_wan * WAN, told)


PARTIES = {"A": "CA", "B": "CB", "C": "CC", "A2": "CA"}


@pytest.mark.parametrize(
    ("what", "hops", "held"),
    [
        ("to and fro", [hop("A", "B", (-2, -1)), hop("B", "A", (3, 4))], [Span("B", KEY - 1, KEY + 3)]),
        (
            "round three",
            [hop("A", "B", (-3, -3)), hop("B", "C", (-1, 0)), hop("C", "A", (3, 3))],
            [Span("B", KEY - 3, KEY - 1), Span("C", KEY, KEY + 3)],
        ),
        (
            "from a lender elsewhere and back",
            [hop("X9", "A", (-1, -1), told=True), hop("A", "X9", (4, 4), told=True)],
            [Span("A", KEY - 1, KEY + 4)],
        ),
        (
            "a little less comes back",
            [hop("A", "B", (-2, -2), sum_wan=300), hop("B", "A", (3, 3), sum_wan=298)],
            [Span("B", KEY - 2, KEY + 3)],
        ),
    ],
)
def test_money_that_goes_round_a_key_date_is_a_sign(what: str, hops: list[Hop], held: list[Span]) -> None:
    (sign,) = round_trips(hops, key_day=KEY, parties=PARTIES, limits=BUILT_IN)
    assert list(sign.spans) == held, what


HABIT = [one for day in (-35, -28, -21, -14) for one in (hop("A", "B", (day, day)), hop("B", "A", (day + 3, day + 3)))]


@pytest.mark.parametrize(
    ("what", "hops"),
    [
        ("one way", [hop("A", "B", (-2, -1))]),
        ("back before the key date", [hop("A", "B", (-6, -6)), hop("B", "A", (-2, -2))]),
        ("out after it", [hop("A", "B", (1, 1)), hop("B", "A", (4, 4))]),
        ("another sum comes back", [hop("A", "B", (-2, -2)), hop("B", "A", (3, 3), sum_wan=250)]),
        ("back after three weeks", [hop("A", "B", (-2, -2)), hop("B", "A", (21, 21))]),
        ("between one customer's accounts", [hop("A", "A2", (-2, -2)), hop("A2", "A", (3, 3))]),
        ("as every week", [*HABIT, hop("A", "B", (-2, -2)), hop("B", "A", (2, 2))]),
    ],
)
def test_money_that_goes_another_way_is_none(what: str, hops: list[Hop]) -> None:
    assert round_trips(hops, key_day=KEY, parties=PARTIES, limits=BUILT_IN) == (), what


def handed(party: str, giver: str, taker: str, *, day: int = 0) -> HandedOver:
    return HandedOver(party, giver, taker, KEY + day, 100 * WAN)


@pytest.mark.parametrize(
    ("what", "rows", "signs"),
    [
        (
            "two each way",
            [
                handed("C1", "m", "n"),
                handed("C2", "m", "n", day=5),
                handed("C3", "n", "m", day=-9),
                handed("C4", "n", "m"),
            ],
            1,
        ),
        ("one each way may be chance", [handed("C1", "m", "n"), handed("C3", "n", "m")], 0),
        ("one way only", [handed("C1", "m", "n"), handed("C2", "m", "n"), handed("C3", "m", "n")], 0),
        (
            "there and back is a cover",
            [
                handed("C1", "m", "n", day=-9),
                handed("C2", "m", "n", day=-9),
                handed("C1", "n", "m", day=9),
                handed("C2", "n", "m", day=9),
            ],
            0,
        ),
        (
            "in a ring of three",
            [handed(f"C{n}", pair[0], pair[1]) for n, pair in enumerate(["mn", "mn", "no", "no", "om", "om"])],
            0,
        ),
        (
            "too far from the half-year's end",
            [
                handed("C1", "m", "n", day=20),
                handed("C2", "m", "n"),
                handed("C3", "n", "m"),
                handed("C4", "n", "m", day=-20),
            ],
            0,
        ),
    ],
)
def test_customers_exchanged_both_ways_are_a_sign(what: str, rows: list[HandedOver], signs: int) -> None:
    accounts = {f"C{n}": [f"A{n}"] for n in range(9)}
    found = swaps(rows, key_day=KEY, accounts=accounts, limits=BUILT_IN)
    assert len(found) == signs, what
    assert all(one.staff_ids == ("m", "n") for one in found)


def inflow(*, day: int = -2, sum_wan: int = 30, told: bool = True) -> Inflow:
    return Inflow("A1", "C1", KEY + day, sum_wan * WAN, "m", "the manager", told)


@pytest.mark.parametrize(
    ("inflows", "signs"),
    [
        ([inflow()], 1),
        ([inflow(sum_wan=12), inflow(day=-1, sum_wan=12)], 1),
        ([inflow(sum_wan=12)], 0),
        ([inflow(day=-11)], 0),
        ([inflow(day=1)], 0),
    ],
)
def test_money_in_the_name_of_who_is_credited_is_a_sign_before_a_key_date(inflows: list[Inflow], signs: int) -> None:
    found = own_money(inflows, key_day=KEY, limits=BUILT_IN)
    assert len(found) == signs
    assert all(one.staff_ids == ("m",) for one in found)


def test_what_a_posting_and_a_move_both_tell_counts_once() -> None:
    (sign,) = own_money([inflow(), inflow(told=False)], key_day=KEY, limits=BUILT_IN)
    assert len(sign.traces) == 1
    assert sign.score_bp == 9_000


def no_falls(total_fen: int, *, first: int, last: int) -> list[Fall]:
    assert total_fen > 0
    assert first <= last
    return []


def opening(number: int, *, sum_wan: int = 49, day: int = 0, **facts: Any) -> Opening:
    plain = Opening(
        account_id=f"A{number}",
        party_id=f"C{number}",
        product_id="D-1Y",
        staff_id="m",
        day=KEY + day,
        amount_fen=sum_wan * WAN,
        marks=(),
        is_new=True,
    )
    return replace(plain, **facts)


@pytest.mark.parametrize(
    ("what", "openings", "signs"),
    [
        ("three just below half a million", [opening(n, party_id="C1") for n in range(3)], 1),
        ("two only", [opening(n, party_id="C1") for n in range(2)], 0),
        ("far below", [opening(n, party_id="C1", sum_wan=40) for n in range(3)], 0),
        ("a ladder of terms", [opening(n, party_id="C1", product_id=f"D{n}") for n in range(3)], 0),
        ("over a month", [opening(n, party_id="C1", day=14 * n) for n in range(3)], 0),
        ("new customers of one telephone", [opening(n, marks=("000000",)) for n in range(3)], 1),
        ("of one telephone, unequal", [opening(n, marks=("000000",), sum_wan=20 + 20 * n) for n in range(4)], 0),
        ("of one telephone, known before", [opening(n, marks=("000000",), is_new=False) for n in range(4)], 0),
        ("of different managers", [opening(n, marks=("000000",), staff_id=f"m{n}") for n in range(4)], 0),
        ("nothing in common, and nothing fed them", [opening(n) for n in range(4)], 0),
    ],
)
def test_one_deposit_in_parts_is_a_sign(what: str, openings: list[Opening], signs: int) -> None:
    found = splits(openings, no_falls, limits=BUILT_IN)
    assert len(found) == signs, what


def test_equal_new_customers_are_a_sign_where_one_account_fell_by_their_sum() -> None:
    def falls(total_fen: int, *, first: int, last: int) -> list[Fall]:
        assert first <= KEY <= last
        return [Fall("A99", KEY, total_fen)]

    (sign,) = splits([opening(n) for n in range(3)], falls, limits=BUILT_IN)
    assert len(sign.spans) == 3
    assert sign.traces[0].account_id == "A99"


def test_rows_of_an_account_go_before_those_of_the_customer() -> None:
    rows = [Served("", "m", 0, None, 10_000), Served("A1", "n", 10, 20, 6_000), Served("A1", "o", 10, 20, 4_000)]
    assert credited_on(rows, account_id="A1", day=15) == {"n", "o"}
    assert leading_on(rows, account_id="A1", day=15) == "n"
    assert credited_on(rows, account_id="A1", day=20) == credited_on(rows, account_id="A2", day=15) == {"m"}


def test_key_dates_and_what_is_ordinary_between_them() -> None:
    assert month_end(KEY - 3) == KEY
    assert (ends_a_quarter(KEY), ends_a_half_year(KEY)) == (True, True)
    assert [day_of(one).month for one in ordinary_ends(KEY)] == [5, 4, 2, 1]
    assert [day_of(one).month for one in ordinary_ends(month_end(KEY + 1))] == [6, 5, 4]


@given(st.permutations([hop("A", "B", (-2, -1)), hop("B", "A", (3, 4)), *HABIT, hop("B", "C", (0, 0))]))
def test_the_order_in_which_the_book_is_read_changes_nothing(hops: list[Hop]) -> None:
    first = round_trips(sorted(hops, key=str), key_day=KEY, parties=PARTIES, limits=BUILT_IN)
    assert round_trips(hops, key_day=KEY, parties=PARTIES, limits=BUILT_IN) == first


def test_a_sign_is_the_same_sign_whenever_it_is_found() -> None:
    one = Sign(Pattern.DRESSING, KEY, ("C1",), (Span("A1", 1, 2),), 5_000, ())
    again = replace(one, score_bp=6_000)
    assert one.key == again.key
    assert len(in_order([one, again, replace(one, key_day=KEY + 1)])) == 2


def test_every_number_is_dated_and_marked_as_a_proposal() -> None:
    assert all(one.name.startswith("gaming.") and not one.verified for one in ALL)
    assert BUILT_IN.tiers_fen == (500_000_00, 1_000_000_00, 5_000_000_00)
