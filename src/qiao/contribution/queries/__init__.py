"""Reads of settlements: runs, figures, and accounts opened to the day."""
