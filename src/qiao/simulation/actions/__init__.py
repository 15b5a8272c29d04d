"""Writes of simulations."""
