"""The outside of the book: files of an extract, the columnar engine, Parquet folders; no decision of the trade."""
