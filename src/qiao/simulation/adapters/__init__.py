"""The outside of simulations: their files, and the program that works them off."""
