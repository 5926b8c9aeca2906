"""The events of a scenario and what is remembered of them: which have happened, and whose condition held the day before."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.scenario import schema
from sim.scenario.streams import by_stream, stream_id

from .streams import Streams


class Happenings:
    """Events in the order of their stream ids; by name, their draws, where each has happened, and where its condition held, (R,)."""

    def __init__(self, streams: Streams, events: Mapping[str, schema.Event], R: int) -> None:
        self.events = list(by_stream(events).items())
        self.draws = {name: streams.uniform(f"events/{stream_id(name, event)}") for name, event in self.events}
        self.done = {name: np.zeros(R, bool) for name, _ in self.events}
        self.held = {name: np.zeros(R, bool) for name, _ in self.events}
