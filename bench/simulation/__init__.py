"""What is claimed of simulations: a scheme over a bank of 3,000 people and 24 kept months."""
