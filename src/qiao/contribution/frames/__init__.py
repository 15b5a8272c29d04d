"""The settlement as table expressions: the same rules as `rules/`, for a whole bank at once."""
