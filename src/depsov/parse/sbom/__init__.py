"""Bills of materials, and plain lists of package URLs."""
