"""The settlement's files and its run on an engine."""
