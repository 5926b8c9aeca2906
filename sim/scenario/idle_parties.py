"""What is said of parties without effect, or left out with more effect than one thinks: trust, costs, groups at home."""

from __future__ import annotations

from math import hypot
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from sim.rules.registry import is_shipped, own_settings
from sim.values import centre, deviation, width

from .formats import hangs_on_its_position
from .mistakes import Mistake, one_of
from .schema import EVERYBODY, TRUST_LEFT_OUT
from .unread import unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.values import AnyLine, AnySpread

    from .reading import Keys
    from .schema import Faction, Party, Scenario, Stance, Wants


_GOOD = 0.7
"""The believed probability that a deal is kept which the remedy for trust that is left out proposes (assumption: better than even)."""


def idle_parties(scenario: Scenario, data: dict[str, Any]) -> Iterator[Mistake]:
    """Settings of parties that change nothing or swallow others, each with the remedy."""
    yield from _trust(scenario)
    for name, party in scenario.parties.items():
        keys, given = ("parties", name), data["parties"][name]
        yield from _costs(scenario, name, party, keys)
        yield from _of_rules(party, keys, given)
        yield from _trust_of_one(scenario, name, party, keys, given)
        if party.counter_texts and scenario.protocol.kind != "mediated_text":
            yield Mistake((*keys, "counter_texts"), f"has no effect with kind: {scenario.protocol.kind}; it belongs to mediated_text")
        for issue, stance in party.stances.items():
            yield from _red_line(scenario, stance, (*keys, "stances", issue))
            yield from often_mended(scenario, stance.red_line, stance.position, stance.wants, (*keys, "stances", issue))
        for inner, faction in party.factions.items():
            for issue, own in faction.stances.items():
                shared = party.stances[issue]
                position = shared.position if own.position is None else own.position
                at_home = (*keys, "factions", inner, "stances", issue)
                yield from often_mended(scenario, own.red_line, position, own.wants or shared.wants, at_home)
        if party.factions and scenario.on("ratification"):
            yield from _at_home(scenario, name, party, keys)


# --- trust -------------------------------------------------------------------------------------------------------------


def _trust(scenario: Scenario) -> Iterator[Mistake]:
    """Trust that nobody has set, in one line for the file; trust in everybody where nobody is left."""
    silent, reached = [], False
    for name, party in scenario.parties.items():
        unnamed = [other for other in scenario.counterparts(name) if other not in party.trust]
        silent += [name] if unnamed and EVERYBODY not in party.trust and scenario.trust is None else []
        left = [other for other in scenario.parties if other != name and other not in party.trust]
        if EVERYBODY in party.trust and not left:
            yield Mistake(("parties", name, "trust", EVERYBODY), "has no effect: every other party is named beside it")
        reached |= bool(left) and EVERYBODY not in party.trust
    if scenario.trust is not None and not reached:
        yield Mistake(("trust",), "has no effect: every party says itself how far it trusts each other")
    if silent:
        others = max(len(scenario.counterparts(name)) for name in silent)
        who, each = ("the other keeps", "") if others == 1 else ("all others together keep", " in each other")
        text = f"is left out (of {one_of(silent)}), and counts as an even chance ({TRUST_LEFT_OUT}) that {who} a deal; results often hang on it"
        line = f"one line at the top level sets everybody's trust{each}: trust: {{mean: {_GOOD ** (1.0 / others):.2g}}}"
        yield Mistake(("parties", silent[0], "trust"), f"{text}, and {line}")


def _trust_of_one(scenario: Scenario, name: str, party: Party, keys: Keys, given: dict[str, Any]) -> Iterator[Mistake]:
    acts = {effect.act for event in scenario.events.values() for effect in event.effects if effect.target.startswith(f"parties.{name}.trust.")}
    for act in party.reads:
        if act not in acts:
            yield Mistake((*keys, "reads", act), f"has no effect: no event has the act {act} for parties.{name}.trust")
    if "attack_during_talks" not in acts and not scenario.on("spoilers"):
        for other, trust in (given.get("trust") or {}).items():
            if isinstance(trust, dict) and "control" in trust:
                yield Mistake(
                    (*keys, "trust", other, "control"), "has no effect: it counts after attacks, and neither an event nor the module 'spoilers' brings any"
                )


# --- no deal, demands --------------------------------------------------------------------------------------------------


