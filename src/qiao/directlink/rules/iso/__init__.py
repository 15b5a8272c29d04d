"""Messages of ISO 20022, and the statements that programs of enterprises read beside them."""
