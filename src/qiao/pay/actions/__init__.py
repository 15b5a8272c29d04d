"""Writes of pay."""
