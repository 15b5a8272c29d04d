"""Reads of the direct link."""
