"""The outside of pay: papers and packs."""
