"""Tests of columnar runs."""
