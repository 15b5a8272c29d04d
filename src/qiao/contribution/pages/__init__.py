"""Pages of contribution: settlements, one settlement with its reasons, unclaimed credit, org units."""
