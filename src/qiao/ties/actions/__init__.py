"""Writes of ties."""
