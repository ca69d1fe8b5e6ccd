"""Chooses the versions of Python packages for one target environment."""
