"""Reads of the cycle."""
