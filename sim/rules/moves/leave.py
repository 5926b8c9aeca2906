"""Giving up."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.rules.moves import Acts, Impasse, Move, Style
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class Leave(Move):
    """Give up, where nothing has worked for long.

    Source: Zartman & Touval 1985 on the threat to leave; when, is an assumption.
    """

    name = "leave"
    known_as = "mediator withdrawal"
    says = "gives up"
    styles: ClassVar[dict[Style, float]] = {"facilitation": 0.7, "formulation": 1.0, "manipulation": 1.2}

    def fits(self, impasse: Impasse) -> Array:
        """Better than most else once moves have been in vain for long; (R,)."""
        return impasse.has("exit") * (0.8 + 0.0 * impasse.vain)

    def make(self, acts: Acts, where: Mask) -> None:
        """Give up."""
        acts.leave(where)
