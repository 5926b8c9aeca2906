"""Somebody whose consent a deal may need: a party, or a faction inside one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np

from sim.arrays import ALL, Array, Index, Mask, Some, take
from sim.reference.preference import Preference

from .lines import Line, SoftLines, claims, counted, real_ones, soft_ones, within
from .mesa_core import mesa
from .world import World
from .worth import Phases


class Stakeholder(mesa.Agent):
    """What parties and factions have in common: what they want, where they stop, and how they speak of it.

    `lower` and `upper` (issues, R) are the points between which its red lines leave a text, as far as they are real; `claimed` are those between
    which all leave it that it has drawn, the same where all are real. `soft` is what crossing the others costs it; None where there are none.
    """

    model: World
    name: str
    preference: Preference
    lower: Array
    upper: Array
    claimed: tuple[Array, Array]
    lines: Sequence[Line | None]
    soft: SoftLines | None = None
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

    def hold_to_lines(self, middles: Sequence[float]) -> None:
        """Settle where its own red lines leave a text, at first and whenever an event has changed positions; `middles` (issues,) are those in the file."""
        lines = self.lines
        self.claimed = claims(self.preference, lines, middles)
        self.lower, self.upper = real_ones(*self.claimed, lines)
        softness = soft_ones(lines, self.lower.shape)
        if softness is None:
            return
        lower, upper = np.where(softness, self.claimed[0], 0.0), np.where(softness, self.claimed[1], 100.0)
        constants, before = self.model.constants, self.soft
        claimed_on = np.zeros_like(lower) if before is None else before.claimed_on
        self.soft = SoftLines(lower, upper, claimed_on, constants.line_price, constants.line_half_life, constants.mediator_relief)

    def within_claims(self, package: Array, histories: Some = ALL) -> Mask:
        """Where `package` (issues, those) crosses none of the lines that it has drawn, real or not, on what is being settled; (those,)."""
        lower, upper = self.claimed
        return within(package, take(lower, histories), take(upper, histories), take(self.model.deal.under_negotiation, histories))

    def price_of_lines(self, package: Array, first: Index, histories: Some = ALL) -> Array:
        """What crossing its lines that are not real costs it in a deal on `package` (issues, those) from phase `first` (those,) on; (those,)."""
        if self.soft is None:
            return np.zeros(package.shape[-1])
        model = self.model
        crossed = self.soft.crossed(package, histories) & counted(model.deal, first, histories)
        return self.soft.cost(crossed, model.day, take(model.table.by_mediator, histories), histories)

    def is_for_a_price(self, issue: Index, histories: Index) -> Mask:
        """Where, of some histories, its own line on an `issue` each (those,) is one that it has drawn and that is not real; (those,)."""
        if self.soft is None:
            return np.zeros(len(histories), bool)
        return np.asarray((self.soft.lower[issue, histories] > 0.0) | (self.soft.upper[issue, histories] < 100.0))

    def claim_lines(self, issue: Index, histories: Index) -> None:
        """Have drawn a line anew today, in some histories on an issue each, (those,): what crossing it costs is fresh again."""
        if self.soft is not None:
            self.soft.claimed_on[issue, histories] = self.model.day

    def divide_over_phases(self) -> None:
        """Divide its weights over what each phase has left to carry out, at first and whenever that has changed."""
        model = self.model
        self.phases = Phases.of(model.phase_of_issue, self.preference.salience, 1.0 - model.deal.carried)


def without_clash(lower: Array, upper: Array) -> tuple[Array, Array]:
    """Limits (issues, R), but the middle between those that exclude each other."""
    clash, middle = lower > upper, (lower + upper) / 2.0
    return np.where(clash, middle, lower), np.where(clash, middle, upper)
