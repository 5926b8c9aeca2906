"""Where the parties stand as the first session opens: read off the model, in the one history in which every spread lies at the point that sheets tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Array, Index, logistic
from sim.model import TalksModel, dissolve
from sim.model.faction import Faction
from sim.model.party import Party
from sim.rules.no_deal import cost_in_prospect
from sim.scenario import from_resolved, resolved
from sim.scenario.schema import Event, Scenario

from .reckoning import Reckoning
from .wording import TOLD

_LINES = {frozenset((*kind.model_fields, "firm")): point for kind, point in TOLD.items()} | {frozenset(("at", "firm")): "at"}
AS_LIKELY_AS_NOT = 0.5  # a line is told as real if it is so in half of the histories or more
_SPREADS = {frozenset(kind.model_fields): point for kind, point in TOLD.items()}

Lines = tuple[dict[str, float], dict[str, float]]
"""The lowest and the highest point of each issue that somebody can live with, 0 and 100 where there is no line."""


@dataclass(frozen=True)
class Opening:
    """What each party has to go by: how it weighs a text, and what it thinks of each other party; chances from 0 to 1.

    All is counted: what going on costs, what has happened, in `odds` (log-odds that another keeps a deal) guarantees. No deal is in sight yet that
    could tempt anybody. `lines` are a party's own; those at home have theirs in `at_home`, by party and faction, if they can stop a deal.
    `daily_cost`: what a day of going on costs it in calm, and at the tension of that morning. `growing`: by how much what a party expects without a deal will have grown by the time a deal is carried out, as all can see.
    """

    sides: dict[str, Reckoning]
    lines: dict[str, Lines]
    at_home: dict[tuple[str, str], Reckoning]
    trust: dict[tuple[str, str], float]
    odds: dict[tuple[str, str], float]
    growing: dict[str, float]
    daily_cost: dict[str, tuple[float, float]]
    temptation: float

    def keeps(self, party: str, other: str, short: float) -> float:
        """How likely a party thinks it that another keeps a deal which is worth less to it than going on, by so much (0 to 1)."""
        return float(logistic(np.array(self.odds[party, other] - self.temptation * short)))


def opening(scenario: Scenario) -> Opening:
    """The morning of the first session: what lies before it has happened, nobody has spoken."""
    with as_told(scenario) as (model, here):
        sides = {party.name: _side(party, here) for party in model.parties}
        return Opening(
            sides,
            {party.name: _own_lines(party, here) for party in model.parties},
            {
                (faction.party.name, faction.name): _at_home(faction, here, sides[faction.party.name].chance)
                for faction in model.factions
                if faction.settings.veto
            },
            {(party.name, other): float(belief.mean[here[0]]) for party in model.parties for other, belief in party.trust.items()},
            {(party.name, other): odds for party in model.parties for other, odds in party.outlook(here).log_odds.items()},
            {party.name: max(0.0, party.settings.no_deal.drift_per_day * float(model.days_to_carry_out[here[0]])) for party in model.parties},
            {party.name: _daily_cost(party, here) for party in model.parties},
            scenario.constants.temptation,
        )


@contextmanager
def as_told(scenario: Scenario) -> Iterator[tuple[TalksModel, Index]]:
    """The model on that morning with every spread at the point that is told of it, and the history (1,) that is as most of its histories are."""
    model = TalksModel(from_resolved(_at_told_points(resolved(scenario)) | {"together": None}), seed=1, blocks=range(1))
    try:
        model.step_until("convening")
        seen = np.stack([values for party in model.parties for values in (party.no_deal, *(belief.mean for belief in party.trust.values()))])
        yield model, np.abs(seen - np.median(seen, axis=1, keepdims=True)).sum(axis=0).argmin()[None]
    finally:
        dissolve(model)


def _side(party: Party, here: Index) -> Reckoning:
    outlook = party.outlook(here)
    return Reckoning(
        tuple(party.model.issue_names),
        outlook.weighing,
        float(outlook.no_deal[0]),
        float(outlook.holds_untempted[0]),
        *_by_issue(party, here, party.lower, party.upper),
    )


def _at_home(faction: Faction, here: Index, chance: float) -> Reckoning:
    weighing = faction.weighing(faction.party.outlook(here), here)
    lines = _by_issue(faction.party, here, faction.lower, faction.upper)
    return Reckoning(tuple(faction.model.issue_names), weighing, float(faction.no_deal[here[0]]), chance, *lines)


def _daily_cost(party: Party, here: Index) -> tuple[float, float]:
    """What a further day without a deal costs a party in calm, and at the tension that there is."""
    costs = cost_in_prospect(party.cost_per_day, 1.0, party.model.escalation, party.model.constants.escalation_cost)
    return float(party.cost_per_day[here[0]]), float(costs[here[0]])


def _own_lines(party: Party, here: Index) -> Lines:
    """A party's red lines without those of its factions, as far as they are told as real."""
    return _by_issue(party, here, party.own_lower, party.own_upper)


def _by_issue(party: Party, here: Index, lower: Array, upper: Array) -> Lines:
    lowest, highest = (dict(zip(party.model.issue_names, bounds[:, here[0]].tolist(), strict=True)) for bounds in (lower, upper))
    return lowest, highest


def _at_told_points(value: Any) -> Any:
    """Resolved settings with every spread replaced by the point that is told of it."""
    if isinstance(value, dict):
        if point := _LINES.get(frozenset(value)):
            return {"at": value[point], "firm": float(value["firm"] >= AS_LIKELY_AS_NOT)}
        point = _SPREADS.get(frozenset(value))
        return value[point] if point else {key: _at_told_points(part) for key, part in value.items()}
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
