"""Cases of questions."""
