"""Coverage-guided fuzz targets; they need the extra `fuzz`, see `fuzz/README.md`."""
