"""Tests of the direct link."""
