"""The outside of linkage: Splink on DuckDB."""
