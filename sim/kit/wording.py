"""Numbers of a scenario as somebody would tell them to a player."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sim.reference.preference import Preference
from sim.report.words import in_words, one_line
from sim.scenario.schema import Faction, FactionStance, Mediator, OutsideActor, Party, Scenario, Stance
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
    return f"{words} ({point:.0f})" if words else f"{point:.0f}"


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


def wholes(party: Party) -> dict[str, int]:
    """What each issue is worth to a party at its best, in whole points that sum to 100: the largest remainders are rounded up (Hamilton 1792)."""
    exact = {issue: 100 * share for issue, share in shares(party).items()}
    points = {issue: int(value + 1e-9) for issue, value in exact.items()}
    for issue in sorted(exact, key=lambda issue: points[issue] - exact[issue])[: 100 - sum(points.values())]:
        points[issue] += 1
    return points


def score(party: Party, issue: str, points: Iterable[float], shape: float) -> list[int]:
    """What a party scores for an issue at some points of its scale, of 100 for all issues together."""
    wants, place_of_issue = preference(party, shape), list(party.stances).index(issue)
    at = np.tile(np.array(list(points), dtype=float), (len(party.stances), 1))
    return [round(wholes(party)[issue] * (1.0 - loss)) for loss in wants.loss(at)[place_of_issue].tolist()]


def beyond(scenario: Scenario, issue: str, own: Stance | FactionStance, shared: Stance) -> str:
    """What lies beyond a red line, as in `above 50 (near "half"), give or take 8`; a line moves with the position that it is kept at a distance from."""
    if own.red_line is None:
        return ""
    side = {"more": "below", "less": "above", "peak": "beyond"}[own.wants or shared.wants]
    sure = leeway(shared.position if own.position is None else own.position)
    moves = f", {sure}" if sure.startswith("give") else ", more or less" if sure else ""
    words = in_words(scenario.issues[issue], own.red_line)
    return f"{side} {own.red_line:.0f}{f' ({words})' if words else ''}{moves}"


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
