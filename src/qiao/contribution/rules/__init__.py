"""The rules of the settlement for one account or one customer at a time: they explain one line of one slip."""
