"""The database behind the tests, SQLite or PostgreSQL: a server for the run, a database of its own for every home."""
