"""Pages of the bank's desk of the link."""
