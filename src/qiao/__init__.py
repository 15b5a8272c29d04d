"""Qiao: the bank's one book of customers and the people who serve them."""
