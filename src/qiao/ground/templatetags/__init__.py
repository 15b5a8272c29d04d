"""Pieces for templates: figures and table parts."""
