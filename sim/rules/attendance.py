"""Whether a party comes to the table."""

from __future__ import annotations

from collections.abc import Sequence

from sim.arrays import Array, logistic


def chance_of_coming(gain: Array, unmet: Array, pressure: Array, *, readiness: float, pull: float, cost_of_being_seen: float) -> Array:
    """Probability of coming in person: logistic(readiness + pull x hoped-for gain - cost of being seen - unmet + pressure); (R,).

    `gain` in units of value (0 or more), `unmet` and `pressure` in log-odds, each (R,). Source: assumption; a discrete choice.
    """
    return logistic(readiness + pull * gain - cost_of_being_seen - unmet + pressure)


def still_unmet(weight: float, agenda: Array, assurances: Sequence[Array], others: Array) -> Array:
    """What a precondition still weighs in log-odds; (R,).

    `agenda` is 1 where the talks turn on what it asks for, and each credible assurance (in [0, 1]) takes off its share of what that
    lacks; `others` is 1 where all else holds that it requires, which no assurance replaces; each (R,).
    """
    lacking = 1.0 - agenda
    for credibility in assurances:
        lacking = lacking * (1.0 - credibility)
    return weight * (1.0 - others * (1.0 - lacking))
