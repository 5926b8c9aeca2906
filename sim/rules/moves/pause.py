"""A pause."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.rules.moves import Acts, Impasse, Move, Style
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class Pause(Move):
    """Put talks off for a time, where nothing has worked.

    Source: Bercovitch & Houston 2000 on control of timing; when, is an assumption.
    """

    name = "pause"
    known_as = "adjournment"
    says = "puts the talks off"
    styles: ClassVar[dict[Style, float]] = {"facilitation": 1.3, "formulation": 1.0, "manipulation": 0.8}

    def fits(self, impasse: Impasse) -> Array:
        """The more, the more moves have been in vain, where talks can be put off; (R,)."""
        return 0.4 * impasse.vain / (impasse.vain + 6.0) * impasse.has("adjourn")

    def make(self, acts: Acts, where: Mask) -> None:
        """Put them off."""
        acts.adjourn(where)
