"""Which inputs matter most: one of them moved at a time, from many places of their ranges.

Source: Morris 1991, Factorial sampling plans for preliminary computational experiments, Technometrics 33(2), 161-174; the mean of absolute
effects from Campolongo, Cariboni & Saltelli 2007, Environmental Modelling & Software 22(10), 1509-1518.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LEVELS = 4


STEP = LEVELS / (2.0 * (LEVELS - 1))
"""How far an input is moved: two thirds of its range."""


class Effects(NamedTuple):
    """What moving each input across its whole range does to an outcome: size (mean of absolute effects), mean and spread; each (inputs, ...)."""

    size: Array
    mean: Array
    spread: Array


def trajectories(inputs: int, count: int, generator: np.random.Generator) -> Array:
    """Random walks over a grid of four levels in the unit cube, each moving every input once by two thirds of its range; (count, inputs + 1, inputs)."""
    low = generator.integers(LEVELS // 2, size=(count, inputs)) / (LEVELS - 1)
    turn = np.argsort(generator.random((count, inputs)), axis=1).argsort(axis=1)
    upwards = generator.random((count, inputs)) < 0.5
    moved = np.arange(inputs + 1)[:, None] > turn[:, None, :]
    return np.asarray(low[:, None, :] + STEP * (moved == upwards[:, None, :]))


def elementary_effects(points: Array, outcomes: Array) -> Array:
    """Change of the outcome for each input's move, scaled to its whole range; (count, inputs, ...).

    `points` (count, inputs + 1, inputs) are trajectories, `outcomes` (count, inputs + 1, ...) what was found there.
    """
    moves = np.diff(points, axis=1)
    which = np.abs(moves).argmax(axis=2)
    sizes = np.take_along_axis(moves, which[..., None], axis=2)[..., 0]
    changes = np.diff(np.asarray(outcomes, dtype=float), axis=1)
    rest = (1,) * (changes.ndim - 2)
    order = which.argsort(axis=1)
    return np.asarray(np.take_along_axis(changes / sizes.reshape(*sizes.shape, *rest), order.reshape(*order.shape, *rest), axis=1))


def effects(single: Array) -> Effects:
    """Size, mean and spread of elementary effects (count, inputs, ...), at least two of each input."""
    return Effects(np.abs(single).mean(axis=0), single.mean(axis=0), single.std(axis=0, ddof=1))
