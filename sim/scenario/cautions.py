"""What a file sets without effect: settings of a part that is switched off, or of a rule that is not used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .mistakes import Mistake, one_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic import BaseModel

    from .reading import Keys
    from .schema import Event, Mediator, Module, Party, Scenario


def cautions(scenario: Scenario, data: dict[str, Any]) -> list[Mistake]:
    """The settings in `data` that change nothing in the scenario it makes, and the events that never happen."""
    found = [*_switched_off(scenario), *_unused_by_protocol(scenario, data), *_never(scenario)]
    for name, party in scenario.parties.items():
        found += _unused_by_party(("parties", name), party, data["parties"][name])
    for name, mediator in scenario.mediators.items():
        found += _unused_by_mediator(("mediators", name), mediator)
    for name, event in scenario.events.items():
        found += [*_unused_by_event(("events", name), event, data["events"][name]), *_unused_by_effects(("events", name), event)]
    return found


def _switched_off(scenario: Scenario) -> Iterator[Mistake]:
    for keys, module in _settings_of_modules(scenario):
        if not scenario.on(module):
            yield Mistake(keys, f"has no effect, since the module '{module}' is not switched on in `modules`")


def _settings_of_modules(scenario: Scenario) -> Iterator[tuple[Keys, Module]]:
    for name, party in scenario.parties.items():
        yield from _given(("parties", name), party, {"factions": "ratification", "government": "ratification"})
        for inner, faction in party.factions.items():
            yield from _given(("parties", name, "factions", inner), faction, {"spoils": "spoilers"})
    for name, mediator in scenario.mediators.items():
        yield from _given(("mediators", name), mediator, dict.fromkeys(("leverage", "guarantee", "messages", "patience", "back_channel"), "mediation"))
    for name, actor in scenario.outside_actors.items():
        yield from _given(("outside_actors", name), actor, {"retaliates": "escalation", "spoils": "spoilers"})
    yield from _given((), scenario, {"events": "events"})
    yield from _given(("carrying_out",), scenario.carrying_out, {"phases": "carrying_out"})


def _given(keys: Keys, part: BaseModel, settings: Mapping[str, Module]) -> Iterator[tuple[Keys, Module]]:
    yield from (((*keys, what), module) for what, module in settings.items() if getattr(part, what) not in (None, {}, []))


_BELONGS_TO_RULE = {
    "beta": ("time_dependent",),
    "reciprocity": ("reciprocal",),
    "share": ("time_dependent", "reciprocal", "fixed"),
    "deadline": ("time_dependent",),
}


def _unused_by_party(keys: Keys, party: Party, given: dict[str, Any]) -> Iterator[Mistake]:
    for what, rules in _BELONGS_TO_RULE.items():
        if what in (given.get("demand") or {}) and party.demand.rule not in rules:
            yield Mistake((*keys, "demand", what), f"has no effect: the rule is '{party.demand.rule}', and {what} belongs to {one_of(rules)}")
    for i, precondition in enumerate(party.preconditions):
        if precondition.or_assured_by_anyone_credible and precondition.agenda_is is None:
            yield Mistake((*keys, "preconditions", i, "or_assured_by_anyone_credible"), "has no effect without agenda_is")


def _unused_by_mediator(keys: Keys, mediator: Mediator) -> Iterator[Mistake]:
    if mediator.bridging.favours is not None and mediator.bridging.rule != "one_sided":
        yield Mistake((*keys, "bridging", "favours"), f"has no effect: the rule is '{mediator.bridging.rule}', and favours belongs to one_sided")
    if mediator.returns_after is not None and mediator.patience is None:
        yield Mistake((*keys, "returns_after"), "has no effect without patience: this mediator never withdraws")


def _unused_by_event(keys: Keys, event: Event, given: dict[str, Any]) -> Iterator[Mistake]:
    if event.rate_per_day is None:
        for what in ("when_talks_alive", "when_deal_near", "with_escalation"):
            if what in given:
                yield Mistake((*keys, what), "has no effect without rate_per_day")
    elif "chance" in given:
        yield Mistake((*keys, "chance"), "has no effect with rate_per_day, which is a chance already")


def _unused_by_effects(keys: Keys, event: Event) -> Iterator[Mistake]:
    for i, effect in enumerate(event.effects):
        if effect.for_ is not None and effect.set != "absent":
            yield Mistake((*keys, "effects", i, "for"), f"has no effect with set: {effect.set}; who is away for a time is set absent")


def _unused_by_protocol(scenario: Scenario, data: dict[str, Any]) -> Iterator[Mistake]:
    given, protocol = data.get("protocol") or {}, scenario.protocol
    unused: dict[str, Callable[[], bool]] = {
        "offers": lambda: protocol.kind != "alternating_offers",
        "proposer": lambda: protocol.kind != "alternating_offers",
        "first": lambda: protocol.kind != "alternating_offers" or protocol.proposer == "random",
        "discount": lambda: protocol.offers != "equilibrium",
    }
    for what, is_unused in unused.items():
        if what in given and is_unused():
            yield Mistake(("protocol", what), f"has no effect with kind {protocol.kind}, proposer {protocol.proposer} and offers {protocol.offers}")


def _never(scenario: Scenario) -> Iterator[Mistake]:
    start, end = scenario.calendar.start, scenario.calendar.end
    for name, event in scenario.events.items():
        if event.on is not None and event.on > end:
            yield Mistake(("events", name, "on"), f"never happens: {event.on} is after the end ({end})")
        if event.when is not None and event.when.before is not None and event.when.before <= start:
            yield Mistake(("events", name, "when", "before"), f"never happens: no day of the talks is before {event.when.before}")
        if event.when is not None and event.when.after is not None and event.when.after > end:
            yield Mistake(("events", name, "when", "after"), f"never happens: {event.when.after} is after the end ({end})")
        if event.rate_per_day == 0:
            yield Mistake(("events", name, "rate_per_day"), "never happens: the rate is 0")
