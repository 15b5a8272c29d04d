"""Banks for property tests: chance is Hypothesis's own, so that a failing bank is made as small as can be."""

from hypothesis import strategies as st

from tests.banks.bank import Bank
from tests.banks.maker import random_bank

MONTHS = ("2026-09", "2026-02", "2028-02", "2026-10")  # 30, 28, 29 and 31 days


@st.composite
def banks(draw: st.DrawFn, *, missing_prices: bool = False) -> Bank:
    """A small sound bank in a month of 28, 29, 30 or 31 days."""
    month = draw(st.sampled_from(MONTHS))
    chance = draw(st.randoms(use_true_random=False))
    return random_bank(chance, month=month, missing_prices=missing_prices)
