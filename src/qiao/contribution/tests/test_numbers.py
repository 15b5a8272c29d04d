"""The leaf as a table expression against the scalar rule, at the bounds of the contract where 64 bits could run out."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qiao.contribution.frames.numbers import exact_sum, leaf_micro, quotient, rho
from qiao.contribution.rules import leaf as scalar
from qiao.contribution.rules.basis import DayBasis, expected_loss_divisor, margin_divisor
from qiao.engine.sessions import Session, duckdb_session

BALANCE_MOST = 10**13  # fen: 10^11 of the currency's unit
DAYS_MOST = 31
SHARE_MOST = 10_000
SPREAD_MOST = 2_000_000  # a rate of 1 against a price of -1, in millionths
RHO_MOST = 10**8
MONTHS = [(basis, days) for basis in DayBasis for days in (28, 29, 30, 31)]
DIVISORS = sorted({margin_divisor(basis, days=days) for basis, days in MONTHS})
LOSS_DIVISORS = sorted({expected_loss_divisor(basis, days=days) for basis, days in MONTHS})
FEW = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def near(bound: int) -> st.SearchStrategy[int]:
    """Whole numbers up to a bound on both sides, the bound and its neighbourhood more often than chance would."""
    edges = [bound, bound - 1, 1, 0, bound // 2, bound // 2 + 1]
    return st.one_of(st.sampled_from([sign * edge for edge in edges for sign in (1, -1)]), st.integers(-bound, bound))


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with duckdb_session(tmp_path_factory.mktemp("numbers")) as opened:
        yield opened


LEAVES = st.tuples(
    near(BALANCE_MOST), st.integers(1, DAYS_MOST), st.integers(0, SHARE_MOST) | st.just(SHARE_MOST), near(SPREAD_MOST)
)
WORST = (BALANCE_MOST, DAYS_MOST, SHARE_MOST, SPREAD_MOST)


def by_engine(session: Session, leaves: Sequence[tuple[int, int]], divisor: int) -> list[int]:
    """Each leaf (weighted days, factor) as the engine reckons it, in the order given."""
    given_rows = pa.table(
        {
            "place": list(range(len(leaves))),
            "weighted": pa.array([weighted for weighted, _factor in leaves], pa.int64()),
            "factor": pa.array([factor for _weighted, factor in leaves], pa.int64()),
        }
    )
    rows = session.put("leaves", given_rows)
    micro = leaf_micro(weighted_days=rows.weighted, factor=rows.factor, divisor=divisor)
    found = session.rows(rows.select("place", micro=micro).order_by("place"), most=len(leaves))
    return [row["micro"] for row in found]


@FEW
@given(leaves=st.lists(LEAVES, min_size=1, max_size=60))
@example(leaves=[WORST])
def test_the_engine_rounds_every_margin_as_the_rule_does(
    session: Session, leaves: list[tuple[int, int, int, int]]
) -> None:
    weighted = [(balance * days * share, factor) for balance, days, share, factor in leaves]
    for divisor in DIVISORS:
        expected = [
            scalar.leaf_micro(balance * days, share_bp=share, factor=factor, divisor=divisor)
            for balance, days, share, factor in leaves
        ]
        assert by_engine(session, weighted, divisor) == expected, divisor


@FEW
@given(leaves=st.lists(st.tuples(near(BALANCE_MOST), st.integers(0, RHO_MOST)), min_size=1, max_size=60))
@example(leaves=[(BALANCE_MOST, RHO_MOST), (-BALANCE_MOST, RHO_MOST)])
def test_the_engine_rounds_every_expected_loss_as_the_rule_does(
    session: Session, leaves: list[tuple[int, int]]
) -> None:
    weighted = [(balance * DAYS_MOST * SHARE_MOST, factor) for balance, factor in leaves]
    for divisor in (LOSS_DIVISORS[0], LOSS_DIVISORS[-1]):
        expected = [
            scalar.leaf_micro(balance * DAYS_MOST, share_bp=SHARE_MOST, factor=factor, divisor=divisor)
            for balance, factor in leaves
        ]
        assert by_engine(session, weighted, divisor) == expected, divisor


@FEW
@given(amounts=st.lists(st.integers(0, 2**62), min_size=1, max_size=100))
@example(amounts=[2**62, 2**62 - 1, 3 * 10**18, 3_100_000_000_000_000_000])
def test_the_engine_divides_exactly_however_large_the_amount(session: Session, amounts: list[int]) -> None:
    rows = session.put("amounts", pa.table({"amount": pa.array(amounts, pa.int64())}))
    for divisor in (DIVISORS[0], DIVISORS[-1], LOSS_DIVISORS[-1]):
        found = session.rows(rows.select("amount", whole=quotient(rows.amount, divisor)), most=len(amounts))
        assert sorted((row["amount"], row["whole"]) for row in found) == sorted(
            (amount, amount // divisor) for amount in amounts
        )


PPM = st.none() | st.integers(0, 10**6) | st.sampled_from([0, 1, 10**6, 12_345, 500_000])


@FEW
@given(pairs=st.lists(st.tuples(PPM, PPM), min_size=1, max_size=100))
def test_the_engine_rounds_the_rate_of_loss_as_the_rule_does(
    session: Session, pairs: list[tuple[int | None, int | None]]
) -> None:
    given_rows = {
        "pd": pa.array([pd for pd, _lgd in pairs], pa.int64()),
        "lgd": pa.array([lgd for _pd, lgd in pairs], pa.int64()),
        "place": list(range(len(pairs))),
    }
    rows = session.put("risks", pa.table(given_rows))
    found = session.rows(
        rows.select("place", rho=rho(pd_ppm=rows.pd, lgd_ppm=rows.lgd)).order_by("place"), most=len(pairs)
    )
    assert [row["rho"] for row in found] == [scalar.rho_of(pd, lgd_ppm=lgd) for pd, lgd in pairs]


@FEW
@given(values=st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=200))
@example(values=[2**63 - 1] * 200)
@example(values=[-(2**63)] * 200)
def test_a_total_is_exact_beyond_64_bits(session: Session, values: list[int]) -> None:
    rows = session.put("values", pa.table({"value": pa.array(values, pa.int64())}))
    found = session.rows(rows.agg(total=exact_sum(rows.value)), most=1)
    assert found[0]["total"] == Decimal(sum(values))
