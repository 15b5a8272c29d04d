"""Reads of what is known of customers."""
