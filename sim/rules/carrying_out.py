"""What keeping one's word risks, and how likely it is kept."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, clipped


def left_when_betrayed(no_deal: Array, betrayed: float, tranches: Array | int) -> Array:
    """What a party is left with if it alone keeps its word, with only one of so many tranches handed over by then.

    `no_deal` (R,), `tranches` a number or (phases, 1); (R,) or (phases, R).

    Source: assumption that loss is even over tranches; Schelling 1960 on small reciprocal steps.
    """
    return betrayed + (1.0 - 1.0 / tranches) * np.maximum(0.0, no_deal - betrayed)


def breach_rate(temptation: Array, trust: Array, guarantee: Array, *, base: float, by_temptation: float, by_trust: float, by_guarantee: float) -> Array:
    """Daily hazard (R,) that a party leaves a deal; log-linear.

    `temptation`: value of no deal less that of going on, `trust`: believed chance that the others keep their word, `guarantee`:
    log-odds of those who would act against it; each (R,). Source: assumption; directions from Walter 1997 and Fearon 1995.
    """
    return base * np.exp(clipped(by_temptation * temptation - by_trust * (trust - 0.5) - by_guarantee * guarantee, -20.0, 20.0))


def handed_over(days: Array, lasts: int, tranches: int) -> Array:
    """Share of what a phase hands over that has changed hands after so many days carried out; (R,) in [0, 1], by tranches."""
    return np.floor(clipped(days / max(lasts, 1), 0.0, 1.0) * tranches + 1e-9) / tranches
