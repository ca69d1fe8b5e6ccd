"""Lets an installed tool resolve (npm, uv, pip) in a folder of its own: nothing of the tree or of a package is run."""
