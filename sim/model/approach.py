"""What mediators do about an impasse: which moves they have made, and what these have changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.arrays import Array, Mask
from sim.modules.reasons import Reasons
from sim.rules.moves import Impasse, moves_of

from .mediator import Mediator
from .party import Party

_IN_VAIN = 0.5  # how much less a move is thought to be worth for each time that it was made in vain (assumption)
_SPREAD = 0.4  # by what share it varies between histories after how many days a mediator may give up (assumption)
_LEAST = 1e-9  # a move that fits no better is not made (numerical accuracy)


class Approach:
    """The moves of mediators so far, and what they have changed; every array has the history as its last axis.

    `tried[mediator, party]` (moves, R): how often each move was made since anything was signed; `vain` (R,) counts them all; `last[mediator]` (R,)
    is the place of the last. `again` (R,): where something has changed, so that a text may be put again that was refused. `final_until`
    (R,): days. `named`, `watched`, `final`, `divided`, `adjourned` (R,): what can be done once. `asked[party]` and
    `visited[party]` (R,): where its lines, and those at its home, were asked about.
    """

    def __init__(self, settings: Reasons, mediators: Sequence[Mediator], parties: Sequence[Party], R: int) -> None:
        self.settings = settings
        self.moves = {mediator.name: moves_of(mediator.settings.moves) for mediator in mediators}
        every = sorted({move.name for moves in self.moves.values() for move in moves})
        self.names = every
        self.made = np.zeros((len(every), R), int)
        """How often each move was made, (moves, R), by the names in `names`."""
        self.today, self.taken_for = np.full(R, -1), np.full(R, -1)
        """On a day with a session: which move was made, by its place in `names`, and for which reason the refusal was taken; -1 for none; (R,)."""
        self.tried = {(one.name, party.name): np.zeros((len(self.moves[one.name]), R)) for one in mediators for party in parties}
        self.last = {mediator.name: np.full(R, -1) for mediator in mediators}
        self.vain, self.signatures = np.zeros(R), np.zeros(R, int)
        self.again = np.zeros(R, bool)
        self.final_until = np.full(R, -1.0)
        self.named, self.watched, self.final, self.divided, self.adjourned = (np.zeros(R, bool) for _ in range(5))
        self.underwritten = {mediator.name: np.zeros(R, bool) for mediator in mediators}
        self.asked, self.visited = ({party.name: np.zeros(R, bool) for party in parties} for _ in range(2))
        streams = parties[0].model.streams
        spread = {one.name: 1.0 + _SPREAD * np.clip(streams.once(f"{one.stream_id}/moves"), -2.0, 2.0) for one in mediators}
        self.gives_up = {name: settings.leave_after * each for name, each in spread.items()}

    @property
    def monitors(self) -> Array:
        """What monitors add to the belief that a deal is kept, in log-odds; (R,)."""
        return self.watched * self.settings.monitors

    def would_give_up(self, mediator: Mediator) -> Mask:
        """Where a mediator without a set patience has seen nothing signed for so long that it may leave, (R,)."""
        stuck = mediator.model.day - mediator.model.talking_since
        return np.asarray((stuck >= self.gives_up[mediator.name]) & (mediator.settings.patience is None))

    def start_afresh(self, signatures: Array) -> None:
        """Forget what was in vain where something has been signed since, given how often in all, (R,)."""
        fresh = signatures > self.signatures
        if fresh.any():
            self.signatures = signatures.copy()
            self.vain = np.where(fresh, 0, self.vain)
            for key, tried in self.tried.items():
                self.tried[key] = np.where(fresh, 0.0, tried)

    def choose(self, mediator: str, party: str, impasse: Impasse, style: str | None) -> Array:
        """The place, among a mediator's moves, of the one that fits best in each history, those made in vain before counting less; -1 for none; (R,)."""
        moves, tried = self.moves[mediator], self.tried[mediator, party]
        fits = np.stack([move.fits(impasse) * move.inclination(style) for move in moves]) * _IN_VAIN**tried  # type: ignore[arg-type]
        return np.where(fits.max(axis=0) > _LEAST, fits.argmax(axis=0), -1)
