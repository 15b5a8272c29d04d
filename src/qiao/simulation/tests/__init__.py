"""Tests of simulations, loopholes and estimates."""
