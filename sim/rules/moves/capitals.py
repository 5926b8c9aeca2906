"""A journey to the capitals."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.rules.moves import Acts, Impasse, Move, Style
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class Capitals(Move):
    """Go to the capital and ask those at home where their red lines are, where one seems to be crossed.

    Source: Putnam 1988 on the second level; Touval & Zartman 1985 on shuttles.
    """

    name = "capitals"
    known_as = "shuttle diplomacy, second-level soundings"
    answers = ("line",)
    says = "goes to the capital of {party} to ask those at home where their lines are"
    styles: ClassVar[dict[Style, float]] = {"facilitation": 1.2, "formulation": 1.0, "manipulation": 1.0}

    def fits(self, impasse: Impasse) -> Array:
        """As likely as it is that a line is the reason, somewhat less than asking the party, where there is somebody to ask; (R,)."""
        return 0.7 * impasse.reason("line") * impasse.has("home")

    def make(self, acts: Acts, where: Mask) -> None:
        """Learn their lines."""
        acts.ask_at_home(where)
