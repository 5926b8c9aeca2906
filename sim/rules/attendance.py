"""Whether a party comes to the table."""

from __future__ import annotations

from collections.abc import Sequence

from sim.reference.arrays import Array, in_order, logistic


def chance_of_coming(gain: Array, unmet: Array, pressure: Array, *, readiness: float, pull: float, cost_of_being_seen: float) -> Array:
    """Probability of coming in person: logistic(readiness + pull x hoped-for gain - cost of being seen - unmet + pressure); (R,).

    `gain` in units of value (0 or more), `unmet` and `pressure` in log-odds, each (R,). Source: assumption; a discrete choice.
    """
    return logistic(readiness + pull * gain - cost_of_being_seen - unmet + pressure)


def still_unmet(weight: float, met: Array, assurances: Sequence[Array]) -> Array:
    """What a precondition still weighs in log-odds (R,), each credible assurance taking off its share of what is left.

    `met` is 1 where the condition holds, (R,); `assurances` are credibilities in [0, 1].
    """
    left = in_order([weight * (1.0 - met)])
    for credibility in assurances:
        left = left * (1.0 - credibility)
    return left
