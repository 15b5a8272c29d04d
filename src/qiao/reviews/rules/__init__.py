"""Questionnaires, scores and outliers, without a framework."""
