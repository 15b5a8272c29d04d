"""What a question is, and what follows from its answer; pure."""
