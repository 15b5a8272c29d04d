"""Writes of the portfolio: extracts taken in, changes agreed here, claims, conflicts, hand-overs."""
