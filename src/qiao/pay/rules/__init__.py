"""Rules of pay."""
