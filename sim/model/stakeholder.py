"""Somebody whose consent a deal may need: a party, or a faction inside one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np

from sim.arrays import Array
from sim.reference.preference import Preference

from .mesa_core import mesa
from .world import World
from .worth import Phases


class Stakeholder(mesa.Agent):
    """What parties and factions have in common: what they want, where they stop, and how they speak of it.

    `lower` and `upper` (issues, R) are the points between which its red lines leave a text.
    """

    model: World
    name: str
    preference: Preference
    lower: Array
    upper: Array
    phases: Phases

    def __init__(self, model: World, name: str, stream_id: str) -> None:
        super().__init__(model)
        self.name, self.stream_id = name, stream_id
        streams = model.streams
        self.answer_draws, self.naming_draws = streams.uniform(f"{stream_id}/answer"), streams.uniform(f"{stream_id}/naming")
        self.other_issue_draws, self.claim_draws = streams.uniform(f"{stream_id}/other_issue"), streams.normal(f"{stream_id}/claim")

    @abstractmethod
    def take_in_changes(self) -> None:
        """Work out preferences and limits from positions and weights, at first and whenever an event has changed them."""

    @abstractmethod
    def declares_to(self, whom: str) -> bool:
        """Whether its red lines are known to its `party`, or to `everybody`, from the start."""

    def divide_over_phases(self) -> None:
        """Divide its weights over what each phase has left to carry out, at first and whenever that has changed."""
        model = self.model
        self.phases = Phases.of(model.phase_of_issue, self.preference.salience, 1.0 - model.deal.carried)


def limits(preference: Preference, red_lines: Sequence[float | None], middles: Sequence[float]) -> tuple[Array, Array]:
    """The packages inside red lines, as lowest and highest point of each issue (issues, R).

    A red line is kept as a width from the position, so that draws of the position cannot cross it.
    """
    lower, upper = np.zeros_like(preference.position), np.full_like(preference.position, 100.0)
    for i, (line, middle) in enumerate(zip(red_lines, middles, strict=True)):
        if line is not None:
            width = abs(middle - line)
            lower[i] = np.where(preference.hurt_below[i] > 0.0, np.maximum(preference.position[i] - width, 0.0), 0.0)
            upper[i] = np.where(preference.hurt_above[i] > 0.0, np.minimum(preference.position[i] + width, 100.0), 100.0)
    return lower, upper


def without_clash(lower: Array, upper: Array) -> tuple[Array, Array]:
    """Limits (issues, R), but the middle between those that exclude each other."""
    clash, middle = lower > upper, (lower + upper) / 2.0
    return np.where(clash, middle, lower), np.where(clash, middle, upper)
