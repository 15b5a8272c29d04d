"""Writes of linkage."""
