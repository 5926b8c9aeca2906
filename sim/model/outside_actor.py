"""Somebody outside the talks whose acts change them."""

from __future__ import annotations

from sim.scenario import schema
from sim.scenario.streams import stream_id

from .mesa_core import mesa
from .world import World


class OutsideActor(mesa.Agent):
    """An outside actor: it retaliates, or spoils, at rates that depend on yesterday."""

    model: World

    def __init__(self, model: World, name: str, settings: schema.OutsideActor) -> None:
        super().__init__(model)
        self.name, self.settings, self.stream_id = name, settings, stream_id(name, settings)
        self.retaliation_draws = model.streams.uniform(f"{self.stream_id}/retaliation")
        self.attack_draws = model.streams.uniform(f"{self.stream_id}/attack")
