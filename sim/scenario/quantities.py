"""The quantities of a scenario that events may change: a closed list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .schema import Scenario

Kind = Literal["number", "trust", "attendance"]


def quantities(scenario: Scenario) -> dict[str, Kind]:
    """Every target that an effect can name, and its kind: numbers are set, multiplied, added to; trust takes acts; attendance takes words."""
    found: dict[str, Kind] = {"escalation": "number", "deadline": "number"}
    for name, party in scenario.parties.items():
        of = f"parties.{name}"
        found |= {f"{of}.no_deal.{what}": "number" for what in ("expected", "cost_per_day", "delay_value")}
        found |= {f"{of}.trust.{other}": "trust" for other in scenario.parties if other != name}
        found[f"{of}.attendance"] = "attendance"
        found |= {f"{of}.stances.{issue}.{what}": "number" for issue in party.stances for what in ("position", "salience")}
    for name, mediator in scenario.mediators.items():
        of = f"mediators.{name}"
        found[f"{of}.attendance"] = "attendance"
        found |= {f"{of}.leverage.{party}": "number" for party in mediator.leverage}
        if mediator.guarantee is not None:
            found[f"{of}.guarantee"] = "number"
    return found
