"""Ties: who belongs together: groups of control, guarantee circles, what customers share."""
