"""Questions that people put to the settled months."""
