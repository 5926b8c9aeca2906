"""What stands in the way that no single act of `levers` shows: doubt that deals are kept, and modules that are off, whose acts are not tried."""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario import with_changes
from sim.scenario.schema import Scenario
from sim.scenario.switched import found_at, off

from .intervals import Difference

SURE = 0.99
"""Believed probability that another carries a deal out, from which on nobody doubts; assumption."""
MUCH = 0.05
"""Share of histories from which on doubt is named as what stands in the way; assumption."""


@dataclass(frozen=True)
class Doubt:
    """How the outcome differs, under the same luck, once everybody is sure that the others keep a deal; and who trusts whom least as it is."""

    difference: Difference
    doubter: str
    doubted: str
    trust: float

    @property
    def in_the_way(self) -> bool:
        """Whether it is doubt, beyond noise, that keeps many histories from the outcome."""
        found = self.difference
        return found.low is not None and found.low > 0.0 and (found.difference or 0.0) >= MUCH

    @property
    def path(self) -> str:
        """The setting of the least trust."""
        return f"parties.{self.doubter}.trust.{self.doubted}.mean"


def without_doubt(scenario: Scenario) -> Scenario:
    """The scenario in which every party is sure that each other carries a deal out, whatever else it believes of it."""
    trust = {(one, other): scenario.trust_of(one, other) for one in scenario.parties for other in scenario.parties if one != other}
    return with_changes(
        scenario,
        {f"parties.{one}.trust.{other}": {**held.model_dump(), "mean": max(held.mean, SURE)} for (one, other), held in trust.items()},
    )


def doubt(scenario: Scenario, difference: Difference) -> Doubt | None:
    """What doubt does by that difference; None where nobody has anybody to doubt."""
    pairs = [(scenario.trust_of(one, other).mean, one, other) for one in scenario.parties for other in scenario.parties if one != other]
    if not pairs:
        return None
    trust, doubter, doubted = min(pairs)
    return Doubt(difference, doubter, doubted, trust)


def untried(scenario: Scenario) -> dict[str, str]:
    """The modules that are off, and the acts that are not tried for that reason, in words."""
    data = scenario.model_dump()
    return {module.name: module.untried for module in off(scenario) if module.untried and any(value for _, value in found_at(data, module.untried_at))}
