"""Writes of contribution: settlements, and clearing away what a killed one left."""
