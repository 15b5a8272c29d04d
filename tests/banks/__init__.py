"""Small random banks for tests: made as tables of text, written as extracts, read as facts of the rules."""
