"""Rules of linkage."""
