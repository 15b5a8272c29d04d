"""The rules of the bonus: the plan, its legend, the formula with reasons, and the readings it was chosen from."""
