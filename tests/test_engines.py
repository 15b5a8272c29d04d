"""One settlement on three engines: the same files, the same numbers at their bounds, the same texts."""

import tempfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from qiao.contribution.frames.numbers import exact_sum, leaf_micro, narrow_sum, quotient, rho
from qiao.contribution.rules import leaf as scalar
from qiao.contribution.rules.basis import DayBasis, expected_loss_divisor, margin_divisor
from tests.banks.bank import Bank
from tests.banks.maker import seeded_bank
from tests.banks.strategies import banks
from tests.engines.opened import Opened, opened
from tests.oracle.settlement import settle
from tests.test_frames import settled_on
from tests.test_settlement import with_hostile_ids
from tests.test_twins import HAND_PLANS

BASES = list(DayBasis)
MONTHS = [(basis, days) for basis in DayBasis for days in (28, 31)]
DIVISORS = sorted({by(basis, days=days) for by in (margin_divisor, expected_loss_divisor) for basis, days in MONTHS})
MONEY_MOST = "100000000000.00"
BALANCE_DAYS_MOST, SHARE_MOST, FACTOR_MOST = 31 * 10**13, 10_000, 2_000_000
TEXTS = (
    *("", None, " ", " lead", "trail ", "NULL", "null", "\\N", "\\.", "\\", "\\\\", '"', '""', "'", ",", "a,b", "{}"),
    *(
        "a\nb",
        "a\n\\.\nb",
        "a\r\nb",
        "\r",
        "\n",
        "\t",
        "%s",
        "?",
        "$1",
        "甲|",
        "é",
        "e\u0301",
        "🏦",
        "\ufeff",
        "\u00a0",
    ),
    *("Z", "a", "B", "z", "Ａ", "一", "丁"),
)
FEW = settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)

pytestmark = pytest.mark.whatever_database  # an engine of PostgreSQL is asked on either run


