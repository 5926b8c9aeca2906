"""Events: when they happen and what they change; effects are collected, then set, multiplied, added, clipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Array, Mask
from sim.model.mediator import Mediator
from sim.model.negotiation import Negotiation
from sim.model.stage import Stage
from sim.scenario import schema
from sim.scenario.quantities import range_of
from sim.values import LONGEST

Changes = list[tuple[schema.Effect, Mask]]


@dataclass(frozen=True)
class Quantity:
    """A number of the model that events may change: where it is kept, and its bounds."""

    owner: Any
    attribute: str
    key: int | str | None
    low: float
    high: float

    def read(self) -> Array:
        """Its value, (R,)."""
        held = getattr(self.owner, self.attribute)
        return np.asarray(held if self.key is None else held[self.key])

    def write(self, value: Array) -> None:
        """Set it, (R,), within its bounds."""
        inside = np.clip(value, self.low, self.high)
        if self.key is None:
            setattr(self.owner, self.attribute, inside)
        else:
            getattr(self.owner, self.attribute)[self.key] = inside


def apply_history(talks: Negotiation) -> None:
    """Let what happened before the start have happened, oldest first, and fade since."""
    dated = [(talks.settings.day_of(event.on), name, event) for name, event in talks.happenings.events if event.on is not None]
    days = sorted((entry for entry in dated if entry[0] < 0), key=lambda entry: entry[0])
    for k, (day, name, event) in enumerate(days):
        following = days[k + 1][0] if k + 1 < len(days) else 0
        happened = talks.happenings.draws[name][0] < event.chance
        _apply(talks, [(event, happened)], day)
        talks.stir_up()
        talks.let_time_pass(following - day)
        talks.note("event", happened, name, on=day)


def happen(talks: Negotiation) -> None:
    """Let happen what happens today."""
    due = [(name, event) for name, event in talks.happenings.events if event.on is None or talks.settings.day_of(event.on) == talks.day]
    today = [(name, event, _happens(talks, name, event)) for name, event in due]
    for name, _, happened in today:
        talks.happenings.done[name] |= happened
        talks.note("event", happened, name)
    _apply(talks, [(event, happened) for _, event, happened in today], talks.day)


def _happens(talks: Negotiation, name: str, event: schema.Event) -> Mask:
    draws, held = talks.happenings.draws[name][talks.day], talks.happenings.held
    if event.on is not None:
        happened = draws < event.chance
    elif event.when is not None:
        holds = talks.holds(event.when)
        happened = holds & ~held[name] & (draws < event.chance)
        held[name] = holds
    else:
        effects = (event.when_talks_alive, event.when_deal_near, event.with_escalation)
        happened = draws < talks.chance(event.rate_per_day or 0.0, effects)
    return happened & ~talks.happenings.done[name] if event.once else happened


def _apply(talks: Negotiation, events: Sequence[tuple[schema.Event, Mask]], day: int) -> None:
    effects = [(effect, happened) for event, happened in events if happened.any() for effect in event.effects]
    changes: dict[str, Changes] = {}
    for effect, happened in effects:
        path = effect.target.split(".")
        if effect.act is not None:
            talks.party[path[1]].observe(path[3], effect.act, happened)
        elif path[-1] == "attendance":
            _keep_away(talks, path, effect, happened, day)
        elif effect.target != "escalation" or talks.on("escalation"):
            changes.setdefault(effect.target, []).append((effect, happened))
    for target, listed in changes.items():
        _change(quantity(talks, target), listed)
        if ".stances." in target:
            talks.party[target.split(".")[1]].take_in_changes()


def _keep_away(talks: Negotiation, path: Sequence[str], effect: schema.Effect, happened: Mask, day: int) -> None:
    agent = talks.party[path[1]] if path[0] == "parties" else talks.mediator[path[1]]
    until = {"absent": np.inf if effect.for_ is None else day + effect.for_, "withdrawn": np.inf}.get(str(effect.set), day)
    longer = np.maximum(agent.away_until, until) if until > day else until  # a recall for a time does not end a withdrawal
    agent.away_until = np.where(happened, longer, agent.away_until)
    if isinstance(agent, Mediator):
        back = np.where(np.isfinite(agent.away_until), agent.away_until, agent.came_back)
        agent.came_back = np.where(happened, back, agent.came_back)
    talks.note("withdrew" if until > day else "returned", happened, path[1], until=until)


def _change(changed: Quantity, listed: Changes) -> None:
    value = changed.read()
    for effect, happened in listed:
        value = np.where(happened, float(effect.set), value) if effect.set is not None else value
    for effect, happened in listed:
        value = np.where(happened, value * effect.multiply, value) if effect.multiply is not None else value
    for effect, happened in listed:
        value = np.where(happened, value + effect.add, value) if effect.add is not None else value
    changed.write(value)


def quantity(talks: Negotiation, target: str) -> Quantity:
    """Where a target's number is kept."""
    path = target.split(".")
    if target == "deadline":
        return Quantity(talks, "deadline", None, 1.0, float(LONGEST))
    low, high = range_of(target)
    if target == "escalation":
        return Quantity(talks, "escalation", None, low, high)
    if path[0] == "mediators":
        attribute, key = ("guarantee", None) if path[2] == "guarantee" else ("strength", path[3])
        return Quantity(talks.mediator[path[1]], attribute, key, low, high)
    party = talks.party[path[1]]
    if path[2] == "stances":
        attribute = {"position": "changed_position", "salience": "weight"}[path[4]]
        return Quantity(party, attribute, talks.issue_names.index(path[3]), low, high)
    if path[3] == "expected":  # what is drawn and what drifts may lie outside; what it comes to is kept inside
        return Quantity(party, "expectation", None, low - 1.0, high + 1.0)
    return Quantity(party, path[3], None, low, high)


EVENTS = Stage("events", "Events happen, on their dates, by chance or when their condition comes true, and change what they change.", happen)
