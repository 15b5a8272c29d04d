"""What an extract may hold and what is said where it does not: pure, without files, clock or database."""
