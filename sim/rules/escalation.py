"""How often things happen outside the talks, and how escalation fades."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, chance_in_a_day


def chance(rate_per_day: float, *, talks_alive: Array, deal_near: Array, escalation: Array, effects: tuple[float, float, float]) -> Array:
    """Probability (R,) that it happens today: `1 - exp(-rate)`, log-linear in yesterday's talks, nearness of a deal and escalation.

    `effects` are the log-hazards of the three states, each of which is (R,) in [0, 1]. Source: proportional hazards, Cox 1972.
    """
    on_talks, on_deal, on_escalation = effects
    return chance_in_a_day(rate_per_day * np.exp(on_talks * talks_alive + on_deal * deal_near + on_escalation * escalation))


def faded(escalation: Array, decay_per_day: float) -> Array:
    """Escalation (R,) a day later if nothing happens. Source: assumption, geometric decay."""
    return (1.0 - decay_per_day) * escalation
