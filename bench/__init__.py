"""Measurements: ratios of whole processes, side by side in one run. Run from the top of the repository."""
