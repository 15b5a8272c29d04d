"""What is claimed of linkage, measured on made-up customers with known truth."""
