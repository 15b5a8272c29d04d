"""The performance cycle: targets from bank to person, agreed, followed, appraised, talked over, used, mended."""
