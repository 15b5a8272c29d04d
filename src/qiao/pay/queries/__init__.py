"""Reads of pay."""
