"""Reads of reviews; what a rater said is read by nobody."""
