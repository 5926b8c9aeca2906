"""Demands that fall by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from sim.rules.demand import DemandRule, DemandSettings, part_of
from sim.rules.registry import rule
from sim.values import Factor, lever

if TYPE_CHECKING:
    from sim.arrays import Array


class Pace(DemandSettings):
    """How early it gives way."""

    beta: Factor = Field(1.0, description="Below 1 concedes late (boulware), above 1 early (conceder).", json_schema_extra=lever("positions"))


@rule
class TimeDependent(DemandRule):
    """Hold out for less as the deadline comes nearer; below `beta` 1 late (boulware), above early (conceder).

    Source: Faratin, Sierra & Jennings 1998, polynomial tactics.
    """

    name = "time_dependent"
    known_as = "time-dependent tactic, Boulware and conceder"
    usual = True
    Settings = Pace
    settings: Pace
    reads = frozenset({"share", "deadline"})

    def share(self, before: Array, elapsed: Array, conceded: Array) -> Array:
        """The start share times `1 - elapsed^(1/beta)`, kept in [0, 1]; (R,)."""
        del before, conceded
        falling = 1.0 - elapsed.clip(0.0, 1.0) ** (1.0 / self.settings.beta)
        return self.settings.share * falling.clip(0.0, 1.0)

    def in_brief(self) -> str:
        """How it holds out, for a description."""
        beta = self.settings.beta
        return f"for {self.settings.share:g} of the gain at first, giving way {self._pace()} (beta {beta:g})"

    def for_its_party(self) -> str:
        """How it holds out, told to whoever plays the party."""
        return f"At first you hold out for {part_of(self.settings.share)} what a deal could gain you, and give way {self._pace()} as time runs out."

    def _pace(self) -> str:
        return "evenly" if self.settings.beta == 1 else "late" if self.settings.beta < 1 else "early"
