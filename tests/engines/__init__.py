"""Engines for the tests: a PostgreSQL server, Spark in this process, a cluster of Spark on this machine."""
