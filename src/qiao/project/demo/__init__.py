"""A made-up bank by rule: one extract, the same bytes each time, with stories planted for pages and documents."""
