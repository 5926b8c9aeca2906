"""Numbers of a scenario as somebody would tell them to a player."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.reference.preference import Preference
from sim.report.words import in_words, one_line
from sim.rules.no_deal import cost_in_prospect, no_deal_value
from sim.scenario.schema import Faction, Mediator, OutsideActor, Party, Scenario, Try
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


def preference(party: Party, shape: float) -> Preference:
    """What a party wants, at the points that it is told, in the one history that a sheet speaks of: issues in the order of the file."""
    stances = party.stances.values()
    position, weights = (
        np.array([[value] for value in values]) for values in ([middle(one.position) for one in stances], [centre(one.salience) for one in stances])
    )
    return Preference.of([stance.wants for stance in stances], position, weights, shape)


def shares(party: Party) -> dict[str, float]:
    """How much each issue matters to a party, in parts of 1."""
    return dict(zip(party.stances, preference(party, 1.0).salience[:, 0].tolist(), strict=True))


def score(party: Party, issue: str, points: Iterable[float], shape: float) -> list[int]:
    """What a party scores for an issue at some points of its scale, of 100 for all issues together."""
    wants, place_of_issue = preference(party, shape), list(party.stances).index(issue)
    at = np.tile(np.array(list(points), dtype=float), (len(party.stances), 1))
    worth = wants.salience - wants.pain(at)
    return [round(100 * value) for value in worth[place_of_issue].tolist()]


def without_deal(scenario: Scenario, party: Party) -> float:
    """What a party expects without a deal on the first day, between 0 and 1, before events of the past are counted."""
    no_deal = party.no_deal
    tension = scenario.escalation.start if scenario.on("escalation") else 0.0
    costs = cost_in_prospect(np.array(no_deal.cost_per_day), no_deal.expected_days, np.array(tension), scenario.constants.escalation_cost)
    return float(no_deal_value(np.array(centre(no_deal.expected) + centre(no_deal.delay_value)), costs))


def called(scenario: Scenario, name: str) -> str:
    """The label of an agent."""
    agents: dict[str, Party | Mediator | OutsideActor] = {**scenario.outside_actors, **scenario.mediators, **scenario.parties}
    return one_line(agents[name].label)


def named(name: str, faction: Faction) -> str:
    """The label of a faction."""
    return one_line(faction.label or name.replace("_", " "))


def typed(trial: Try) -> str:
    """The command of an experiment, as one types it."""
    return f"python run_sim.py {one_line(trial.command)}"


def by_label(scenario: Scenario, names: Iterable[str]) -> list[str]:
    """Names of agents in the alphabetical order of their labels, in which they are always shown."""
    return sorted(names, key=lambda name: called(scenario, name).casefold())
