"""Damaged messages without end: what reads them answers or refuses, and never breaks or hangs."""
