"""Writes of appraisal: plans put in force, months settled from credit to bonus."""
