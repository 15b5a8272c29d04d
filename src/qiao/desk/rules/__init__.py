"""Rules of the workbench."""
