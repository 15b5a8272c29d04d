"""Migrations of the direct link."""
