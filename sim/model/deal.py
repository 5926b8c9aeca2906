"""How far a deal has come, and how a history ends."""

from __future__ import annotations

import numpy as np

from sim.reference.arrays import Array, Mask


class Deal:
    """States of the deal in each history: signed, ratified, in force, phase by phase, complete or broken.

    `open` (R,): the phase under negotiation (the number of phases when all are agreed). `current` (R,): the phase being carried
    out (-1 when no deal is in force). Days are -1 where something has not happened.
    """

    def __init__(self, phases: int, phase_of_issue: Array, R: int) -> None:
        self.phases, self.phase_of_issue = phases, phase_of_issue
        self.open, self.current = np.zeros(R, int), np.full(R, -1)
        self.signed_on, self.first_day, self.ended_on = np.full(R, -1), np.full(R, -1), np.full(R, -1)
        self.progress, self.extended = np.zeros(R), np.zeros(R, bool)
        self.handed = np.zeros((phases, R))  # share of what each phase hands over that has changed hands
        self.complete, self.last_broken = np.zeros(R, bool), np.zeros(R, bool)
        self.count, self.broken_by = np.zeros(R, int), np.full(R, -1)
        self.terms = np.full((len(phase_of_issue), R), np.nan)
        self.settled = np.zeros((len(phase_of_issue), R), bool)

    @property
    def standing(self) -> Mask:
        """Where a deal is in force, or complete; (R,)."""
        return np.asarray(self.current >= 0)

    @property
    def signed(self) -> Mask:
        """Where a text is signed and waits for ratification; (R,)."""
        return np.asarray(self.signed_on >= 0)

    @property
    def negotiating(self) -> Mask:
        """Where something is left to agree and nothing waits for ratification; (R,)."""
        return (self.open < self.phases) & ~self.signed

    @property
    def under_negotiation(self) -> Mask:
        """The issues of the phase under negotiation; (issues, R)."""
        return np.asarray(self.phase_of_issue[:, None] == self.open)

    def enter_into_force(self, where: Mask, package: Array, day: int) -> Mask:
        """Settle the issues of the ratified phase; returns where this puts a first phase into force, (R,)."""
        issues = self.under_negotiation & where
        self.terms, self.settled = np.where(issues, package, self.terms), self.settled | issues
        starts = where & (self.current < 0)
        self.terms = np.where(starts & ~issues, np.nan, self.terms)
        self.current, self.progress = np.where(starts, 0, self.current), np.where(starts, 0.0, self.progress)
        self.extended = self.extended & ~starts
        self.count = self.count + starts
        self.first_day = np.where(starts & (self.first_day < 0), day, self.first_day)
        self.last_broken, self.ended_on = self.last_broken & ~starts, np.where(starts, -1, self.ended_on)
        self.open, self.signed_on = self.open + where, np.where(where, -1, self.signed_on)
        return starts

    def end(self, where: Mask, by: Array, day: int) -> None:
        """Break the deal, or let it lapse, in some histories; `by` (R,) is who broke it, -1 for a lapse."""
        self.current, self.open = np.where(where, -1, self.current), np.where(where, 0, self.open)
        self.signed_on, self.settled = np.where(where, -1, self.signed_on), self.settled & ~where
        self.last_broken, self.ended_on = self.last_broken | where, np.where(where, day, self.ended_on)
        self.broken_by = np.where(where, by, self.broken_by)

    def endings(self, talks_over: Mask) -> Array:
        """Index of the ending in ENDINGS, by precedence; (R,). `talks_over`: a required party or the indispensable mediator has left."""
        everything = self.standing & (self.complete | (self.open >= self.phases))
        return np.select([everything, self.standing, self.last_broken, talks_over], [0, 1, 2, 4], default=3)
