"""Appeals: a figure questioned by the person it is of, heard, decided by somebody apart from it, and put right."""
