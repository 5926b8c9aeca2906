"""What becomes of deals: when the first of a history comes into force, and when it fails."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.model import TalksModel, forget
from sim.scenario.schema import Scenario


class Fates(NamedTuple):
    """Of each history, in days: when a first deal came into force (inf: not during the talks), and how long it stood (inf: it did not fail); each (R,)."""

    signed: np.ndarray
    stood: np.ndarray

    @property
    def any_deal(self) -> np.ndarray:
        """Where a deal came into force; (R,)."""
        return np.isfinite(self.signed)

    def failed_within(self, days: int) -> float:
        """Share of deals that failed within so many days of coming into force; nan where there is none."""
        return float(np.mean(self.stood[self.any_deal] <= days)) if self.any_deal.any() else np.nan


def fates(scenario: Scenario, *, talks: int, seed: int = 1, blocks: int = 1) -> Fates:
    """Play a scenario and follow the first deal of each history that comes into force within so many days of talks, until none can fail any more."""
    model = TalksModel(scenario, seed=seed, blocks=range(blocks))
    signed, failed = np.full(model.R, np.inf), np.full(model.R, np.inf)
    while model.running:
        day = model.day
        model.step()
        deal = model.deal
        signed = np.where(np.isinf(signed) & (deal.first_day == day) & (day < talks), day, signed)
        failed = np.where(np.isfinite(signed) & np.isinf(failed) & (deal.ended_on == day), day, failed)
        if day >= talks and not np.any(np.isfinite(signed) & np.isinf(failed) & ~deal.complete):
            break
    forget(model)
    return Fates(signed, np.where(np.isfinite(failed), failed, np.inf) - np.where(np.isfinite(signed), signed, 0.0))
