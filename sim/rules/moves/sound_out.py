"""Lines asked about in confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.rules.moves import Acts, Impasse, Move, Style
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class SoundOut(Move):
    """Ask a party in confidence where its red lines are, where one seems to be crossed.

    Source: Bercovitch & Houston 2000 on communication and facilitation; Kelman 1996.
    """

    name = "sound_out"
    known_as = "pre-negotiation, confidential soundings"
    answers = ("line",)
    says = "asks {party} in confidence where its lines are"
    styles: ClassVar[dict[Style, float]] = {"facilitation": 1.5, "formulation": 1.0, "manipulation": 0.7}

    def fits(self, impasse: Impasse) -> Array:
        """As likely as it is that a line is the reason, where it has not asked; (R,)."""
        return impasse.reason("line") * impasse.has("lines")

    def make(self, acts: Acts, where: Mask) -> None:
        """Learn the lines."""
        acts.ask_for_lines(where)
