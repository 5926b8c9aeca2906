"""Why parties refuse, and what others take for the reason: true reasons, readings through a noisy glass, what a mediator makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from sim.arrays import Array, Index, Mask, take
from sim.endings import TOLD
from sim.modules.reasons import Reasons

from .party import Party


class Reader(Protocol):
    """Somebody who hears answers."""

    stream_id: str
    name: str


class RefusalReasons:
    """What is kept of reasons: the truth, how readers take them, and what each mediator believes of each party.

    `last` (R,): the reason of the last refusal, -1 for none. `beliefs[mediator, party]` (4, R): how often a mediator thinks that each reason was
    the true one, as counts that fade. `answered[party]`: the last text (issues, R) whose answer told something new, and that answer.
    """

    def __init__(self, settings: Reasons, parties: Sequence[Party], mediators: Sequence[Reader], R: int) -> None:
        self.settings, self._mediators = settings, len(mediators)
        self.last, self.unanswered = np.full(R, -1), np.zeros(R, int)
        self.counts = {party.name: np.zeros((TOLD, R), int) for party in parties}
        self.heard, self.misheard = np.zeros(R, int), np.zeros(R, int)
        self.beliefs = {(mediator.name, party.name): np.full((TOLD, R), 1.0 / TOLD) for mediator in mediators for party in parties}
        self.answered = {party.name: (np.full_like(party.weight, np.nan), np.full(R, -1)) for party in parties}
        streams = parties[0].model.streams
        readers = {party.name: [*mediators, *party.others] for party in parties}
        self._draws = {name: [streams.uniform(f"{one.stream_id}/{party_id}/reason") for one in readers[name]] for name, party_id in _ids(parties)}

    def remember(self, party: str, histories: Index, reasons: Index) -> None:
        """Keep why a party refused in some histories, each (those,)."""
        self.last[histories] = reasons
        self.counts[party][reasons, histories] += 1

    def readings(self, party: str, day: int, histories: Index, reasons: Index) -> Index:
        """What each of those who hear a party takes its reason for, (readers, those), in some histories, where it refuses."""
        rights = self.rights_of_readers(len(self._draws[party]))[:, 0].tolist()
        return np.stack([_reading(take(draws[day], histories), reasons, right) for draws, right in zip(self._draws[party], rights, strict=True)])

    def rights_of_readers(self, readers: int) -> Array:
        """How often each of those who hear a party reads a reason rightly, (readers, 1)."""
        own = self.settings
        return np.where(np.arange(readers) < self._mediators, own.read_by_mediators, own.read_by_parties)[:, None]

    def believe(self, mediator: str, party: str, histories: Index, thought: Array) -> None:
        """Add to a mediator's belief about a party's reasons what a refusal says in some histories, (4, those); what it knew before fades."""
        belief = self.beliefs[mediator, party]
        belief[:, histories] = self.settings.memory * belief[:, histories] + thought

    def believed(self, mediator: str, party: str) -> Array:
        """How likely a mediator thinks each reason of a party, (4, R), summing to 1."""
        belief = self.beliefs[mediator, party]
        return np.asarray(belief / belief.sum(axis=0))

    def news(self, party: str, package: Array, histories: Index, answers: Index) -> Mask:
        """Where an answer to `package` (issues, those) tells more than the last one did: another answer, or to another text; (those,)."""
        text, before = self.answered[party]
        near = np.abs(package - take(text, histories)).max(axis=0) <= 100.0 * self.settings.news_from
        fresh = ~near | (take(before, histories) != answers)
        here = histories[fresh]
        text[:, here], before[here] = package[:, fresh], answers[fresh]
        return np.asarray(fresh)

    def share(self, party: str, reason: int) -> Array:
        """Which share of a party's refusals had a reason, (R,); nan where it refused nothing."""
        total = self.counts[party].sum(axis=0)
        return np.where(total > 0, self.counts[party][reason] / np.maximum(total, 1), np.nan)

    def misread_share(self) -> Array:
        """Which share of all refusals whoever held the pen took for something else, (R,); nan where there were none."""
        return np.where(self.heard > 0, self.misheard / np.maximum(self.heard, 1), np.nan)


def _ids(parties: Sequence[Party]) -> list[tuple[str, str]]:
    return [(party.name, party.stream_id) for party in parties]


def _reading(draws: Array, reasons: Index, right: float) -> Index:
    """What one reader takes reasons (those,) for: the truth with the chance `right`, else one of the others, all equally likely."""
    wrong = np.minimum((draws - right) / max(1.0 - right, 1e-12) * (TOLD - 1), TOLD - 2).astype(int)
    return np.where(draws < right, reasons, (reasons + 1 + np.maximum(wrong, 0)) % TOLD)
