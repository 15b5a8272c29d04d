"""The files of a statement: results with the bonus, and the CSV files of an export."""
