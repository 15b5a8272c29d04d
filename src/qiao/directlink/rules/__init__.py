"""Rules of the direct link."""
