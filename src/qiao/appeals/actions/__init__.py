"""Writes of appeals: filed, heard, decided, put right."""
