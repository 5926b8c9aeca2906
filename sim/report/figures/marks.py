"""What happens in a history, as marks that differ in shape as well as in colour."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.events import BROKEN, IN_FORCE, MARKS, Mark

from .style import PALETTE


def look_of(mark: Mark) -> dict[str, Any]:
    """How a mark is drawn."""
    edge = {"markeredgecolor": PALETTE[mark.edge]} if mark.edge else {}
    return {"marker": mark.shape, "color": PALETTE[mark.colour], "markersize": mark.size, "markeredgewidth": mark.width, **edge}


def happening(events: NDArray[Any]) -> list[Mark]:
    """The kinds that occur in `events`."""
    seen = int(np.bitwise_or.reduce(events, axis=None))
    return [mark for mark in MARKS if seen & mark.bit]


def crowded(mark: Mark, events: NDArray[Any], width: float) -> dict[str, Any]:
    """The look of a mark, made smaller where on axes `width` inches wide the row of `events` (rows, days) that has most of them would be too narrow."""
    most = int(((events & mark.bit) > 0).sum(axis=-1).max())
    fits = max(0.15, min(1.0, width * 72 / max(1, most) / mark.size))
    shrunk = {"markeredgewidth": mark.width * fits}
    return look_of(mark) | (shrunk if mark.shape == "|" else shrunk | {"markersize": mark.size * fits})


def times_in_force(events: NDArray[Any]) -> list[tuple[int, int]]:
    """From which day to which a deal is in force in one history, `events` (days,); the last day if it stands."""
    spells = []
    since: int | None = None
    for day in (events & (IN_FORCE.bit | BROKEN.bit)).nonzero()[0].tolist():
        if since is not None and events[day] & BROKEN.bit:
            spells.append((since, day))
            since = None
        elif since is None and events[day] & IN_FORCE.bit:
            since = day
    return spells if since is None else [*spells, (since, len(events) - 1)]
