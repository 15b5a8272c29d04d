"""What the programming interface answers: frozen records, amounts as decimal texts in yuan, days as ISO dates."""
