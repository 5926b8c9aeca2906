"""Other terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.rules.moves import Impasse, Move, Style
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array


@rule
class Adjust(Move):
    """Look for other terms, where the price is too high.

    Source: Raiffa 1982; Zartman & Touval 1985 on the mediator as formulator.
    """

    name = "adjust"
    known_as = "formulation, reframing"
    usual = True
    answers = ("price",)
    says = "looks for other terms"
    styles: ClassVar[dict[Style, float]] = {"facilitation": 0.6, "formulation": 1.4, "manipulation": 1.0}

    def fits(self, impasse: Impasse) -> Array:
        """As likely as it is that the price is the reason, and a little in any case; (R,)."""
        return 0.1 + 0.9 * impasse.reason("price")
