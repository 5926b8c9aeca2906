"""How numbers, days and endings are put into words, the same in tables, figures, alternative texts and whatever only reads a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING

from sim.endings import CAUSE, ENDING
from sim.scenario.isolates import isolated
from sim.scenario.schema import Issue, Mediator, OutsideActor, Party, Scenario, Wants

if TYPE_CHECKING:
    from sim.analysis.intervals import Share
    from sim.ensemble.run import Run

ENDING_LABELS = {name: ending.label for name, ending in ENDING.items()}
OUTCOME_LABELS = {"any_deal": "any deal", **ENDING_LABELS}
ENDING_PHRASES = {name: ending.phrase for name, ending in ENDING.items()}
"""The same after `ends in`."""
CAUSE_LABELS = {name: cause.label for name, cause in CAUSE.items()}
"""Why there was no deal, in short."""
WHY_NO_DEAL = "One cause a history, the first in this order that holds; where two red lines clash, both are named and neither is the culprit."
CAVEAT = "A teaching model, not a forecast. Intervals: what other luck would change, in this file, with these numbers."

_DIGITS = 9  # decimals beyond which numbers count as equal

# Written out here because the month names of strftime depend on the reader's locale.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def percent(share: float) -> str:
    """A share as whole per cent, never rounded to none or all of them."""
    if share > 0 and round(100 * share) == 0:
        return "<1 %"
    if share < 1 and round(100 * share) == 100:
        return ">99 %"
    return f"{share:.0%}".replace("%", " %")


def interval(share: Share) -> str:
    """The interval of a share, as in `38 to 44 %`, with a decimal where it is narrower than a point."""
    low, high = share.low * 100, share.high * 100
    digits = 1 if round(low) == round(high) else 0
    return f"{low:.{digits}f} to {high:.{digits}f} %"


def told_apart(*values: float, digits: int = 3) -> list[str]:
    """Numbers that stand beside each other, with as many decimals (at least `digits`) as tell apart those that are not equal to nine."""
    for decimals in range(digits, _DIGITS):
        words = [f"{value:.{decimals}f}" for value in values]
        if all(abs(one - other) < 10.0**-_DIGITS or a != b for (one, a), (other, b) in combinations(zip(values, words, strict=True), 2)):
            return words
    return [f"{value:.{_DIGITS}f}" for value in values]


def histories(n: int) -> str:
    """A number of histories, with its noun."""
    return f"{n:,} {'history' if n == 1 else 'histories'}"


def counted(n: int, one: str) -> str:
    """A number with its noun in one of the two numbers."""
    return f"{n:,} {one}{'' if n == 1 else 's'}"


def written(day: date) -> str:
    """A date, as in `15 Aug 2024`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_of(scenario: Scenario, day: float) -> str:
    """The date of a day number; 0 is the start."""
    return written(scenario.calendar.start + timedelta(days=round(day)))


def dated(scenario: Scenario, day: float) -> str:
    """A day number with its date, as in `day 62 (16 Oct 2024)`."""
    return f"day {day:.0f} ({date_of(scenario, day)})"


def listed(words: Iterable[str]) -> str:
    """An enumeration, as in `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def in_words(issue: Issue, point: float) -> str:
    """What a point of an issue's scale means: the words of its anchor, or of the two that it lies between; empty if the scale has none."""
    if not issue.scale:
        return ""
    nearest = min(issue.scale, key=lambda anchor: abs(anchor - point))
    below = max((anchor for anchor in issue.scale if anchor <= point), default=-inf)
    above = min((anchor for anchor in issue.scale if anchor >= point), default=inf)
    # Within five points a reader of the scale would not tell the two apart.
    if abs(nearest - point) <= 5 or below == -inf or above == inf:
        return f'near "{one_line(issue.scale[nearest])}"'
    return f'between "{one_line(issue.scale[below])}" and "{one_line(issue.scale[above])}"'


def towards(issue: Issue, wants: Wants) -> str:
    """Which way somebody wants an issue, in the words of the scale's own end, as in `towards "none"`; what `more` of it is, only the scale can say.

    Without words for the end itself, those of the anchor nearest to it, if it lies on that half of the scale; else the number of the end.
    """
    if wants == "peak":
        return "a certain point"
    end = 100.0 if wants == "more" else 0.0
    nearest = min(issue.scale, key=lambda anchor: abs(anchor - end), default=50.0)
    return f'towards "{one_line(issue.scale[nearest])}"' if abs(nearest - end) < 50 else f"towards {end:g}"


def scale_points(issue: Issue) -> dict[float, str]:
    """The points of a scale to be named, in order, with their words: its anchors and its ends, or its quarters if it has no anchors."""
    named = {point: one_line(words) for point, words in issue.scale.items()}
    ends_or_quarters = (0.0, 100.0) if named else (0.0, 25.0, 50.0, 75.0, 100.0)
    return dict(sorted((dict.fromkeys(ends_or_quarters, "") | named).items()))


def one_line(words: str) -> str:
    """Words from a file to be set into a sentence: without the line breaks that a YAML block may carry, and kept apart if they run from right to left."""
    return isolated(" ".join(words.split()))


def labels(run: Run) -> dict[str, str]:
    """The parties' labels by name, in the alphabetical order in which they are always shown."""
    by_name = {name: one_line(run.scenario.parties[name].label) for name in run.parties}
    return dict(sorted(by_name.items(), key=lambda entry: (entry[1].casefold(), entry[0])))


def agent_labels(scenario: Scenario) -> dict[str, str]:
    """What everybody is called, by name; a faction, PARTY.FACTION, with its party in brackets."""
    agents: dict[str, Party | Mediator | OutsideActor] = {**scenario.outside_actors, **scenario.mediators, **scenario.parties}
    found = {name: one_line(agent.label) for name, agent in agents.items()}
    for name, party in scenario.parties.items():
        for faction, own in party.factions.items():
            found[f"{name}.{faction}"] = f"{one_line(own.label or faction.replace('_', ' '))} ({one_line(party.label)})"
    return found


def concerned(scenario: Scenario, cause: str, issue: str, whose: Iterable[str]) -> str:
    """Whom a cause of no deal concerns, and over what; empty where that is not told."""
    called = agent_labels(scenario)
    names = listed(sorted((called[name] for name in whose), key=str.casefold)) if whose else ""
    before = CAUSE[cause].before
    if cause == "lines":
        return f"{one_line(scenario.issues[issue].label)}: {before} {names}" if issue else ""
    return f"{before} {names}" if names and before else ""


def issue_labels(run: Run) -> dict[str, str]:
    """The issues' labels by name, in the order of the file."""
    return {name: one_line(run.scenario.issues[name].label) for name in run.issues}


def provenance(run: Run) -> str:
    """What a figure or table rests on: as-of date, number of histories, seed."""
    return ", ".join([*_as_of(run.scenario), histories(run.n), f"seed {run.seed}"])


def basis(scenario: Scenario, seed: int) -> str:
    """What many small runs of a scenario rest on: as-of date and seed."""
    return ", ".join([*_as_of(scenario), f"seed {seed}"])


def _as_of(scenario: Scenario) -> list[str]:
    return [] if scenario.as_of is None else [f"as of {written(scenario.as_of)}"]
