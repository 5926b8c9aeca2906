"""Pressure."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.rules.moves import Acts, Impasse, Move, Style
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class Press(Move):
    """Put pressure on a party that holds out, though never where a red line seems likeliest.

    Source: Touval & Zartman 1985; Beardsley, Quinn, Biswas & Wilkenfeld 2006 on manipulation.
    """

    name = "press"
    known_as = "leverage, sticks"
    answers = ("holding_out",)
    says = "presses {party}"
    styles: ClassVar[dict[Style, float]] = {"facilitation": 0.2, "formulation": 0.6, "manipulation": 1.6}

    def fits(self, impasse: Impasse) -> Array:
        """As likely as it is that it holds out, where there is something to press with and no line is likelier; (R,)."""
        return impasse.reason("holding_out") * (impasse.has("leverage") & ~impasse.likeliest("line"))

    def make(self, acts: Acts, where: Mask) -> None:
        """Press."""
        acts.press(where)
