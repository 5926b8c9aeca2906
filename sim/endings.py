"""The ways in which talks end, and why they come to nothing."""

ENDINGS = ("agreement", "partial", "broken", "stalemate", "breakdown")
"""The five endings in the order in which they are always shown."""

OUTCOMES = ("any_deal", *ENDINGS)
"""What a share can be asked of: that a deal came into force at any time, or an ending."""

CAUSES = ("lines", "home", "late", "prices", "doubt", "nobody", "ended", "held_out")
"""Why no deal came into force, in the order in which it is asked; the first that holds is the cause."""

TOGETHER = " + "
"""What stands between the names of those whom a cause concerns."""
