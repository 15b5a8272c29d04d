"""Search over a million customers."""
