"""Reads of appeals, what can be appealed, and what lies side by side."""
