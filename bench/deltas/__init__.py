"""Measured claims about closed months and the differences booked for them."""
