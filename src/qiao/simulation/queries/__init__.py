"""Reads of simulations, loopholes and estimates."""
