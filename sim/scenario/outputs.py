"""What is counted of every history of a scenario."""

from __future__ import annotations

from sim.columns import compared
from sim.modules.registry import own_columns

from .schema import Scenario


def outputs_of(scenario: Scenario) -> list[str]:
    """Names of the outputs that are compared: columns of a table of histories, and `column=word` where a column holds words."""
    return compared(sorted(scenario.parties), sorted(scenario.issues), own_columns(scenario.modules))