def _costs(scenario: Scenario, name: str, party: Party, keys: Keys) -> Iterator[Mistake]:
    own, keys = party.no_deal, (*keys, "no_deal")
    moved = any(effect.target == f"parties.{name}.no_deal.cost_per_day" for event in scenario.events.values() for effect in event.effects)
    if own.cost_per_day and not own.expected_days:
        yield Mistake((*keys, "cost_per_day"), "has no effect without expected_days, by which it is multiplied: how many more days it expects to go on")
    if own.expected_days and not own.cost_per_day and not moved:
        yield Mistake((*keys, "expected_days"), "has no effect without cost_per_day, by which it is multiplied")
    cost, expects = own.cost_per_day * own.expected_days, centre(own.expected) + centre(own.delay_value)
    if cost and cost >= expects:
        eaten = f"{own.cost_per_day:g} a day for {own.expected_days:g} days is {cost:.3g}, which leaves nothing of the {expects:.3g} that it expects"
        yield Mistake((*keys, "cost_per_day"), f"{eaten}: any deal is better for it, and more cost changes little; lower one or the other, or raise expected")


def _of_rules(party: Party, keys: Keys, given: dict[str, Any]) -> Iterator[Mistake]:
    demand, rule = given.get("demand") or {}, party.demand.chosen
    yield from unread(party.demand, demand, (*keys, "demand"))
    if party.demand.share == 0 and is_shipped(rule) and "share" in rule.reads:
        read = [*own_settings(rule), *sorted(rule.reads - {"share"})]
        yield from (Mistake((*keys, "demand", what), "has no effect with share 0: it holds out for nothing") for what in read if what in demand)
    for i, precondition in enumerate(party.preconditions):
        if precondition.or_assured_by_anyone_credible and precondition.agenda_is is None:
            yield Mistake((*keys, "preconditions", i, "or_assured_by_anyone_credible"), "has no effect without agenda_is")
        if precondition.weight == 0:
            yield Mistake((*keys, "preconditions", i), "has no effect with weight 0")


def _red_line(scenario: Scenario, stance: Stance, keys: Keys) -> Iterator[Mistake]:
    """A red line at the end of the scale, where a position without a spread and without events leaves it."""
    end = {"more": 0.0, "less": 100.0}.get(stance.wants)
    moved = any(effect.target == f"{'.'.join(map(str, keys))}.position" for event in scenario.events.values() for effect in event.effects)
    at_the_end = stance.red_line is not None and centre(stance.red_line) == end and width(stance.red_line) == 0.0
    if at_the_end and isinstance(stance.position, float | int) and not moved:
        yield Mistake(
            (*keys, "red_line"), f"has no effect at {end:g}, the end of the scale: nothing lies beyond it; leave it out, or draw it where the party stops"
        )


_COMMON = 0.1  # share of histories from which on a mended line is told of (assumption: one in ten)


def often_mended(scenario: Scenario, line: AnyLine | None, position: AnySpread, wants: Wants, keys: Keys) -> Iterator[Mistake]:
    """A line whose draws often lie beyond those of its position, reckoned as if both were normal."""
    if line is None or wants == "peak" or hangs_on_its_position(line, scenario.format):
        return
    apart, wide = abs(centre(position) - centre(line)), hypot(deviation(position), deviation(line))
    share = NormalDist().cdf(-apart / wide) if wide else 0.0
    if share > _COMMON:
        text = f"crosses the position in about {100 * share:.0f} % of histories, and lies at it there; draw it further away, or narrower"
        yield Mistake((*keys, "red_line"), text)


# --- groups at home ----------------------------------------------------------------------------------------------------


def _at_home(scenario: Scenario, name: str, party: Party, keys: Keys) -> Iterator[Mistake]:
    if name not in scenario.counterparts("") and any(faction.veto for faction in party.factions.values()):
        yield Mistake((*keys, "factions"), "have nothing to stop: the signature of their party is not needed (protocol.required)")
        return
    for inner, faction in party.factions.items():
        if faction.veto and "limits_known_to" in faction.model_fields_set and not _has_limits(party, faction):
            yield Mistake((*keys, "factions", inner, "limits_known_to"), "has no effect: neither the faction nor its party has a red line")


def _has_limits(party: Party, faction: Faction) -> bool:
    return any(stance.red_line is not None for stances in (party.stances, faction.stances) for stance in stances.values())
