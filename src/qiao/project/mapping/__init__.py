"""A bank's own files into an extract: a TOML file and select statements, no program per bank."""
