"""How far each party would go on each issue alone, and where that leaves room for all whose signature a deal needs."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Mask, sequential_sum
from sim.model import TalksModel, ranges

_POINTS = np.arange(101.0)[:, None, None]
"""The whole points of a scale."""


def room(model: TalksModel) -> tuple[Mask, Mask]:
    """On which points of each issue enough parties to sign could meet, all else being as each of them wants, (101, issues, R), and where on any, (issues, R).

    Enough are all whose signature is required and, with a quota, parties with that share of all capability. A point counts to the nearest
    whole one. What is judged issue by issue is needed for a deal, not enough for one: each party counts on having its way in all else.
    """
    bounds = [ranges(party) for party in model.parties]
    protocol = model.settings.protocol
    shape = bounds[0][0].shape
    low, high = np.full(shape, -np.inf), np.full(shape, np.inf)
    for party, (lowest, highest) in zip(model.parties, bounds, strict=True):
        if party.name in model.required:
            low, high = np.maximum(low, lowest), np.minimum(high, highest)
    points = _inside(low, high)
    if protocol.quota is None:
        return points, np.asarray(low <= high)
    weights = [party.settings.capability for party in model.parties]
    behind = sequential_sum([np.asarray(weight * _inside(*ends), dtype=float) for weight, ends in zip(weights, bounds, strict=True)])
    points &= behind >= protocol.quota * sequential_sum([np.asarray(weight) for weight in weights]) - 1e-9
    return points, np.asarray(points.any(axis=0))


def _inside(low: Array, high: Array) -> Mask:
    """Which whole points lie within ranges (issues, R), to the nearest; (101, issues, R)."""
    return np.asarray((np.rint(low) <= _POINTS) & (np.rint(high) >= _POINTS))
