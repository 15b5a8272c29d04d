"""Rules of rotation, forced leave and exit."""
