"""Parts of a scenario in a few words: numbers with their spreads, sources, conditions, effects."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp

from sim.rules.demand import demand_rule
from sim.scenario.schema import Condition, Demand, Effect, Event, Hazard, NoDeal, Precondition
from sim.values import AnyLine, AnySpread, Normal, PointLine, Sourced, Triangle, firmness


def number(value: float) -> str:
    """A number without superfluous digits."""
    return f"{value:g}"


def spread_of(value: AnySpread) -> str:
    """A number with its spread, as in `70 ± 8` or `10 (0 to 25)`."""
    if isinstance(value, Normal):
        return f"{number(value.mean)} ± {number(value.sd)}"
    if isinstance(value, Triangle):
        return f"{number(value.mode)} ({number(value.low)} to {number(value.high)})"
    return number(value)


def line_of(value: AnyLine) -> str:
    """A red line with its spread and the chance that it is real, as in `40 (25 to 50), real in 70 %`."""
    where, firm = spread_of(value.at if isinstance(value, PointLine) else value), firmness(value)
    return where if firm == 1.0 else f"{where}, real in {100 * firm:.0f} %"


def in_plain_words(name: str) -> str:
    """A name of the file as words."""
    return name.replace("_", " ")


def joined(parts: Iterable[str]) -> str:
    """Parts that say something, with semicolons between them."""
    return "; ".join(part for part in parts if part)


def listed(names: Iterable[str]) -> str:
    """Names with commas between them."""
    return ", ".join(names)


def sources_of(part: Sourced) -> str:
    """What a part rests on; empty where it does not say."""
    reports = f"reports {', '.join(part.reports)}" if part.reports else ""
    cites = f"cites {', '.join(part.cites)}" if part.cites else ""
    return joined([reports, cites, f"judgement: {' '.join(part.judgement.split())}" if part.judgement else ""])


def with_sources(words: str, part: Sourced) -> str:
    """Words with what they rest on in brackets."""
    sources = sources_of(part)
    return f"{words} [{sources}]" if sources else words


def without_deal(no_deal: NoDeal) -> str:
    """What a party expects without a deal."""
    cost = f"each day costs it {number(no_deal.cost_per_day)}, and it expects {number(no_deal.expected_days)} more" if no_deal.cost_per_day else ""
    delay = f"delay itself is worth {spread_of(no_deal.delay_value)} to its leaders" if no_deal.delay_value != 0 else ""
    drift = f"drifts by {number(no_deal.drift_per_day)} a day" if no_deal.drift_per_day else ""
    noise = f"the news of a day shakes it by {number(no_deal.noise_per_day)}" if no_deal.noise_per_day else ""
    return joined([f"expects {spread_of(no_deal.expected)} of all it wants", cost, delay, drift, noise, f"{number(no_deal.betrayed)} if betrayed"])


def holding_out(demand: Demand) -> str:
    """How a party holds out."""
    rule = demand_rule(demand)
    return rule.in_brief() + (f", deadline {demand.deadline}" if demand.deadline and rule.reads else "")


def what_brings(precondition: Precondition) -> str:
    """What makes a party come gladly."""
    parts = ["the talks start from the reference text as it reads it" if precondition.agenda_is else ""]
    parts += ["or somebody it believes assures that" if precondition.or_assured_by_anyone_credible else ""]
    parts += [condition_in_words(precondition.requires) if precondition.requires else ""]
    return f"{', '.join(part for part in parts if part)} (weight {number(precondition.weight)})"


def condition_in_words(condition: Condition) -> str:
    """What has to be so."""
    return " and ".join(f"{in_plain_words(name)} {value}" for name, value in condition.model_dump(exclude_none=True).items())


def how_often(act: str, hazard: Hazard | None) -> str:
    """How often somebody does something; empty where never."""
    if hazard is None:
        return ""
    return f"{act} at {number(hazard.rate_per_day)} a day{moved_by(hazard)}"


def moved_by(hazard: Hazard | Event) -> str:
    """How the state of the talks moves a rate: log-hazards as the factors that they are."""
    moves = {"while talks are alive": hazard.when_talks_alive, "when a deal is near": hazard.when_deal_near, "at full escalation": hazard.with_escalation}
    return "".join(f", times {exp(move):.2g} {when}" for when, move in moves.items() if move)


def trigger_of(event: Event) -> str:
    """When something happens."""
    if event.on is not None:
        trigger = f"on {event.on}"
    elif event.rate_per_day is not None:
        trigger = f"by chance, {number(event.rate_per_day)} a day{moved_by(event)}"
    else:
        trigger = f"when {condition_in_words(event.when)}" if event.when else ""
    return trigger + (f", with chance {number(event.chance)}" if event.chance < 1 else "") + (", once only" if event.once else "")


def change_by(effect: Effect) -> str:
    """What an event changes."""
    lasting = "" if effect.for_ is None else f" for {effect.for_} days"
    if effect.act is not None:
        return f"{effect.target}: {in_plain_words(effect.act)}"
    if effect.multiply is not None:
        return f"{effect.target} times {number(effect.multiply)}"
    if effect.add is not None:
        return f"{effect.target} {effect.add:+g}"
    return f"{effect.target} becomes {effect.set}{lasting}"
