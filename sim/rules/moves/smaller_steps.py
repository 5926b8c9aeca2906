"""Smaller steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.rules.moves import Acts, Impasse, Move, Style
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class SmallerSteps(Move):
    """Have a deal carried out in smaller tranches, where a party doubts that it would be kept.

    Source: Schelling 1960 on small reciprocal steps.
    """

    name = "smaller_steps"
    known_as = "incrementalism, sequencing"
    answers = ("doubt",)
    says = "proposes smaller steps, for {party}"
    styles: ClassVar[dict[Style, float]] = {"facilitation": 1.0, "formulation": 1.3, "manipulation": 0.7}

    def fits(self, impasse: Impasse) -> Array:
        """As likely as it is that doubt is the reason, where tranches could be smaller; (R,)."""
        return 0.9 * impasse.reason("doubt") * impasse.has("tranches")

    def make(self, acts: Acts, where: Mask) -> None:
        """Propose them."""
        acts.divide(where)
