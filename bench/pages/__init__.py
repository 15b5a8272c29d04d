"""The pages under load."""
