"""Rust: Cargo."""
