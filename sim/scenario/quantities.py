"""The quantities of a scenario that events may change: a closed list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .schema import Scenario

Kind = Literal["number", "trust", "attendance"]

RANGES: dict[str, tuple[float, float]] = {
    "escalation": (0.0, 1.0),
    "expected": (0.0, 1.0),
    "cost_per_day": (0.0, 1.0),
    "delay_value": (-1.0, 1.0),
    "position": (0.0, 100.0),
    "salience": (0.0, 1000.0),
    "leverage": (0.0, 1.0),
    "guarantee": (0.0, 100.0),
}
"""Between what an event may set a quantity, by the last word of its name (of a leverage, the last but one): the range of the setting."""


def range_of(target: str) -> tuple[float, float]:
    """Between what an event may set a target that takes numbers."""
    words = target.split(".")
    return RANGES[words[2] if words[0] == "mediators" else words[-1]]


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
