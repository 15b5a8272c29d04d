"""Cases of reviews."""
