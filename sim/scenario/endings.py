"""The ways in which talks end."""

ENDINGS = ("agreement", "partial", "broken", "stalemate", "breakdown")
"""The five endings in the order in which they are always shown."""
