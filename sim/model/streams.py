"""Named random streams: the same stream id gives a history the same luck, whatever else the scenario holds.

A stream belongs to one quantity (one per agent x issue x quantity, or event) and to one block of histories. It is drawn in bulk
and never depends on what happens in the talks, so a changed parameter leaves every other draw as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, normal_distribution, sequential_sum, triangular_quantile
from sim.bounds import BLOCK
from sim.scenario import schema
from sim.scenario.streams import stream_id
from sim.values import AnyLine, AnySpread, Normal, Triangle, centre, width

_CHUNK = 4000  # draws made at once by a stream, in whole days, two at least: more are no quicker, and each stream holds so many


class Daily:
    """A draw for each day and history; days must be asked for in rising order."""

    def __init__(self, draw: Callable[[int], Array], R: int) -> None:
        self._draw, self._chunk, self._drawn, self._days = draw, -1, np.empty((0, 0)), max(2, _CHUNK // R)

    def __getitem__(self, day: int) -> Array:
        """The draws of one day, (R,)."""
        while self._chunk < day // self._days:
            self._drawn, self._chunk = self._draw(self._days), self._chunk + 1
        return np.asarray(self._drawn[day % self._days])


class Streams:
    """The streams of a batch of blocks."""

    def __init__(self, seed: int, blocks: range, correlated: Mapping[str, Mapping[str, float]] | None = None) -> None:
        """`correlated` says of the draws that are correlated which independent draws each is a sum of, by stream id, and with which factors."""
        self.seed, self.blocks, self._correlated = seed, blocks, correlated or {}
        self.drawn: dict[str, NDArray[np.float32]] = {}
        """What the histories drew from the spreads of the scenario, by the path of the setting, each (R,)."""

    @property
    def R(self) -> int:  # noqa: N802 - the number of histories, as in array shapes
        """Number of histories in the batch."""
        return len(self.blocks) * BLOCK

    def uniform(self, stream_id: str) -> Daily:
        """Daily draws from [0, 1)."""
        streams = self._streams(stream_id)
        return Daily(lambda days: np.concatenate([stream.random((days, BLOCK)) for stream in streams], axis=1), self.R)

    def normal(self, stream_id: str) -> Daily:
        """Daily standard normal draws."""
        streams = self._streams(stream_id)
        return Daily(lambda days: np.concatenate([stream.standard_normal((days, BLOCK)) for stream in streams], axis=1), self.R)

    def once(self, stream_id: str) -> Array:
        """One standard normal draw a history, (R,); a correlated draw is a sum of theirs and its own."""
        parts = self._correlated.get(stream_id, {stream_id: 1.0})
        return sequential_sum([factor * np.concatenate([stream.standard_normal(BLOCK) for stream in self._streams(part)]) for part, factor in parts.items()])

    def spread(self, stream_id: str, spread: AnySpread | AnyLine, path: str) -> Array:
        """One draw a history from the spread of the setting at `path`, (R,), which is kept in `drawn`; a plain number gives that number."""
        if isinstance(spread, Normal):
            values = spread.mean + spread.sd * self.once(stream_id)
        elif isinstance(spread, Triangle):
            values = triangular_quantile(normal_distribution(self.once(stream_id)), spread.low, spread.mode, spread.high)
        else:
            return np.full(self.R, centre(spread))
        if width(spread) > 0.0:
            self.drawn[path] = values.astype(np.float32)
        return values

    def _streams(self, stream_id: str) -> list[np.random.Generator]:
        key = int.from_bytes(blake2b(stream_id.encode(), digest_size=8).digest(), "little")
        return [np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=(block, key)))) for block in self.blocks]


def correlation_factors(scenario: schema.Scenario) -> dict[str, dict[str, float]]:
    """Which independent draws make up each correlated draw, by stream id, with their factors (Cholesky)."""
    if scenario.together is None:
        return {}
    ids = []
    for path in scenario.together.of:
        _, party, _, issue, quantity = path.split(".")
        ids.append(f"{stream_id(party, scenario.parties[party])}/{stream_id(issue, scenario.issues[issue])}/{quantity}")
    lower = np.zeros((len(ids), len(ids)))
    for k, row in enumerate(scenario.together.correlation):
        lower[k, : k + 1] = row
    factors = np.linalg.cholesky(lower + np.tril(lower, -1).T)
    return {name: {ids[j]: float(factors[k, j]) for j in range(k + 1) if factors[k, j]} for k, name in enumerate(ids)}
