"""What a signed text has to get past at home."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Mask


def loss_of_face(claimed: Array, granted: Array, by_mediator: Mask, *, weight: float, relief: float) -> Array:
    """What a text costs at home for falling short of the last public demand, less where a mediator wrote it; (R,).

    `claimed`, `granted`: utility of the public demand and of the text, each (R,). Source: Leventoglu & Tarar 2005.
    """
    return weight * np.maximum(0.0, claimed - granted) * np.where(by_mediator, 1.0 - relief, 1.0)
