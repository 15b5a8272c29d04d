"""Writes of the direct link."""
