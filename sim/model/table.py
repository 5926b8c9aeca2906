"""The text on the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from sim.arrays import Array, Mask

from .grain import Grain


class Author(Protocol):
    """Somebody who can table a text."""

    name: str


class Table:
    """The text under discussion in each history, and who wrote it.

    `package` (issues, R); `author` (R,) is the place of its author among mediators, then parties; `stood` (R,) counts sessions since it
    was tabled; `count` (R,) the texts tabled so far.
    """

    def __init__(self, package: Array, mediators: Sequence[Author], parties: Sequence[Author], grain: Grain | None = None) -> None:
        R, self._grain = package.shape[1], grain
        self.package = package
        self.authors: list[Author] = [*mediators, *parties]
        self._mediators = len(mediators)
        self.exists, self.author = np.zeros(R, bool), np.full(R, -1)
        self.stood, self.count = np.zeros(R, int), np.zeros(R, int)

    def put(self, where: Mask, package: Array, author: Array) -> None:
        """Put a new text on the table in some histories, at the nearest points at which issues can be settled."""
        text = package if self._grain is None else self._grain.nearest(package)
        self.package = np.where(where, text, self.package)
        self.author, self.stood = np.where(where, author, self.author), np.where(where, 0, self.stood)
        self.exists, self.count = self.exists | where, self.count + where

    def place_of(self, author: Author) -> int:
        """The place of an agent among authors."""
        return next(k for k, agent in enumerate(self.authors) if agent is author)

    def is_by(self, author: Author) -> Mask:
        """Where the text is by that agent; (R,)."""
        return np.asarray(self.exists & (self.author == self.place_of(author)))

    @property
    def by_mediator(self) -> Mask:
        """Where a mediator wrote the text; (R,)."""
        return np.asarray(self.exists & (self.author < self._mediators))
