"""What the workbench writes down for its pages."""
