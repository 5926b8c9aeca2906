"""Events: when they happen and what they change; effects are collected, then set, multiplied, added, clipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.arrays import Array, Mask
from sim.scenario import schema
from sim.scenario.quantities import range_of
from sim.values import LONGEST

from .mediator import Mediator

if TYPE_CHECKING:
    from .talks import TalksModel


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


class Happenings:
    """The events of a scenario."""

    def __init__(self, model: TalksModel, events: dict[str, schema.Event]) -> None:
        self.model = model
        self.events = sorted(events.items(), key=lambda item: item[1].luck_id or item[0])
        self.luck = {name: model.luck.uniform(f"events/{event.luck_id or name}") for name, event in self.events}
        self.done = {name: np.zeros(model.R, bool) for name, _ in self.events}
        self.held = {name: np.zeros(model.R, bool) for name, _ in self.events}

    def apply_history(self) -> None:
        """Let what happened before the start have happened, oldest first, and fade since."""
        dated = [(self.model.negotiation.day_of(event.on), name, event) for name, event in self.events if event.on is not None]
        days = sorted((entry for entry in dated if entry[0] < 0), key=lambda entry: entry[0])
        for k, (day, name, event) in enumerate(days):
            following = days[k + 1][0] if k + 1 < len(days) else 0
            happened = self.luck[name][0] < event.chance
            self._apply([(event, happened)], day)
            self.model.stir_up()
            self.model.let_time_pass(following - day)
            self.model.note("event", happened, name, on=day)

    def happen(self) -> None:
        """What happens today."""
        today = [(event, self._happens(name, event)) for name, event in self.events]
        for (name, _), (_, happened) in zip(self.events, today, strict=True):
            self.done[name] |= happened
            self.model.note("event", happened, name)
        self._apply(today, self.model.day)

    def _happens(self, name: str, event: schema.Event) -> Mask:
        model, luck = self.model, self.luck[name][self.model.day]
        if event.on is not None:
            happened = np.full(model.R, model.negotiation.day_of(event.on) == model.day) & (luck < event.chance)
        elif event.when is not None:
            holds = model.holds(event.when)
            happened = holds & ~self.held[name] & (luck < event.chance)
            self.held[name] = holds
        else:
            happened = luck < model.chance(event.rate_per_day or 0.0, (event.when_talks_alive, event.when_deal_near, event.with_escalation))
        return happened & ~self.done[name] if event.once else happened

    def _apply(self, events: list[tuple[schema.Event, Mask]], day: int) -> None:
        effects = [(effect, happened) for event, happened in events if happened.any() for effect in event.effects]
        changes: dict[str, list[tuple[schema.Effect, Mask]]] = {}
        for effect, happened in effects:
            path = effect.target.split(".")
            if effect.act is not None:
                self.model.party[path[1]].witness(path[3], effect.act, happened)
            elif path[-1] == "attendance":
                self._keep_away(path, effect, happened, day)
            elif effect.target != "escalation" or self.model.on("escalation"):
                changes.setdefault(effect.target, []).append((effect, happened))
        for target, listed in changes.items():
            self._change(self.quantity(target), listed)
            if ".stances." in target:
                self.model.party[target.split(".")[1]].take_in_changes()

    def _keep_away(self, path: list[str], effect: schema.Effect, happened: Mask, day: int) -> None:
        agent = self.model.party[path[1]] if path[0] == "parties" else self.model.mediator[path[1]]
        until = {"absent": np.inf if effect.for_ is None else day + effect.for_, "withdrawn": np.inf}.get(str(effect.set), day)
        longer = np.maximum(agent.away_until, until) if until > day else until  # a recall for a time does not end a withdrawal
        agent.away_until = np.where(happened, longer, agent.away_until)
        if isinstance(agent, Mediator):
            agent.came_back = np.where(happened, np.where(np.isfinite(agent.away_until), agent.away_until, agent.came_back), agent.came_back)
        self.model.note("withdrew" if until > day else "returned", happened, path[1], until=until)

    def _change(self, quantity: Quantity, listed: list[tuple[schema.Effect, Mask]]) -> None:
        value = quantity.read()
        for effect, happened in listed:
            value = np.where(happened, float(effect.set), value) if effect.set is not None else value
        for effect, happened in listed:
            value = np.where(happened, value * effect.multiply, value) if effect.multiply is not None else value
        for effect, happened in listed:
            value = np.where(happened, value + effect.add, value) if effect.add is not None else value
        quantity.write(value)

    def quantity(self, target: str) -> Quantity:
        """Where a target's number is kept."""
        model, path = self.model, target.split(".")
        if target == "deadline":
            return Quantity(model, "deadline", None, 1.0, float(LONGEST))
        low, high = range_of(target)
        if target == "escalation":
            return Quantity(model, "escalation", None, low, high)
        if path[0] == "mediators":
            attribute, key = ("guarantee", None) if path[2] == "guarantee" else ("strength", path[3])
            return Quantity(model.mediator[path[1]], attribute, key, low, high)
        party = model.party[path[1]]
        if path[2] == "stances":
            attribute = {"position": "changed_position", "salience": "weight"}[path[4]]
            return Quantity(party, attribute, model.issue_names.index(path[3]), low, high)
        if path[3] == "expected":  # what is drawn and what drifts may lie outside; what it comes to is kept inside
            return Quantity(party, "expectation", None, low - 1.0, high + 1.0)
        return Quantity(party, path[3], None, low, high)
