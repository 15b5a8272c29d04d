"""The messages of FOX as facts: their shapes, how they are read and how they are written."""
