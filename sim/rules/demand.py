"""How much of the gain from a deal a party holds out for, and how that falls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.arrays import Array


class DemandRule(Protocol):
    """The share of the gain a party holds out for now."""

    def share(self, before: Array, elapsed: Array, conceded: Array) -> Array:
        """The share (R,) in [0, 1], from that of the session before, the time elapsed (0 start, 1 deadline) and the other's concession."""


@dataclass(frozen=True)
class TimeDependent:
    """Hold out for less as the deadline comes nearer; below `beta` 1 late (boulware), above early (conceder).

    Source: Faratin, Sierra & Jennings 1998, polynomial tactics.
    """

    start: float
    beta: float

    def share(self, before: Array, elapsed: Array, conceded: Array) -> Array:
        """The start share times `1 - elapsed^(1/beta)`, kept in [0, 1]; (R,)."""
        del before, conceded
        return np.asarray(self.start * np.clip(1.0 - np.clip(elapsed, 0.0, 1.0) ** (1.0 / self.beta), 0.0, 1.0))


@dataclass(frozen=True)
class Reciprocal:
    """Give way as far as the other has given way since the last session, in shares of one's own gain.

    Source: Faratin, Sierra & Jennings 1998, behaviour-dependent tactics; Osgood 1962 for reciprocity.
    """

    start: float
    reciprocity: float

    def share(self, before: Array, elapsed: Array, conceded: Array) -> Array:
        """What it held out for before, less its answer to what the other conceded; (R,)."""
        del elapsed
        return np.asarray(np.clip(before - self.reciprocity * np.maximum(conceded, 0.0), 0.0, 1.0))


@dataclass(frozen=True)
class Fixed:
    """Hold out for the same share throughout, as a one-sided binding commitment does; source: Schelling 1960."""

    start: float

    def share(self, before: Array, elapsed: Array, conceded: Array) -> Array:
        """Always the start share; (R,)."""
        del elapsed, conceded
        return np.full_like(before, self.start)


def demand_rule(name: str, share: float, beta: float, reciprocity: float) -> DemandRule:
    """The rule of that name; `equilibrium` parties hold out for what backward induction says, so theirs is never asked."""
    rules: dict[str, DemandRule] = {"time_dependent": TimeDependent(share, beta), "reciprocal": Reciprocal(share, reciprocity)}
    return rules.get(name, Fixed(share))
