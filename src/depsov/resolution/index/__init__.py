"""What a package index serves, from bytes to values: pages of files, and the metadata of one release."""
