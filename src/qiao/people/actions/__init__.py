"""Writes of people: an extract taken in, ladders, careers, certificates, entry."""
