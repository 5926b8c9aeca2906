"""What a file sets without effect: settings of a part that is switched off, or of a rule that is not used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.modules.registry import modules

from .constants import Constants
from .idle_mediators import idle_mediators
from .idle_parties import idle_parties
from .labels import against_their_scales
from .mistakes import Mistake
from .red_lines import may_be_soft
from .switched import nothing_in_it, switched_off

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .reading import Keys
    from .schema import Event, Scenario


def cautions(scenario: Scenario, data: dict[str, Any]) -> list[Mistake]:
    """The settings in `data` that change nothing in the scenario it makes, and the events that never happen; each with the remedy."""
    found = [
        *switched_off(scenario, data),
        *_unused_by_protocol(scenario, data),
        *_never(scenario),
        *nothing_in_it(scenario, data),
        *_unused_by_constants(scenario, data),
        *against_their_scales(scenario),
    ]
    found += [*idle_parties(scenario, data), *idle_mediators(scenario, data), *_unused_by_phases(scenario, data), *_unused_correlations(scenario)]
    for name, event in scenario.events.items():
        found += [*_unused_by_event(("events", name), event, data["events"][name]), *_unused_by_effects(("events", name), event)]
    return found


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


def idle_constants(scenario: Scenario) -> dict[str, str]:
    """The behavioural constants that change nothing in a scenario, by name, and why."""
    idle = {name: module.off for module in modules().values() for name in module.constants if not scenario.on(module.name)}
    if scenario.calendar.sessions.every is not None:
        ripe = (name for name in Constants.model_fields if name.startswith("ripe_"))
        idle |= dict.fromkeys(ripe, "has no effect with a fixed calendar; it counts with sessions: when ripe")
    if scenario.reference_text is None:
        idle["agenda_tolerance"] = "has no effect: there is no reference text"
    if not may_be_soft(scenario):
        all_real = "has no effect: every red line is real; it counts where one has `firm` below 1"
        idle |= {name: all_real for name in Constants.model_fields if name.startswith("line_")}
        if not scenario.on("ratification"):
            idle["mediator_relief"] = f"{all_real}, or with the module 'ratification'"
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
