"""Something beside the deal."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.rules.moves import Acts, Impasse, Move, Style
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class SidePayment(Move):
    """Offer a party something for a deal, where a line or the price is in the way.

    Source: Touval & Zartman 1985 on side payments; Beardsley, Quinn, Biswas & Wilkenfeld 2006.
    """

    name = "side_payment"
    known_as = "side payment, carrots"
    answers = ("line", "price")
    says = "offers {party} something for a deal"
    styles: ClassVar[dict[Style, float]] = {"facilitation": 0.3, "formulation": 0.7, "manipulation": 1.6}

    def fits(self, impasse: Impasse) -> Array:
        """As likely as it is that a line or the price is the reason, where there is something to offer; (R,)."""
        return 0.8 * (impasse.reason("line") + impasse.reason("price")) * impasse.has("payment")

    def make(self, acts: Acts, where: Mask) -> None:
        """Offer it."""
        acts.offer(where)
