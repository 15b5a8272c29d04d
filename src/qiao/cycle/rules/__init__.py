"""Rules of the cycle: pure."""
