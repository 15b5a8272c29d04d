"""The workbench: pages that bring several capabilities together for one person."""
