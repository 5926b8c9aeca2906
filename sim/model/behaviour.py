"""How agents of each history hold out, judge and give way, as it was drawn."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sim.arrays import Array
from sim.scenario import behaviour

from .streams import Streams


@dataclass(frozen=True)
class Behaviour:
    """What was drawn of each quantity of the scenario's `behaviour`, none of them below 0; each (R,)."""

    own_favour: Array
    coming_round: Array
    lasting_error: Array
    fresh_error: Array
    others_hold_out: Array
    telling: Array
    horizon: Array
    deadline_doubted: Array

    @classmethod
    def drawn(cls, settings: behaviour.Behaviour, streams: Streams) -> Behaviour:
        """Draw all of it, each from its own stream."""
        found = {one.name: streams.spread(f"behaviour/{one.name}", getattr(settings, one.name), f"behaviour.{one.name}") for one in fields(cls)}
        return cls(**{name: values.clip(0.0, None) for name, values in found.items()})
