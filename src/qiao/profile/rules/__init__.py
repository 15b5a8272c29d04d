"""The register of items, the reading of values, and what stood on a day."""
