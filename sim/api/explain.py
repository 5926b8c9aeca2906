"""The story of one history."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.bounds import MOST_HISTORIES, whole_number
from sim.errors import InputError
from sim.report.contrast import contrast
from sim.report.story import tell

from . import arguments
from .arguments import in_python
from .named import Named, as_named
from .result import Page


class Story(Page):
    """One history in plain sentences, a paragraph a day; printed it reads as a story, and `paragraphs` has it in parts."""

    def __init__(self, title: str, paragraphs: Sequence[str]) -> None:
        from rich.text import Text

        self.paragraphs = tuple(paragraphs)
        super().__init__(title, *(Text(f"\n{one}" if place else one) for place, one in enumerate(self.paragraphs)))


@in_python
def explain(source: Any, history: int = 0, *, seed: int = 1, why: Any = None) -> Story:
    """Tell one history of a run or scenario; with `why` where it parts from its twin in another scenario or run.

    The seed is that of a run where there is one. Raises InputError where there is no such history, or where two are no twins.
    """
    one = as_named(source)
    seed = one.run.seed if one.run is not None else arguments.seed_of(seed)
    history = whole_number("history", history, 0, MOST_HISTORIES - 1)
    within(one, history)
    if why is None:
        return Story(f"Story of history {history} of {one.name}", list(tell(one.scenario, seed, history)))
    other = as_named(why)
    return parted(one, other, seed, history)


def parted(one: Named, other: Named, seed: int, history: int) -> Story:
    """Where a history parts from its twin; raises InputError where the two are none."""
    within(other, history)
    if other.run is not None and other.run.seed != seed:
        raise InputError(f"{other.typed} has seed {other.run.seed}, not {seed}: histories with other luck are no twins.")
    here, there = one.scenario.calendar, other.scenario.calendar
    if (here.start, here.end) != (there.start, there.end):
        raise InputError(
            f"{other.typed} has another calendar ({there.start} to {there.end}, not {here.start} to {here.end}): its histories are no twins of these."
        )
    told = contrast((one.name, one.scenario), (other.name, other.scenario), seed, history)
    return Story(f"History {history} of {one.name} beside its twin in {other.name}", list(told))


def within(one: Named, history: int) -> None:
    """Raise InputError where a run has no such history."""
    if one.run is not None and history >= one.run.n:
        raise InputError(f"--history {history}: {one.typed} has {one.run.n:,} histories, numbered 0 to {one.run.n - 1:,}.")
