"""The list's own tags."""
