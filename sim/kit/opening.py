"""Where the parties stand as the first session opens: read off the model, in the one history in which every spread lies at the point that sheets tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.model import TalksModel, dissolve
from sim.scenario import from_resolved, resolved
from sim.scenario.schema import Event, Scenario

_SPREADS = {frozenset({"mean", "sd"}): "mean", frozenset({"low", "mode", "high"}): "mode"}


@dataclass(frozen=True)
class Opening:
    """What each party expects without a deal, how likely it thinks it that another carries one out, and that all others do; all from 0 to 1.

    All is counted: in `no_deal` what going on costs, in `trust` what has happened, in `kept` guarantees. No deal is in sight yet that could tempt anybody.
    """

    no_deal: dict[str, float]
    trust: dict[tuple[str, str], float]
    kept: dict[str, float]


def opening(scenario: Scenario) -> Opening:
    """The morning of the first session: what lies before it has happened, nobody has spoken."""
    model = TalksModel(from_resolved(_at_told_points(resolved(scenario)) | {"together": None}), seed=1, blocks=range(1))
    model.let_things_happen()
    found = Opening(
        {party.name: float(np.median(party.no_deal)) for party in model.parties},
        {(party.name, other): float(np.median(belief.mean)) for party in model.parties for other, belief in party.trust.items()},
        {party.name: float(np.median(party.outlook().holds_untempted)) for party in model.parties},
    )
    dissolve(model)
    return found


def _at_told_points(value: Any) -> Any:
    """Resolved settings with every spread replaced by the point that is told of it."""
    if isinstance(value, dict):
        told = _SPREADS.get(frozenset(value))
        return value[told] if told else {key: _at_told_points(part) for key, part in value.items()}
    return [_at_told_points(part) for part in value] if isinstance(value, list) else value


def before(scenario: Scenario) -> list[Event]:
    """What has happened by the first session, oldest first."""
    if not scenario.on("events"):
        return []
    dated = [event for event in scenario.events.values() if event.on is not None and event.on <= scenario.calendar.start and event.label]
    return sorted(dated, key=lambda event: event.on or scenario.calendar.start)


def concerns(event: Event, party: str) -> bool:
    """Whether an event changes something of a party's."""
    return any(effect.target.split(".")[:2] == ["parties", party] for effect in event.effects)
