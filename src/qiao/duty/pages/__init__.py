"""Pages of rotation, leave and exits."""
