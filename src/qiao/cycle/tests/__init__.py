"""The cycle's cases."""
