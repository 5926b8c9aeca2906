"""Textbook solutions as pure functions on arrays whose last axis is the history."""
