"""Rules of customers."""
