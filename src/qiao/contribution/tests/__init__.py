"""Tests of what accounts earn and to whom it is credited."""
