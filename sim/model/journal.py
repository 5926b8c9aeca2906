"""What happened in a few watched histories, day by day, as the state recorded it; figures and stories are made from it."""

from __future__ import annotations

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
        self._columns = np.array(self.columns, int)

    def watches(self, histories: Index) -> bool:
        """Whether any of these histories, by their places, is watched."""
        return bool(np.isin(self._columns, histories).any())

    def note(self, day: int, kind: str, where: Mask, who: str, facts: dict[str, Any]) -> None:
        """Write down that something happened where it did; facts are arrays whose last axis is the history, or plain values.

        Raises LookupError where no record in `sim.events` tells of that kind, or of such a fact of it.
        """
        if kind not in EVENTS or not EVENTS[kind].carries.issuperset(facts):
            raise LookupError(f"no record of what happens tells of {kind!r} with {', '.join(facts) or 'no facts'}")
        for column in self._columns[where.take(self._columns)].tolist():
            here = {name: _at(value, column) for name, value in facts.items()}
            self.entries[column].append(Entry(day, kind, who, here))


def _at(value: Any, column: int) -> Any:
    if isinstance(value, np.ndarray):
        found = value[..., column]
        return found.tolist() if found.ndim else found.item()
    return value
