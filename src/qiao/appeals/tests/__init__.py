"""Cases of appeals."""
