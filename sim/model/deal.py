"""How far a deal has come, and how a history ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.arrays import Array, Mask
from sim.endings import ENDINGS, PRECEDENCE


class Deal:
    """States of the deal in each history: signed, ratified, in force, phase by phase, complete or broken.

    `open` (R,): the phase under negotiation (the number of phases when all are agreed). `current` (R,): the phase being carried
    out (-1 when no deal is in force). Days are -1 where something has not happened.
    """

    def __init__(self, lasts: Sequence[int], phase_of_issue: Array, R: int) -> None:
        """Nothing agreed yet; `lasts` are the days that each phase takes."""
        phases = len(lasts)
        self.lasts, self.phases, self.phase_of_issue = np.array(lasts), phases, phase_of_issue
        self.open, self.current = np.zeros(R, int), np.full(R, -1)
        self.signed_on, self.first_day, self.ended_on = np.full(R, -1), np.full(R, -1), np.full(R, -1)
        self.progress, self.extended = np.zeros(R), np.zeros(R, bool)
        self.handed = np.zeros((phases, R))  # share of what each phase hands over that has changed hands
        self.carried = np.zeros((phases, R))  # the same as the deals that have ended left it: what a next deal need not hand over again
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

    @property
    def days_done(self) -> Array:
        """How many days of the phase under negotiation earlier deals have carried out, in whole tranches; (R,)."""
        days = np.ceil(self.carried * self.lasts[:, None] - 1e-9)
        return np.asarray(np.take_along_axis(days, np.clip(self.open, 0, self.phases - 1)[None], 0)[0])

    def enter_into_force(self, where: Mask, package: Array, day: int) -> Mask:
        """Settle the issues of the ratified phase; returns where this puts a deal into force, (R,).

        A deal takes up where earlier ones have left off: with the first phase that is not carried out, after the days of it that are.
        """
        issues = self.under_negotiation & where
        self.terms, self.settled = np.where(issues, package, self.terms), self.settled | issues
        starts = where & (self.current < 0)
        self.terms = np.where(starts & ~self.settled, np.nan, self.terms)
        self.progress, self.current = np.where(starts, self.days_done, self.progress), np.where(starts, self.open, self.current)
        self.extended = self.extended & ~starts
        self.count = self.count + starts
        self.first_day = np.where(starts & (self.first_day < 0), day, self.first_day)
        self.last_broken, self.ended_on = self.last_broken & ~starts, np.where(starts, -1, self.ended_on)
        self.open, self.signed_on = self.open + where, np.where(where, -1, self.signed_on)
        return starts

    def end(self, where: Mask, by: Array, day: int) -> None:
        """Break the deal, or let it lapse, in some histories; `by` (R,) is who broke it, -1 for a lapse.

        What has been carried out stays so: phases that are through stay settled, and talks go on over the first that is not.
        """
        self.carried = np.where(where, self.handed, self.carried)
        through = np.logical_and.accumulate(self.carried >= 1.0, axis=0)
        self.current, self.open = np.where(where, -1, self.current), np.where(where, through.sum(axis=0), self.open)
        self.signed_on, self.settled = np.where(where, -1, self.signed_on), self.settled & (~where | through[self.phase_of_issue])
        self.last_broken, self.ended_on = self.last_broken | where, np.where(where, day, self.ended_on)
        self.broken_by = np.where(where, by, self.broken_by)

    def endings(self, talks_over: Mask) -> Array:
        """Index of the ending in ENDINGS, by precedence; (R,). `talks_over`: a required party or the indispensable mediator has left."""
        everything = self.standing & (self.complete | (self.open >= self.phases))
        holds = {"agreement": everything, "partial": self.standing, "broken": self.last_broken, "breakdown": talks_over}
        *asked, left = (ENDINGS.index(name) for name in PRECEDENCE)
        return np.select([holds[ENDINGS[place]] for place in asked], asked, default=left)
