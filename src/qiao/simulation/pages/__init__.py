"""Pages of simulations, loopholes and estimates."""
