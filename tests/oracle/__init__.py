"""A second, naive reckoning of a month, for tests only: it shares no code with the product."""
