"""Writes of reviews: rounds opened, answered, calibrated, closed."""
