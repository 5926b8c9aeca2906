"""What going on without a deal is worth to a party, as far as it looks ahead; what is past is sunk."""

from __future__ import annotations

from sim.arrays import Array, clipped


def cost_in_prospect(cost_per_day: Array, expected_days: float, escalation: Array, escalation_cost: float) -> Array:
    """What the days that a party expects to go on will cost it, in units of value, dearer with `escalation` (in [0, 1]); (R,).

    `cost_per_day` in units of value, (R,). Source: Fearon 1995, costs as prospects; that escalation makes days dearer is an assumption.
    """
    return cost_per_day * (1.0 + escalation_cost * escalation) * expected_days


def no_deal_value(expectation: Array, burden: Array) -> Array:
    """What is expected of going on less what it takes, kept within [0, 1]; each in units of value, (R,). Source: Fearon 1995."""
    return clipped(expectation - burden, 0.0, 1.0)
