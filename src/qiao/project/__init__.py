"""Composition: settings, addresses and commands; the only place that knows everybody."""
