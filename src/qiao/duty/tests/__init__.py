"""Tests of rotation, leave and exits."""
