"""Messages of ISO 20022: which versions are taken, and what their texts mean."""
