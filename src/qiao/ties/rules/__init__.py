"""Ties as pure rules: control, guarantee circles, shared things, the picture of a neighbourhood."""
