"""Python: lockfiles, requirements, manifests and installed environments."""
