"""The one book of customers and the ties between them."""
