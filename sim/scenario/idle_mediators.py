"""What is said of third parties without effect: a mediator with no part in these talks, a lean that nothing asks about, a second pen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.rules.bridging import BridgingRule

from .mistakes import Mistake
from .unread import unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .reading import Keys
    from .schema import Mediator, OutsideActor, Scenario

_TASKS = ("leverage", "guarantee", "messages", "back_channel")


def idle_mediators(scenario: Scenario, data: dict[str, Any]) -> Iterator[Mistake]:
    """Settings of mediators and outside actors that change nothing, each with the remedy."""
    for name, mediator in scenario.mediators.items():
        keys, given = ("mediators", name), data["mediators"][name]
        yield from _no_part(scenario, name, mediator, keys)
        yield from _no_pen(scenario, name, mediator, keys)
        yield from _not_asked(scenario, name, mediator, keys, given)
        yield from _without_the_rest(mediator, keys, given)
        yield from _powerless(scenario, mediator, keys)
    for name, actor in scenario.outside_actors.items():
        yield from _of_outside_actor(actor, ("outside_actors", name))
    text = scenario.reference_text
    if text and text.assured_by and not _assurance_counts(scenario):
        yield Mistake(("reference_text", "assured_by"), "has no effect: no precondition has or_assured_by_anyone_credible")


def drafts(scenario: Scenario, name: str) -> bool:
    """Whether a mediator drafts texts, or calls sessions when ripe, as long as all are there."""
    protocol = scenario.protocol
    if protocol.kind == "mediated_text" and protocol.pen != "chair":
        return True
    return name == scenario.chair and (protocol.kind == "mediated_text" or scenario.calendar.sessions.every is None)


def _stands_in(scenario: Scenario) -> bool:
    """Whether others may have to draft, since the chair may leave for good or for long."""
    return scenario.protocol.kind == "mediated_text" and scenario.chair is not None and _may_leave(scenario, scenario.chair)


def _may_leave(scenario: Scenario, name: str) -> bool:
    patience = scenario.on("mediation") and scenario.mediators[name].patience is not None
    targets = [effect.target for event in scenario.events.values() for effect in event.effects]
    return patience or (scenario.on("events") and f"mediators.{name}.attendance" in targets)


def _assurance_counts(scenario: Scenario) -> bool:
    return any(condition.or_assured_by_anyone_credible for party in scenario.parties.values() for condition in party.preconditions)


def _assures(scenario: Scenario, name: str) -> bool:
    return scenario.reference_text is not None and name in scenario.reference_text.assured_by and _assurance_counts(scenario)


def _no_part(scenario: Scenario, name: str, mediator: Mediator, keys: Keys) -> Iterator[Mistake]:
    kind = scenario.protocol.kind
    has_pen = drafts(scenario, name) or (kind == "simultaneous_offers" and name == scenario.chair)
    ends_talks = (mediator.indispensable or len(scenario.mediators) == 1) and _may_leave(scenario, name)
    if has_pen or ends_talks or mediator.channel_to or any(getattr(mediator, task) for task in _TASKS) or _assures(scenario, name):
        return
    if kind == "alternating_offers":
        why = "has no function: the parties table the texts themselves"
    elif _stands_in(scenario):
        why = f"has no function of its own: it drafts only when '{scenario.chair}' has left"
    else:
        why = f"has next to no function: '{scenario.chair}' drafts, this mediator only when it is missing"
    yield Mistake(keys, f"{why}, and it has no channel_to, leverage, guarantee, messages or back_channel; give it one of these, or leave it out")


def _no_pen(scenario: Scenario, name: str, mediator: Mediator, keys: Keys) -> Iterator[Mistake]:
    if not mediator.holds_the_pen:
        return
    protocol, keys = scenario.protocol, (*keys, "holds_the_pen")
    if protocol.kind == "alternating_offers" and scenario.calendar.sessions.every is not None:
        yield Mistake(keys, "has no effect with alternating_offers: the parties table the texts themselves")
    elif protocol.pen != "chair":
        yield Mistake(keys, f"has no effect with pen: {protocol.pen}, which says who drafts")
    elif name != scenario.chair:
        yield Mistake(
            keys, f"has no effect: '{scenario.chair}' holds the pen already, and only one does; `protocol: {{pen: rotating}}` lets them draft in turn"
        )


def _not_asked(scenario: Scenario, name: str, mediator: Mediator, keys: Keys, given: dict[str, Any]) -> Iterator[Mistake]:
    """What matters for drafting only, of one who does not draft."""
    if drafts(scenario, name) or _stands_in(scenario):
        ripe = scenario.calendar.sessions.every is None
        if _leans(scenario, mediator) and not ripe and not _asks_for_gains(mediator) and not _lean_is_heard(scenario, name, mediator):
            yield Mistake((*keys, "bias"), f"has no effect with the bridging rule {mediator.bridging.rule}, which asks for positions and weights alone")
        return
    if scenario.protocol.kind == "mediated_text":
        why = f"has next to no effect: '{scenario.chair}' drafts, this mediator only when it is missing; `holds_the_pen: true` would let it draft"
    else:
        why = f"has no effect with kind: {scenario.protocol.kind}; `kind: mediated_text` would let a mediator draft"
    if _leans(scenario, mediator) and not _lean_is_heard(scenario, name, mediator):
        yield Mistake((*keys, "bias"), f"{why}, and it sends no messages that a lean could colour")
    yield from (Mistake((*keys, what), why) for what in ("bridging", "estimate_error") if what in given)


def _asks_for_gains(mediator: Mediator) -> bool:
    """Whether the rule by which it drafts asks what parties expect without a deal."""
    rule = mediator.bridging.chosen
    return issubclass(rule, BridgingRule) and rule.looks_at_gains


def _leans(scenario: Scenario, mediator: Mediator) -> bool:
    return any(lean and party in scenario.parties for party, lean in mediator.bias.items())


def _lean_is_heard(scenario: Scenario, name: str, mediator: Mediator) -> bool:
    """Whether a lean colours messages, or the credit of an assurance."""
    promises = scenario.on("mediation") and mediator.guarantee is not None
    return bool(mediator.messages) or (_assures(scenario, name) and not promises)


def _without_the_rest(mediator: Mediator, keys: Keys, given: dict[str, Any]) -> Iterator[Mistake]:
    """What counts only together with something else that this mediator has not got."""
    yield from unread(mediator.bridging, given.get("bridging") or {}, (*keys, "bridging"))
    if mediator.returns_after is not None and mediator.patience is None:
        yield Mistake((*keys, "returns_after"), "has no effect without patience: this mediator never withdraws")
    if mediator.stake and "trust" not in mediator.messages:
        yield Mistake((*keys, "stake"), "has no effect without messages about trust: write messages: [trust] (module mediation)")
    if mediator.independent_signal and not mediator.messages:
        yield Mistake((*keys, "independent_signal"), "has no effect without messages: write messages: [resolve], [trust] or both (module mediation)")


def _powerless(scenario: Scenario, mediator: Mediator, keys: Keys) -> Iterator[Mistake]:
    if scenario.on("mediation") and mediator.guarantee and not any(mediator.guarantee.credible_to.values()):
        yield Mistake((*keys, "guarantee", "credible_to"), "has no effect: no party believes it; name those who do, from 0 to 1")
    if scenario.on("mediation") and mediator.back_channel and mediator.back_channel.rate_per_day == 0:
        yield Mistake((*keys, "back_channel", "rate_per_day"), "never happens: the rate is 0")


def _of_outside_actor(actor: OutsideActor, keys: Keys) -> Iterator[Mistake]:
    if actor.retaliates is None and actor.spoils is None:
        yield Mistake(keys, "does nothing: give it retaliates (module escalation) or spoils (module spoilers)")
        return
    if actor.blamed_on is not None and actor.spoils is None:
        yield Mistake((*keys, "blamed_on"), "has no effect without spoils: retaliation is blamed on nobody")
