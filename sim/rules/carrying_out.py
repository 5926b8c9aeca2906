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


def use_hazard(share: Array, a_day: Array, *, leaves: float, early: float) -> Array:
    """Hazard (R,) of a day in which one who means to use a deal leaves it, untempted: that of a Weibull law over the length of the deal.

    `share` (R,): how much of the days that the deal is meant to last have passed before today; `a_day` (R,): what a day is of them.
    Source: assumption; Stedman 1997 for parties that sign without meaning to keep.
    """
    return leaves * ((share + a_day) ** early - share**early)


def leaving_hazard(own: Array, temptation: Array, guarantee: Array, tension: Array, *, by_temptation: float, by_guarantee: float) -> Array:
    """Hazard (R,) of a day in which a party leaves a deal, from its `own` while nothing tempts or hinders it; log-linear.

    `temptation`: value of no deal less that of going on, where that is more than 0; `guarantee`: log-odds of those who would act against it;
    `tension`: log-hazard of what surrounds the deal; each (R,). Source: assumption; directions from Fearon 1995 and Walter 1997.
    """
    return own * np.exp(clipped(by_temptation * np.maximum(temptation, 0.0) - by_guarantee * guarantee + tension, -20.0, 20.0))


def overlooked(trust: Array, overlooks: float) -> Array:
    """Chance (R,) that one who trusts the other so far overlooks a violation. Source: Nowak & Sigmund 1992, generous tit for tat."""
    return overlooks * trust


def handed_over(days: Array, lasts: int, tranches: int | Array) -> Array:
    """Share of what a phase hands over that has changed hands after so many days carried out; (R,) in [0, 1], by tranches."""
    return np.floor(clipped(days / max(lasts, 1), 0.0, 1.0) * tranches + 1e-9) / tranches
