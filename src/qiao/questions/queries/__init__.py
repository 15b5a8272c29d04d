"""Reads: answers, kept questions."""
