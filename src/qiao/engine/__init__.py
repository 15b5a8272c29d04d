"""Columnar runs: one table expression, executed batch by batch on the engine of the day."""
