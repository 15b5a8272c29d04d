"""The direct link between the bank and the systems of its corporate customers."""
