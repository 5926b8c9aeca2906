"""When sessions are called."""

from __future__ import annotations

from sim.arrays import Array, chance_in_a_day, logistic


def chance_when_ripe(smallest_gain: Array, *, gap: float, sharpness: float) -> Array:
    """Probability (R,) that a session is called today, from the smallest gain the drafter believes any side would make; (R,).

    Source: Zartman 2000, ripeness as a way out that all see to beat going on; the form is an assumption.
    """
    return chance_in_a_day(logistic(sharpness * smallest_gain) / gap)
