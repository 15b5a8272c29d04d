"""What is known of a customer: a register of items, and values with source, author and both their times."""
