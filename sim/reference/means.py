"""Weighted mean and median of positions: the baselines that forecasts of collective decisions have to beat."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, sequential_sum


def weighted_mean(positions: Array, weights: Array) -> Array:
    """Mean of positions (parties, ...) with weights of the same shape, over the first axis; the plain mean where all weights are 0.

    Source: the base model of Bueno de Mesquita & Stokman 1994, weights being capability x salience.
    """
    total = sequential_sum(weights)
    plain = sequential_sum(positions) / len(positions)
    return np.asarray(np.where(total > 0.0, sequential_sum(positions * weights) / np.where(total > 0.0, total, 1.0), plain))


def weighted_median(positions: Array, weights: Array) -> Array:
    """The smallest position of `positions` (parties, ...) at which the cumulative weight, of the same shape, reaches half of the total.

    Over the first axis; the plain median where all weights are 0. Source: Black 1958 for the median voter; weights as in Bueno de
    Mesquita & Stokman 1994.
    """
    weights = np.where(sequential_sum(weights) > 0.0, weights, 1.0)
    order = np.argsort(positions, axis=0, kind="stable")
    ranked, cumulative = np.take_along_axis(positions, order, 0), np.cumsum(np.take_along_axis(weights, order, 0), axis=0)
    middle = (cumulative < cumulative[-1] / 2.0).sum(axis=0)
    return np.asarray(np.take_along_axis(ranked, middle[None], 0)[0])
