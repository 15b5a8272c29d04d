"""Messages of ISO 20022 as bytes: read in one stream against their schema, staged beside."""
