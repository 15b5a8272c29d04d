"""Balancing measured."""
