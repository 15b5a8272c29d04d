"""Patterns by which credit may look larger than the business behind it; each found is a question, not a verdict."""
