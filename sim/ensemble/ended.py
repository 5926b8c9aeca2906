"""A batch that has run, as the columns of its rows are read from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.endings import ENDINGS
from sim.model import TalksModel, reasons

Places = NDArray[np.integer[Any]]


class Ended:
    """What the columns of a batch of R histories are read from: the model on its last day, and what is asked of it only then."""

    def __init__(self, model: TalksModel) -> None:
        self.model, self.deal = model, model.deal
        self.parties, self.issues = [party.name for party in model.parties], model.issue_names
        self.ending = model.endings()
        """The place of each ending in ENDINGS, (R,)."""
        self.why = reasons(model)

    @staticmethod
    def as_words(words: Sequence[str], places: Places) -> NDArray[np.object_]:
        """The words at some places (R,), as references to one copy of each; empty at -1."""
        return np.asarray(np.array([*words, ""], dtype=object)[places])

    @staticmethod
    def days(day: Places) -> NDArray[np.float64]:
        """Days (R,) as numbers, nan where something never happened (-1)."""
        return np.where(day >= 0, day, np.nan)

    @cached_property
    def ended_on(self) -> Places:
        """When the last deal broke, or from when on the talks were over, (R,); -1 where neither is how it ended."""
        broken, over = (self.ending == ENDINGS.index(name) for name in ("broken", "breakdown"))
        return np.asarray(np.select([broken, over], [self.deal.ended_on, self.model.tally.talks_over_since], -1))

    @cached_property
    def broken_by(self) -> Places:
        """The place of who left the last deal, (R,): one after the parties where it lapsed, -1 where it did not end so."""
        who = np.where(self.deal.broken_by < 0, len(self.parties), self.deal.broken_by)
        return np.where(self.ending == ENDINGS.index("broken"), who, -1)

    @property
    def escalated(self) -> NDArray[np.bool_]:
        """Where escalation has crossed the scenario's threshold, (R,)."""
        return np.asarray(self.model.tally.escalation_peak > self.model.settings.escalation.threshold)

    @property
    def side_deals(self) -> Places:
        """Side deals that any mediator has made, (R,)."""
        return np.asarray(sum((mediator.side_deals for mediator in self.model.mediators), np.zeros(self.model.R, int)))
