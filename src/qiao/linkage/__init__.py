"""One customer, once: who stands in the book twice, found, decided by two persons, and undone."""
