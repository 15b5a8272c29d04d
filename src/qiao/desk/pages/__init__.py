"""Pages of the workbench: today, customers, one customer, one person."""
