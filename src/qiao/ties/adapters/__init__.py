"""The outside of ties: values of the profile, graphs."""
