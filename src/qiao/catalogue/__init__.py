"""The bank's products and the terms that a settlement needs of them."""
