"""Writes: questions kept, shared, scheduled, taken out, written to files."""
