"""Rules of simulations, of loopholes and of estimates."""
