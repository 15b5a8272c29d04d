"""Tests that concern more than one capability."""
