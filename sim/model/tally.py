"""What is counted and remembered of the talks as they go; every array has the history as its last axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.arrays import Array, Index, Mask


class Sessions:
    """Sessions so far, each (R,): where one is called and where one is held today, how many were held, how many failed in a row.

    A session fails that is called and not held, or that brings a refusal, at once or later through a channel.
    """

    def __init__(self, R: int) -> None:
        self.called, self.today = np.zeros(R, bool), np.zeros(R, bool)
        self.last_was_held, self.held = np.full(R, True), np.zeros(R, int)
        self.failed, self.failed_in_a_row = np.zeros(R, bool), np.zeros(R, int)

    def hold(self, possible: Mask) -> None:
        """Hold those that are called, where that is possible."""
        self.today = self.called & possible
        self.last_was_held = np.where(self.called, self.today, self.last_was_held)
        self.held = self.held + self.today

    def count_failures(self, refused: Mask, negotiating: Mask) -> None:
        """Count, at the end of a day, sessions that failed, given where a text on the table stands refused and where something is left to agree."""
        self.failed_in_a_row = np.where(self.called & ~self.failed, 0, self.failed_in_a_row)
        self.failed &= ~self.called
        fails = ~self.failed & negotiating & ((self.called & ~self.today) | refused)
        self.failed |= fails
        self.failed_in_a_row = self.failed_in_a_row + fails


class Refusals:
    """The last refusal, each (R,): its day, the place of the party, that of the issue, and how far it was from a yes; -1 for none."""

    def __init__(self, R: int) -> None:
        self.day, self.by, self.over, self.short = np.full(R, -1), np.full(R, -1), np.full(R, -1), np.zeros(R)

    def remember(self, day: int, party: int, histories: Index, over: Index, short: Array) -> None:
        """Keep who refused last in some histories and over what, each (those,); of two on one day, the one who was further from a yes."""
        later = (self.day[histories] < day) | (short > self.short[histories])
        here = histories[later]
        self.day[here], self.by[here] = day, party
        self.over[here], self.short[here] = over[later], short[later]


class Tally:
    """What a row of the run counts, each (R,).

    `sat`: by party, sessions missed, through a channel and in person, (3, R). `stoppers` (names, R): by whom the last signed text was
    stopped, by the names in `stopper_names`: factions that decide, then parties whose government fell.
    """

    def __init__(self, parties: Sequence[str], factions: Sequence[str], R: int) -> None:
        self.sat = {party: np.zeros((3, R), int) for party in parties}
        self.falls = {party: np.zeros(R, int) for party in parties}
        self.gain_at_signature = {party: np.full(R, np.nan) for party in parties}
        self.smallest_gain_at_signature = np.full(R, np.inf)
        self.signatures, self.stopped_at_home = np.zeros(R, int), np.zeros(R, int)
        self.stopper_names = [*factions, *parties]
        self.stoppers = np.zeros((len(self.stopper_names), R), bool)
        self.last_progress, self.talks_over_since = np.zeros(R), np.full(R, -1)
        self.escalation_peak = np.zeros(R)
