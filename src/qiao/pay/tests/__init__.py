"""Cases of pay."""
