"""Reads of appraisal: plans, slips and the league."""
