"""Numbers of a scenario as somebody would tell them to a player."""

from __future__ import annotations

from collections.abc import Iterable

from sim.report.words import in_words, one_line, towards
from sim.scenario.schema import Faction, Mediator, OutsideActor, Party, Scenario, Wants
from sim.values import AnySpread, Normal, Triangle, centre

TOLD: dict[type[Normal[float] | Triangle[float]], str] = {Normal: "mean", Triangle: "mode"}
"""Which point is told of a spread: its most likely value."""

# Shares below which a chance is so called, and shares of the average weight from which on an issue matters so much (assumptions).
_CHANCES = ((0.05, "as good as impossible"), (0.2, "very unlikely"), (0.4, "rather unlikely"), (0.6, "about as likely as not"), (0.8, "rather likely"))
_WEIGHTS = (
    (1.5, "far more than average"),
    (1.1, "more than average"),
    (0.9, "about as much as the others"),
    (0.6, "less than average"),
    (0.25, "much less than average"),
)


def chance(probability: float) -> str:
    """A probability, as in `rather unlikely (40 in 100)`."""
    words = next((words for below, words in _CHANCES if probability < below), "very likely" if probability < 0.95 else "as good as certain")
    return f"{words} ({100 * probability:.0f} in 100)"


def weight(share: float, issues: int) -> str:
    """How much an issue matters, measured by an even share."""
    return next((words for above, words in _WEIGHTS if share * issues >= above), "hardly at all")


def place(scenario: Scenario, issue: str, point: float) -> str:
    """A point of a scale, as in `near "half" (52)`, or `"half" (50)` where it is the very point."""
    words = meaning(scenario, issue, point)
    return f"{words} ({tenths(point)})" if words else tenths(point)


def meaning(scenario: Scenario, issue: str, point: float) -> str:
    """What a point of a scale means, as in `near "half"`, or `"half"` where it is the very point; empty if the scale has no words."""
    about = scenario.issues[issue]
    return f'"{one_line(about.scale[point])}"' if point in about.scale else in_words(about, point)


def middle(spread: AnySpread) -> float:
    """The point to be told of a spread."""
    return next((float(getattr(spread, point)) for kind, point in TOLD.items() if isinstance(spread, kind)), centre(spread))


def exactly(scenario: Scenario, issue: str, point: float) -> str:
    """What a point of a scale means where it is stated: its words, or the point where there are none."""
    return meaning(scenario, issue, point) or tenths(point)


def leeway(spread: AnySpread) -> str:
    """How sure one can be of a number."""
    if isinstance(spread, Normal):
        return f"give or take {spread.sd:.0f}" if spread.sd else ""
    return f"anything from {spread.low:.0f} to {spread.high:.0f} can be defended" if isinstance(spread, Triangle) and spread.low < spread.high else ""


def tenths(value: float) -> str:
    """A number with as many decimals as it needs, one at most."""
    return f"{round(value, 1) + 0.0:g}"


def past(scenario: Scenario, issue: str, line: float, end: Wants, position: AnySpread) -> str:
    """What lies past a line towards one end of the scale, as in `past point 50 ("half") towards "none", give or take 8`.

    `position` is the spread that it moves by: its own, or that of the position that it is kept at a distance from.
    """
    moves = position
    if isinstance(position, Triangle):
        low, high = (min(max(line + point - centre(position), 0.0), 100.0) for point in (position.low, position.high))
        moves = position.model_copy(update={"low": low, "high": high})
    sure, words = leeway(moves), meaning(scenario, issue, line)
    return f"past point {tenths(line)}{f' ({words})' if words else ''} {towards(scenario.issues[issue], end)}{f', {sure}' if sure else ''}"


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
