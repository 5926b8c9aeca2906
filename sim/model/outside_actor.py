"""Somebody outside the talks whose acts change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Mask
from sim.scenario import schema

from .mesa_core import mesa

if TYPE_CHECKING:
    from .talks import TalksModel


class OutsideActor(mesa.Agent):
    """An outside actor: it retaliates, or spoils, at rates that depend on yesterday."""

    model: TalksModel

    def __init__(self, model: TalksModel, name: str, settings: schema.OutsideActor) -> None:
        super().__init__(model)
        self.name, self.settings, self.luck_id = name, settings, settings.luck_id or name
        self.retaliation_luck, self.attack_luck = model.luck.uniform(f"{self.luck_id}/retaliation"), model.luck.uniform(f"{self.luck_id}/attack")

    def act(self) -> None:
        """Retaliate or attack today, or not."""
        settings, model = self.settings, self.model
        nobody = np.zeros(model.R, bool)
        retaliates = nobody if settings.retaliates is None or not model.on("escalation") else model.happens(settings.retaliates, self.retaliation_luck)
        attacks = nobody if settings.spoils is None or not model.on("spoilers") else model.happens(settings.spoils, self.attack_luck)
        model.jumps = model.jumps + settings.escalation * retaliates + settings.escalation * attacks
        model.note("retaliation", retaliates, self.name)
        self._blame(attacks)
        model.note("attack", attacks, self.name)

    def _blame(self, attacks: Mask) -> None:
        """Others hold the party it belongs with answerable, as far as they think that party has control."""
        for party in self.model.parties:
            if self.settings.blamed_on not in (None, party.name):
                party.witness(str(self.settings.blamed_on), "attack_during_talks", attacks)
