"""Reads of the portfolio: who serves whom, what other storeys say, proposals to balance units."""
