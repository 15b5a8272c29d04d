"""Writes of what is known of customers."""
