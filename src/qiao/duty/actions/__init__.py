"""Writes of rotation, leave and exits."""
