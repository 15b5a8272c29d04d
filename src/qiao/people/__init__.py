"""Organisation units and the people who serve the bank's customers."""
