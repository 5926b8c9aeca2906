"""Demands that weigh what is asked against the chance of getting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules.demand import DemandRule, Weighed, WeighsDemand
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array
    from sim.rules.demand import Prospect

_PROBIT = 1.702  # the logistic function of so many times a number lies within 0.01 of the normal distribution function of it (numerical accuracy)


@rule
class ExpectedGain(WeighsDemand, DemandRule):
    """Hold out for the share worth most in expectation: what it gains by it, times the believed chance that the others come to accept it.

    It accepts what is worth no less than going on: that expectation, as far as there is a later occasion, less the cost of waiting.
    Source: Fearon 1995, risk and return; Chatterjee & Samuelson 1983; Babcock & Loewenstein 1997; Yildiz 2004.
    """

    name = "expected_gain"
    known_as = "risk-return trade-off, reservation value of going on"
    reads = frozenset({"deadline"})

    def weigh(self, prospect: Prospect) -> Weighed:
        """The share of its highest gain that it asks for, and the share that it accepts; each (R,) in [0, 1]."""
        import numpy as np

        from sim.arrays import logistic

        hoped = prospect.own_favour + prospect.coming_round * prospect.left
        chance = np.ones_like(prospect.gains)
        for margin, unsure in zip(prospect.margins, prospect.unsure, strict=True):
            chance = chance * logistic(_PROBIT * (margin + hoped) / np.maximum(unsure, 1e-6))
        expected = prospect.gains * chance
        best = expected.argmax(axis=0)[None]
        asked, worth = (np.take_along_axis(values, best, 0)[0] for values in (prospect.gains, expected))
        highest = np.where(prospect.highest > 0.0, prospect.highest, 1.0)
        accepted = (prospect.later * worth - prospect.cost) / highest
        return Weighed((asked / highest).clip(0.0, 1.0), np.minimum(accepted, asked / highest).clip(0.0, 1.0))

    def share(self, before: Array, elapsed: Array, conceded: Array) -> Array:
        """What it was before; (R,). It is never asked: it weighs."""
        del elapsed, conceded
        return before

    def in_brief(self) -> str:
        """How it holds out, for a description."""
        return "for what is worth most in expectation: what it gains by a share, times the believed chance that the others come to accept it"

    def for_its_party(self) -> str:
        """How it holds out, told to whoever plays the party."""
        return (
            "Ask for what is worth most to you in expectation: weigh what you gain by it against the chance that the others come to accept it. "
            "Accept what is worth no less to you than going on."
        )
