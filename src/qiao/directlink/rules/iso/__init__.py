"""Messages of ISO 20022, read and written, and the statements that programs of enterprises read beside them."""
