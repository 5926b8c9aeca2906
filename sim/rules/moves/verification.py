"""Monitors."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.rules.moves import Acts, Impasse, Move, Style
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class Verification(Move):
    """Have others watch that a deal is kept, where a party doubts that it would be.

    Source: Fortna 2003 on monitoring; the size is an assumption.
    """

    name = "verification"
    known_as = "monitoring and verification"
    answers = ("doubt",)
    says = "proposes monitors, for {party}"
    styles: ClassVar[dict[Style, float]] = {"facilitation": 1.0, "formulation": 1.3, "manipulation": 0.8}

    def fits(self, impasse: Impasse) -> Array:
        """As likely as it is that doubt is the reason, where there are no monitors yet; (R,)."""
        return impasse.reason("doubt") * impasse.has("monitors")

    def make(self, acts: Acts, where: Mask) -> None:
        """Propose monitors."""
        acts.send_monitors(where)
