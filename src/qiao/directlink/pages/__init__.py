"""Pages of the direct link."""
