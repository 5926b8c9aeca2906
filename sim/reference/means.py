"""Weighted mean and median of positions: the baselines that forecasts of collective decisions have to beat."""

from __future__ import annotations

import numpy as np

from .arrays import Array, in_order


def weighted_mean(positions: Array, weights: Array) -> Array:
    """Mean of positions (parties, ...) with weights of the same shape, over the first axis; the plain mean where all weights are 0.

    Source: the base model of Bueno de Mesquita & Stokman 1994, weights being capability x salience.
    """
    total = in_order(weights)
    plain = in_order(positions) / len(positions)
    return np.asarray(np.where(total > 0.0, in_order(positions * weights) / np.where(total > 0.0, total, 1.0), plain))


def weighted_median(positions: Array, weights: Array) -> float:
    """The smallest position (parties,) at which the cumulative weight (parties,) reaches half of the total.

    Source: Black 1958 for the median voter; weights as in Bueno de Mesquita & Stokman 1994.
    """
    order = np.argsort(positions, kind="stable")
    cumulative = np.cumsum(weights[order])
    return float(positions[order][np.searchsorted(cumulative, cumulative[-1] / 2.0)])
