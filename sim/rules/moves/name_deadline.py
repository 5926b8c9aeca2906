"""A deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.rules.moves import Acts, Impasse, Move, Style
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class NameDeadline(Move):
    """Name a day until which there must be a deal, where a party holds out.

    Source: Pinfari 2012 on deadlines; Moore 2004.
    """

    name = "name_deadline"
    known_as = "deadline"
    answers = ("holding_out",)
    says = "names a last day, for {party} above all"
    styles: ClassVar[dict[Style, float]] = {"facilitation": 0.4, "formulation": 0.9, "manipulation": 1.5}

    def fits(self, impasse: Impasse) -> Array:
        """As likely as it is that it holds out, where a day can be named; (R,)."""
        return 0.8 * impasse.reason("holding_out") * impasse.has("deadline")

    def make(self, acts: Acts, where: Mask) -> None:
        """Name it."""
        acts.set_deadline(where)
