"""Which text a mediator proposes, given what it believes the parties gain from each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Array
from sim.reference import bargain
from sim.reference.means import weighted_mean, weighted_median

_LEAST_POWER = 1e-3  # so that a mediator set against all sides still weighs them


@dataclass(frozen=True)
class Draft:
    """What a drafter has before it: the bargain as it sees it, how far it leans to each side, their capabilities, whom it favours."""

    bargain: bargain.Bargain
    leanings: Sequence[float]
    capabilities: Sequence[float]
    favoured: int


def nash(draft: Draft) -> Array:
    """Maximise the product of believed gains, a leaning raising a side's power; (issues, R). Source: Nash 1950; Kalai 1977."""
    return bargain.nash(draft.bargain, [max(1.0 + leaning, _LEAST_POWER) for leaning in draft.leanings])


def kalai_smorodinsky(draft: Draft) -> Array:
    """Give all the same share of the best they could hope for; (issues, R). Source: Kalai & Smorodinsky 1975."""
    return bargain.kalai_smorodinsky(draft.bargain)


def equal_gains(draft: Draft) -> Array:
    """Make the smallest gain as large as can be; (issues, R). Source: Kalai 1977."""
    return bargain.equal_gains(draft.bargain)


def weighted_mean_text(draft: Draft) -> Array:
    """Take the mean of positions, weighted by capability and salience; (issues, R). Source: Bueno de Mesquita & Stokman 1994."""
    return np.clip(weighted_mean(*_weighed(draft)), draft.bargain.lower, draft.bargain.upper)


def weighted_median_text(draft: Draft) -> Array:
    """Take the median position on each issue, weighted by capability and salience; (issues, R). Source: Black 1958."""
    return np.clip(weighted_median(*_weighed(draft)), draft.bargain.lower, draft.bargain.upper)


def _weighed(draft: Draft) -> tuple[Array, Array]:
    """Positions and weights of all sides, each (sides, issues, R)."""
    sides = draft.bargain.sides
    weights = [capability * side.preference.salience for capability, side in zip(draft.capabilities, sides, strict=True)]
    return np.stack([side.preference.position for side in sides]), np.stack(weights)


def one_sided(draft: Draft) -> Array:
    """Give one side as much as the others bear; (issues, R). Source: an agenda setter, Romer & Rosenthal 1978."""
    return bargain.one_sided(draft.bargain, draft.favoured)


BRIDGING: dict[str, Callable[[Draft], Array]] = {
    "nash": nash,
    "kalai_smorodinsky": kalai_smorodinsky,
    "equal_gains": equal_gains,
    "weighted_mean": weighted_mean_text,
    "weighted_median": weighted_median_text,
    "one_sided": one_sided,
}
