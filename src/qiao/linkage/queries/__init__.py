"""Reads of linkage."""
