"""Pay: runs, statements, deferral, recovery."""
