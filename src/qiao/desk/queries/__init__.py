"""Reads of the workbench, composed of several capabilities."""
