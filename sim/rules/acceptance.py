"""How a party answers a text that does not leave it worse off than no deal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sim.arrays import Array, Index, Mask, logistic

EQUAL = 1e-9  # units of value by which two values may differ and count as the same


@dataclass(frozen=True)
class Answering:
    """What an answer depends on: value of the text, of no deal, and the value the party holds out for; each (R,)."""

    value: Array
    no_deal: Array
    aspiration: Array
    within_limits: Mask

    @property
    def bearable(self) -> Mask:
        """The hard mask: no red line is crossed and the text is worth at least as much as no deal, to 1e-9; (R,).

        Texts are drafted to leave a side just as well off as no deal, so the two are often equal but for their last bits, which differ by processor.
        """
        return self.within_limits & (self.value >= self.no_deal - EQUAL)

    def among(self, places: Index) -> Answering:
        """The same in some of the histories only, by their places."""
        return Answering(self.value[places], self.no_deal[places], self.aspiration[places], self.within_limits[places])


AcceptanceRule = Callable[[Answering, Array], Mask]
"""Where a text is accepted, (R,), from what the answer rests on and a uniform draw (R,)."""


def noisy(answering: Answering, luck: Array, *, sharpness: float) -> Mask:
    """Accept with probability logistic(sharpness x (value - aspiration)) inside the hard mask; (R,).

    Noise may delay a signature, never produce one at a loss. Source: McFadden 1974 for the form.
    """
    return answering.bearable & (luck < logistic(sharpness * (answering.value - answering.aspiration)))


def exact(answering: Answering, luck: Array) -> Mask:
    """Accept just when the text is worth what the party holds out for, to 1e-9; (R,)."""
    del luck
    return answering.bearable & (answering.value >= answering.aspiration - EQUAL)


def acceptance_rule(name: str, sharpness: float) -> AcceptanceRule:
    """The rule of that name: `logistic` or `threshold`."""
    rules: dict[str, AcceptanceRule] = {"logistic": partial(noisy, sharpness=sharpness), "threshold": exact}
    return rules[name]
