"""Reads of people: the staff as extracts bring them, ladders, careers, certificates, authority, entry."""
