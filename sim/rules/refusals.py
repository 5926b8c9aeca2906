"""Why a text is refused, and how likely each reason looks to those who hear a refusal."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Index, logistic, sequential_sum
from sim.endings import TOLD

from .acceptance import Answering

LINE, PRICE, DOUBT, HOLDING_OUT = range(TOLD)
_LEAST = 1e-6  # log-odds between asking for nothing and for the most below which the two count as one (numerical accuracy)


def true_reason(basis: Answering, if_kept: Array) -> Index:
    """The place in REASONS of why a text is refused, (R,), given what the answer rests on and what the text would be worth if it were kept.

    Source: Fearon 1995 for price and doubt, Raiffa 1982 for what is held out for.
    """
    return np.select([~basis.within_limits, if_kept < basis.no_deal, basis.value < basis.no_deal], [LINE, PRICE, DOUBT], HOLDING_OUT)


def chances(no_deal: Array, seen: tuple[Array, Array, Array], line: Array, holding_out: Array, sharpness: Array) -> tuple[Array, Array]:
    """How likely each reason of a refusal is, (4, ...), and a yes, (...), for a party to whom no deal is worth `no_deal` (...).

    `seen`: what its reader thinks the text worth to it if it is sure to be kept, with its doubts, and the most that it could hope for. `line`: the
    chance that a red line is crossed. What it holds out for is thought to be anything up to the share `holding_out` of its gain.
    Source: McFadden 1974 for the form.
    """
    kept, value, best = seen
    worth_if_kept, worth = (logistic(sharpness * (what - no_deal)) for what in (kept, value))
    worth = np.minimum(worth, worth_if_kept)
    held_out = holding_out * np.maximum(best - no_deal, 0.0)
    span = np.maximum(sharpness * held_out, _LEAST)
    agrees = (np.logaddexp(0.0, sharpness * (value - no_deal)) - np.logaddexp(0.0, sharpness * (value - no_deal) - span)) / span
    agrees = np.minimum(agrees, worth)
    free = 1.0 - line
    return np.stack([line + 0.0 * worth, free * (1.0 - worth_if_kept), free * (worth_if_kept - worth), free * (worth - agrees)]), free * agrees


def confusion(right: Array) -> tuple[Array, Array]:
    """How likely a reading is if it is right, and if it is wrong in that way; source: a symmetric channel, Shannon 1948."""
    return right, (1.0 - right) / (TOLD - 1)


def total(reasons: Array) -> Array:
    """The sum over reasons (4, ...), (...); source: arithmetic."""
    return sequential_sum(list(reasons))
