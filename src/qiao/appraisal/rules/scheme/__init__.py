"""A scheme: what a person is appraised and paid by, as data that a program can read, reckon with and check."""
