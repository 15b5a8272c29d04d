"""Pages of questions and of the register of indicators."""
