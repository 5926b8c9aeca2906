"""The arrays that are kept of a run beside its rows: all that is said of each, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

POINTS = 101  # bins of a scale from 0 to 100, or of a quantity from 0 to 1 in hundredths


@dataclass(frozen=True)
class Series:
    """An array: its name, its axes, what it counts or follows, its type, and what stands where nothing is.

    An array with the axis `history` follows the first histories of a run one by one; all others count histories.
    """

    name: str
    axes: tuple[str, ...]
    meaning: str
    dtype: str = "int32"
    nothing: float = 0
    module: str = ""
    """The module with which it is kept; it is there in every run where this is empty."""

    @property
    def follows(self) -> bool:
        """Whether it follows single histories."""
        return "history" in self.axes

    def empty(self, sizes: Mapping[str, int]) -> NDArray[Any]:
        """The array before anything is counted, for axes of these sizes."""
        shape = [sizes[axis] for axis in self.axes]
        return np.full(shape, self.nothing, self.dtype) if self.nothing else np.zeros(shape, self.dtype)


_NAN = float("nan")

SERIES: dict[str, Series] = {
    one.name: one
    for one in (
        Series("text", ("issue", "day", "point"), "histories with the text on the table or in force at this point of the scale"),
        Series("demand", ("party", "issue", "day", "point"), "histories in which the party holds out for this point, once a session was held"),
        Series("escalation", ("day", "point"), "histories with escalation at so many hundredths"),
        Series("attendance", ("party", "session", "presence"), "histories in which the party came in person, through a channel, or stayed away"),
        Series("sessions", ("day",), "histories that hold a session on this day; only with the module `reasons`", module="reasons"),
        Series(
            "moves",
            ("day", "move", "reason"),
            "histories in which a mediator makes this move (in alphabetical order), by what it takes the refusal for; only with the module `reasons`",
            module="reasons",
        ),
        Series("position", ("party", "issue", "point"), "histories in which the party's position lies at this point"),
        Series("limit", ("party", "issue", "point"), "histories in which the party would go as far as this point on the first day"),
        Series("common", ("issue", "point"), "histories in which all whose signature a deal needs would go as far as this point on the first day"),
        Series("meet", ("issue, then all",), "histories in which ranges meet on the issue on the first day, and last on all issues at once"),
        Series("watched_text", ("history", "issue", "day"), "the text on the table or in force", "float32", _NAN),
        Series("watched_demand", ("history", "party", "issue", "day"), "what the party holds out for", "float32", _NAN),
        Series("watched_escalation", ("history", "day"), "escalation, 0 to 1", "float32", _NAN),
        Series("watched_value", ("history", "party", "day"), "what the text is worth to the party", "float32", _NAN),
        Series("watched_no_deal", ("history", "party", "day"), "what no deal is worth to the party", "float32", _NAN),
        Series("watched_crossed", ("history", "party", "day"), "which red lines the text is beyond: 1 the party's own, 2 at its home, added up", "uint8"),
        Series("watched_events", ("history", "day"), "what happened, as bits added up", "uint8"),
    )
}
"""Every array by name, in the order in which they are written."""
