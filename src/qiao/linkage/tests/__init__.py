"""Cases of linkage."""
