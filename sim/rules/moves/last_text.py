"""A last text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.rules.moves import Acts, Impasse, Move, Style
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class LastText(Move):
    """Call the text the last, where a party holds out: take it or leave it.

    Source: Zartman & Touval 1985; Romer & Rosenthal 1978 for the form.
    """

    name = "last_text"
    known_as = "take it or leave it, single negotiating text"
    answers = ("holding_out",)
    says = "calls the text the last, for {party} above all"
    styles: ClassVar[dict[Style, float]] = {"facilitation": 0.3, "formulation": 1.0, "manipulation": 1.4}

    def fits(self, impasse: Impasse) -> Array:
        """As likely as it is that it holds out, where a text can be called the last; (R,)."""
        return 0.7 * impasse.reason("holding_out") * impasse.has("final")

    def make(self, acts: Acts, where: Mask) -> None:
        """Insist."""
        acts.insist(where)
