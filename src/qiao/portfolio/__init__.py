"""Who serves whom, since when, in which role and with what share."""
