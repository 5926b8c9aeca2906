"""Numbers of a scenario as somebody would tell them to a player."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.reference.preference import Preference
from sim.report.words import in_words, one_line
from sim.scenario.schema import Faction, Mediator, OutsideActor, Party, Scenario
from sim.scenario.values import AnySpread, Normal, Triangle, centre

_CHANCES = ((0.05, "as good as impossible"), (0.2, "very unlikely"), (0.4, "rather unlikely"), (0.6, "about as likely as not"), (0.8, "rather likely"))
_WEIGHTS = ((1.5, "far more than most"), (1.1, "more than most"), (0.9, "about as much as the others"), (0.6, "less than most"))


def chance(probability: float) -> str:
    """A probability, as in `rather unlikely (40 in 100)`."""
    words = next((words for below, words in _CHANCES if probability < below), "very likely" if probability < 0.95 else "as good as certain")
    return f"{words} ({100 * probability:.0f} in 100)"


def weight(share: float, issues: int) -> str:
    """How much an issue matters beside the others."""
    return next((words for above, words in _WEIGHTS if share * issues >= above), "hardly at all")


def place(scenario: Scenario, issue: str, point: float) -> str:
    """A point of a scale, as in `near "half" (50)`."""
    words = in_words(scenario.issues[issue], point)
    return f"{words} ({point:.0f})" if words else f"at {point:.0f}"


def middle(spread: AnySpread) -> float:
    """The point to be told of a spread: its most likely value."""
    return float(spread.mode) if isinstance(spread, Triangle) else centre(spread)


def leeway(spread: AnySpread) -> str:
    """How sure one can be of a number."""
    if isinstance(spread, Normal):
        return f"give or take {spread.sd:.0f}" if spread.sd else ""
    return f"anything from {spread.low:.0f} to {spread.high:.0f} can be defended" if isinstance(spread, Triangle) and spread.low < spread.high else ""


def share_of(value: float) -> str:
    """A value between 0 and 1 as points of a score, as in `about 38 of 100`."""
    return f"about {100 * value:.0f} of 100"


def shares(party: Party) -> dict[str, float]:
    """How much each issue matters to a party, in parts of 1."""
    weights = {issue: centre(stance.salience) for issue, stance in party.stances.items()}
    total = sum(weights.values())
    return {issue: value / total if total else 1 / len(weights) for issue, value in weights.items()}


def score(party: Party, issue: str, points: Iterable[float], shape: float) -> list[int]:
    """What a party scores for an issue at some points of its scale, of 100 for all issues together."""
    stance, share = party.stances[issue], shares(party)[issue]
    at = np.array([list(points)])
    wants = Preference.of([stance.wants], np.full_like(at, middle(stance.position)), np.ones_like(at), shape)
    return [round(100 * share * (1 - loss)) for loss in wants.loss(at)[0].tolist()]


def without_deal(party: Party) -> float:
    """What a party expects without a deal on the first day, between 0 and 1: what going on brings less what the days cost until then."""
    no_deal = party.no_deal
    return min(max(centre(no_deal.expected) - no_deal.cost_per_day * no_deal.expected_days + centre(no_deal.delay_value), 0.0), 1.0)


def called(scenario: Scenario, name: str) -> str:
    """The label of an agent."""
    agents: dict[str, Party | Mediator | OutsideActor] = {**scenario.outside_actors, **scenario.mediators, **scenario.parties}
    return one_line(agents[name].label)


def named(name: str, faction: Faction) -> str:
    """The label of a faction."""
    return one_line(faction.label or name.replace("_", " "))


def by_label(scenario: Scenario, names: Iterable[str]) -> list[str]:
    """Names of agents in the alphabetical order of their labels, in which they are always shown."""
    return sorted(names, key=lambda name: called(scenario, name).casefold())
