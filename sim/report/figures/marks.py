"""What happens in a history, as marks that differ in shape as well as in colour."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .style import BLUE, GREY, INK, ORANGE, PALE, PURPLE, SKY, VERMILLION


class Mark(NamedTuple):
    """One kind of happening: its bit in `watched_events`, its words, its look."""

    bit: int
    label: str
    look: dict[str, Any]


def _outlined(marker: str, colour: str, size: float) -> dict[str, Any]:
    return {"marker": marker, "color": colour, "markersize": size, "markeredgecolor": INK, "markeredgewidth": 0.7}


MARKS = (
    Mark(1, "session", {"marker": "|", "color": PALE, "markersize": 10, "markeredgewidth": 1.2}),
    Mark(2, "text tabled", {"marker": "o", "color": "white", "markeredgecolor": GREY, "markeredgewidth": 0.7, "markersize": 6.5}),
    Mark(4, "refusal", {"marker": "x", "color": INK, "markersize": 3.5, "markeredgewidth": 1}),
    Mark(128, "event", _outlined("^", PURPLE, 5)),
    Mark(8, "signed by all", _outlined("D", SKY, 5)),
    Mark(16, "comes into force", _outlined("s", BLUE, 6)),
    Mark(32, "broken or lapsed", _outlined("X", ORANGE, 7)),
    Mark(64, "withdrawal", _outlined("<", VERMILLION, 6)),
)
"""In the order in which they lie on top of one another where a day has several."""

IN_FORCE, BROKEN = 16, 32


def happening(events: NDArray[Any]) -> list[Mark]:
    """The kinds that occur in `events`."""
    seen = int(np.bitwise_or.reduce(events, axis=None))
    return [mark for mark in MARKS if seen & mark.bit]


def crowded(mark: Mark, events: NDArray[Any], width: float) -> dict[str, Any]:
    """The look of a mark, made smaller where on axes `width` inches wide the row of `events` (rows, days) that has most of them would be too narrow."""
    most = int(((events & mark.bit) > 0).sum(axis=-1).max())
    size = mark.look["markersize"]
    fits = max(0.15, min(1.0, width * 72 / max(1, most) / size))
    shrunk = {"markeredgewidth": mark.look["markeredgewidth"] * fits}
    return mark.look | (shrunk if mark.look["marker"] == "|" else shrunk | {"markersize": size * fits})


def times_in_force(events: NDArray[Any]) -> list[tuple[int, int]]:
    """From which day to which a deal is in force in one history, `events` (days,); the last day if it stands."""
    spells = []
    since: int | None = None
    for day in (events & (IN_FORCE | BROKEN)).nonzero()[0].tolist():
        if since is not None and events[day] & BROKEN:
            spells.append((since, day))
            since = None
        elif since is None and events[day] & IN_FORCE:
            since = day
    return spells if since is None else [*spells, (since, len(events) - 1)]
