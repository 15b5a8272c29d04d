"""Ways through the application as people go them, in a real browser against the real server."""
