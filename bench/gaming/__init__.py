"""What is claimed of signs and holds, measured on made-up banks with known tricks."""