@pytest.fixture(scope="module", params=["duckdb", "postgres", "spark"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(request.param, tmp_path_factory.mktemp(request.param)) as session:
        yield session


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened("postgres", tmp_path_factory.mktemp("postgres")) as session:
        yield session


def agrees(engine: Opened, bank: Bank, *, basis: DayBasis) -> bool:
    by_hand = settle(bank.tables, month=bank.month, plan=HAND_PLANS[BASES.index(basis)])
    with tempfile.TemporaryDirectory() as name:
        files = settled_on(engine.session, bank, Path(name), basis=basis, cut=[[0, 1]], local=engine.local)
    return files == by_hand.files


@FEW
@given(bank=banks(), basis=st.sampled_from(BASES))
def test_postgresql_settles_any_bank_as_a_person_would(postgres: Opened, bank: Bank, basis: DayBasis) -> None:
    assert agrees(postgres, bank, basis=basis)


def test_an_engine_settles_a_bank_with_hostile_ids_and_the_largest_balances_as_a_person_would(engine: Opened) -> None:
    bank = with_hostile_ids(seeded_bank(7, accounts=30), seed=7)
    for row in bank.tables["balance"]:
        if Decimal(row["balance"]) > 0:
            row["balance"] = MONEY_MOST  # the bank's balance-days x share no longer fit 64 bits
    assert agrees(engine, bank, basis=DayBasis.ACT_365)


def near(bound: int) -> list[int]:
    return [sign * edge for edge in (bound, bound - 1, bound // 2 + 1, 1) for sign in (1, -1)] + [0]


def test_an_engine_rounds_every_leaf_as_the_rule_does_up_to_the_bounds(engine: Opened) -> None:
    leaves = list(product(near(BALANCE_DAYS_MOST), (SHARE_MOST, 3333, 1), near(FACTOR_MOST)))
    columns = {
        "place": list(range(len(leaves))),
        "weighted": [days * share for days, share, _factor in leaves],
        "factor": [factor for _days, _share, factor in leaves],
    }
    rows = engine.session.put("leaves", pa.table(columns))
    asked = {
        f"by_{divisor}": leaf_micro(weighted_days=rows.weighted, factor=rows.factor, divisor=divisor)
        for divisor in DIVISORS
    }
    found = engine.session.rows(rows.select("place", **asked).order_by("place"), most=len(leaves))
    for row, (days, share, factor) in zip(found, leaves, strict=True):
        for divisor in DIVISORS:
            expected = scalar.leaf_micro(days, share_bp=share, factor=factor, divisor=divisor)
            assert row[f"by_{divisor}"] == expected, (days, share, factor, divisor)


def test_an_engine_divides_exactly_below_the_largest_amount(engine: Opened) -> None:
    amounts = sorted({edge + step for edge in (2**62, 3 * 10**18, 10**15, 2**53) for step in (-1, 0)} | {0, 1, 2**31})
    rows = engine.session.put("amounts", pa.table({"amount": pa.array(amounts, pa.int64())}))
    asked = {f"by_{divisor}": quotient(rows.amount, divisor) for divisor in DIVISORS}
    for row in engine.session.rows(rows.select("amount", **asked), most=len(amounts)):
        assert {name: row[name] for name in asked} == {f"by_{by}": row["amount"] // by for by in DIVISORS}, row


def test_an_engine_rounds_the_rate_of_loss_as_the_rule_does(engine: Opened) -> None:
    pairs = list(product((None, 0, 1, 12_345, 500_000, 999_999, 10**6), repeat=2))
    columns = {
        "place": list(range(len(pairs))),
        "pd": pa.array([pd for pd, _lgd in pairs], pa.int64()),
        "lgd": pa.array([lgd for _pd, lgd in pairs], pa.int64()),
    }
    rows = engine.session.put("risks", pa.table(columns))
    asked = rows.select("place", rho=rho(pd_ppm=rows.pd, lgd_ppm=rows.lgd)).order_by("place")
    found = engine.session.rows(asked, most=len(pairs))
    assert [row["rho"] for row in found] == [scalar.rho_of(pd, lgd_ppm=lgd) for pd, lgd in pairs]


@pytest.mark.parametrize("edge", [2**63 - 1, -(2**63)])
def test_an_engine_keeps_and_writes_totals_beyond_64_bits(engine: Opened, edge: int) -> None:
    rows = engine.session.put("values", pa.table({"value": pa.array([edge] * 200, pa.int64())}))
    kept = engine.session.keep("total", rows.agg(total=exact_sum(rows.value)))
    target = engine.folder / f"total{edge}.parquet"
    engine.session.write(kept, target)
    assert engine.session.rows(kept, most=1) == [{"total": Decimal(200 * edge)}]
    assert parquet.read_table(target).to_pylist() == [{"total": Decimal(200 * edge)}]
    assert str(parquet.read_schema(target).field("total").type) == "decimal128(38, 0)"


def test_an_engine_keeps_a_sum_within_64_bits_in_64_bits(engine: Opened) -> None:
    rows = engine.session.put("narrow", pa.table({"value": pa.array([2**62, 2**62 - 1], pa.int64())}))
    target = engine.folder / "narrow.parquet"
    engine.session.write(engine.session.keep("narrow_total", rows.agg(total=narrow_sum(rows.value))), target)
    table = parquet.read_table(target)
    assert (str(table.schema.field("total").type), table.to_pylist()) == ("int64", [{"total": 2**63 - 1}])


def test_a_sum_that_does_not_fit_is_an_error_on_every_engine(engine: Opened) -> None:
    rows = engine.session.put("wide", pa.table({"value": pa.array([2**62] * 4, pa.int64())}))
    with pytest.raises(Exception, match=r"(?i)range|overflow|cast"):
        engine.session.keep("wide_total", rows.agg(total=narrow_sum(rows.value)))


def test_a_text_comes_back_as_it_was_and_in_the_order_of_its_bytes(engine: Opened) -> None:
    table = pa.table({"text": pa.array(TEXTS, pa.string()), "place": pa.array(range(len(TEXTS)), pa.int32())})
    rows = engine.session.put("texts", table)
    kept = engine.session.keep("kept_texts", rows)
    target = engine.folder / "texts.parquet"
    engine.session.write(kept, target, order=["text"])
    written = parquet.read_table(target).to_pylist()
    assert {row["place"]: row["text"] for row in written} == dict(enumerate(TEXTS))
    known = sorted((text for text in TEXTS if text is not None), key=str.encode)
    assert [row["text"] for row in written] == [*known, None]
    assert engine.session.count(rows.select("text").distinct()) == len(TEXTS)


def test_a_step_may_read_what_it_replaces_and_nothing_is_a_table_too(engine: Opened) -> None:
    schema = {"id": "string", "amount_fen": "int64"}
    nothing = engine.session.read("nothing", [], schema=schema)
    assert engine.session.count(nothing) == 0
    engine.session.write(nothing, engine.folder / "nothing.parquet", order=["id"])
    assert parquet.read_table(engine.folder / "nothing.parquet").num_rows == 0
    first = engine.session.keep("counted", engine.session.put("one", pa.table({"number": [1]})))
    second = engine.session.keep("counted", first.select(number=first.number + 1))
    assert engine.session.rows(second, most=5) == [{"number": 2}]
    engine.session.drop("counted", "one")
