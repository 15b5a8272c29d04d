"""Schemes tried on kept months, searched for loopholes; and what one deal would pay."""
