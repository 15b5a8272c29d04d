"""The outside of the portfolio: the solver that spreads customers over managers."""
