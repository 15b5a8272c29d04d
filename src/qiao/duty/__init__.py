"""Rotation, forced leave and exit: who is due, who covers meanwhile, and what has to be closed before somebody goes."""
