"""Reads of rotation, leave and exits."""
