"""Tests of plans and the bonus."""
