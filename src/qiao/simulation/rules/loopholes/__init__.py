"""The search for cheap moves that raise pay and bring the bank nothing."""
