"""Writes of the cycle."""
