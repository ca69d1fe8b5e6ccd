"""Ruby: Bundler."""
