"""Throughput of the direct link: signed single payments beside a bare endpoint and a bare script with the same SQL."""
