"""A firmer guarantee."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.rules.moves import Acts, Impasse, Move, Style
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class StrengthenGuarantee(Move):
    """Make guarantees firmer, where a party doubts that a deal would be kept.

    Source: Walter 1997.
    """

    name = "strengthen_guarantee"
    known_as = "third-party guarantee"
    answers = ("doubt",)
    says = "makes its guarantee firmer, for {party}"
    styles: ClassVar[dict[Style, float]] = {"facilitation": 0.5, "formulation": 1.0, "manipulation": 1.3}

    def fits(self, impasse: Impasse) -> Array:
        """As likely as it is that doubt is the reason, where there is a guarantee to make firmer; (R,)."""
        return impasse.reason("doubt") * impasse.has("guarantee")

    def make(self, acts: Acts, where: Mask) -> None:
        """Make them firmer."""
        acts.underwrite(where)
