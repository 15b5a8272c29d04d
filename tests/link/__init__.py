"""The direct link as processes: a bank that is killed, enterprises that do not let go, and what both know then."""
