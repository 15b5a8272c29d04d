"""Log-ins in the browser: made, closed and opened again by the administrator; another post by two persons."""
