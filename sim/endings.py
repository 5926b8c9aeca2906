"""The ways in which talks end."""

ENDINGS = ("agreement", "partial", "broken", "stalemate", "breakdown")
"""The five endings in the order in which they are always shown."""

OUTCOMES = ("any_deal", *ENDINGS)
"""What a share can be asked of: that a deal came into force at any time, or an ending."""
