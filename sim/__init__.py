"""A simulator of diplomatic talks."""
