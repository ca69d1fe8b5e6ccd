"""Ecosystems with one file each that is worth a reader."""
