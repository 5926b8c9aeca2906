"""What a file sets without effect: settings of a part that is switched off, or of a rule that is not used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .constants import Constants
from .idle_mediators import idle_mediators
from .idle_parties import idle_parties
from .labels import against_their_scales
from .mistakes import Mistake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic import BaseModel

    from .reading import Keys
    from .schema import Event, Module, Scenario


_SECTIONS: dict[str, Module] = {"escalation": "escalation"}
"""Parts of a file that belong to a module as a whole."""

_OF_MODULES: dict[Module, tuple[str, ...]] = {
    "mediation": ("leverage_full", "leverage_attendance", "message_noise", "side_deal_cost"),
    "ratification": ("face_saving", "mediator_relief", "act_veto"),
    "escalation": ("escalation_cost",),
    "carrying_out": ("breach_rate", "breach_temptation", "breach_trust", "breach_guarantee", "hand_over_delay"),
}
"""Constants that nothing but a module asks for."""


def cautions(scenario: Scenario, data: dict[str, Any]) -> list[Mistake]:
    """The settings in `data` that change nothing in the scenario it makes, and the events that never happen; each with the remedy."""
    found = [
        *_switched_off(scenario, data),
        *_unused_by_protocol(scenario, data),
        *_never(scenario),
        *_nothing_in_it(scenario),
        *_unused_by_constants(scenario, data),
        *against_their_scales(scenario),
    ]
    found += [*idle_parties(scenario, data), *idle_mediators(scenario, data), *_unused_by_phases(scenario, data), *_unused_correlations(scenario)]
    for name, event in scenario.events.items():
        found += [*_unused_by_event(("events", name), event, data["events"][name]), *_unused_by_effects(("events", name), event)]
    return found


def _switched_off(scenario: Scenario, data: dict[str, Any]) -> Iterator[Mistake]:
    for keys, module in [*_settings_of_modules(scenario), *_settings_of_surroundings(scenario, data)]:
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


def _settings_of_surroundings(scenario: Scenario, data: dict[str, Any]) -> Iterator[tuple[Keys, Module]]:
    yield from (((section,), module) for section, module in _SECTIONS.items() if data.get(section))
    if "extension" in (data.get("carrying_out") or {}):
        yield ("carrying_out", "extension"), "carrying_out"
    yield from ((("issues", name, "phase"), "carrying_out") for name, issue in scenario.issues.items() if issue.phase > 1)
    for name, event in scenario.events.items() if scenario.on("events") else ():
        for i, effect in enumerate(event.effects):
            words = effect.target.split(".")
            if words[0] == "escalation" or (words[0] == "mediators" and words[2] in {"leverage", "guarantee"}):
                yield ("events", name, "effects", i), "escalation" if words[0] == "escalation" else "mediation"


def _given(keys: Keys, part: BaseModel, settings: Mapping[str, Module]) -> Iterator[tuple[Keys, Module]]:
    yield from (((*keys, what), module) for what, module in settings.items() if getattr(part, what) not in (None, {}, []))


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


def _nothing_in_it(scenario: Scenario) -> Iterator[Mistake]:
    """Modules that are switched on without anything that they could work on."""
    parties, mediators, actors = scenario.parties.values(), scenario.mediators.values(), scenario.outside_actors.values()
    factions = [faction for party in parties for faction in party.factions.values()]
    in_it: dict[Module, tuple[bool, str]] = {
        "mediation": (
            any(m.leverage or m.guarantee or m.messages or m.patience is not None or m.back_channel for m in mediators),
            "no mediator has leverage, guarantee, messages, patience or back_channel",
        ),
        "ratification": (bool(factions) or any(party.government for party in parties), "no party has factions or a government"),
        "spoilers": (any(one.spoils for one in factions) or any(one.spoils for one in actors), "no faction and no outside actor has spoils"),
        "events": (bool(scenario.events), "there are no events"),
    }
    for i, module in enumerate(scenario.modules):
        has_something, lack = in_it.get(module, (True, ""))
        if not has_something:
            yield Mistake(("modules", i), f"the module '{module}' has no effect: {lack}")


def idle_constants(scenario: Scenario) -> dict[str, str]:
    """The behavioural constants that change nothing in a scenario, by name, and why."""
    idle = {
        name: f"has no effect, since the module '{module}' is not switched on in `modules`"
        for module, constants in _OF_MODULES.items()
        for name in constants
        if not scenario.on(module)
    }
    if scenario.calendar.sessions.every is not None:
        ripe = (name for name in Constants.model_fields if name.startswith("ripe_"))
        idle |= dict.fromkeys(ripe, "has no effect with a fixed calendar; it counts with sessions: when ripe")
    if scenario.reference_text is None:
        idle["agenda_tolerance"] = "has no effect: there is no reference text"
    return idle


def _unused_by_constants(scenario: Scenario, data: dict[str, Any]) -> Iterator[Mistake]:
    idle = idle_constants(scenario)
    yield from (Mistake(("constants", name), idle[name]) for name in data.get("constants") or {} if name in idle)


def _unused_by_phases(scenario: Scenario, data: dict[str, Any]) -> Iterator[Mistake]:
    if not scenario.on("carrying_out"):
        return
    last = max(issue.phase for issue in scenario.issues.values())
    if last == 1 and "extension" in (data.get("carrying_out") or {}):
        yield Mistake(("carrying_out", "extension"), "has no effect: there is one phase only, so no other is waited for")
    phase = scenario.carrying_out.phases.get(last)
    if phase and phase.next_agreed:
        yield Mistake(("carrying_out", "phases", str(last), "next_agreed"), "has no effect: no phase comes after this one")


def _unused_correlations(scenario: Scenario) -> Iterator[Mistake]:
    """Numbers without a spread among what is drawn together."""
    for i, path in enumerate(scenario.together.of if scenario.together else []):
        _, party, _, issue, what = path.split(".")
        if isinstance(getattr(scenario.parties[party].stances[issue], what), float | int):
            yield Mistake(("together", "of", i), f"has no effect: '{path}' is one number, without a spread that could be drawn")
