"""What happened in a few watched histories, day by day, as the state recorded it; figures and stories are made from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.arrays import Index, Mask
from sim.events import EVENTS


@dataclass(frozen=True)
class Entry:
    """Something that happened on a day of one history: what, who did it, and the numbers it rested on."""

    day: int
    kind: str
    who: str
    facts: dict[str, Any] = field(default_factory=dict)


class Journal:
    """Entries of the first `watched` histories of a batch (or of one of them, `only`)."""

    def __init__(self, watched: int, only: int | None = None) -> None:
        self.columns = list(range(watched)) if only is None else [only]
        self.entries: dict[int, list[Entry]] = {column: [] for column in self.columns}
        self._bounds = np.array([self.columns[0], self.columns[-1] + 1] if self.columns else [0, 0])

    def among(self, histories: Index) -> slice:
        """Which of these histories, given by their places in rising order, are watched: they stand side by side among them."""
        return slice(*histories.searchsorted(self._bounds).tolist())

    def note(self, day: int, kind: str, where: Mask, who: str, facts: dict[str, Any]) -> None:
        """Write down that something happened where it did, (R,); facts are arrays whose last axis is the history, or plain values.

        Raises LookupError where no record in `sim.events` tells of that kind, or of such a fact of it.
        """
        first, end = self._bounds.tolist()
        columns = [first + place for place in where[first:end].nonzero()[0].tolist()]
        self._write(day, kind, zip(columns, columns, strict=True), who, facts)

    def note_of(self, histories: Index, day: int, kind: str, who: str, facts: dict[str, Any]) -> None:
        """Write down that something happened in some histories, of which facts tell as above, but with those as the last axis of arrays."""
        seen = self.among(histories)
        self._write(day, kind, enumerate(histories[seen].tolist(), seen.start), who, facts)

    def _write(self, day: int, kind: str, places: Iterable[tuple[int, int]], who: str, facts: dict[str, Any]) -> None:
        """Write down what happened in the histories `places`: where each stands in the facts, and its column."""
        if kind not in EVENTS or not EVENTS[kind].carries.issuperset(facts):
            raise LookupError(f"no record of what happens tells of {kind!r} with {', '.join(facts) or 'no facts'}")
        for place, column in places:
            here = {name: _at(value, place) for name, value in facts.items()}
            self.entries[column].append(Entry(day, kind, who, here))


def _at(value: Any, place: int) -> Any:
    if isinstance(value, np.ndarray):
        found = value[..., place]
        return found.tolist() if found.ndim else found.item()
    return value
