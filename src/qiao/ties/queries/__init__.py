"""Reads of ties."""
