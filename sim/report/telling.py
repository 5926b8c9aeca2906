"""Where a story stands as it is told, and who tells each kind of happening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sim.events import EVENTS
from sim.model import Entry, TalksModel

from .words import agent_labels, in_words, one_line


class Scene:
    """One history being told: the model in which it is a column, what everybody is called, and what has been told of it so far."""

    def __init__(self, model: TalksModel, column: int) -> None:
        self.model, self.column, self.scenario = model, column, model.settings
        self.labels = agent_labels(model.settings)
        self.text: list[float] | None = None
        self.author = ""
        self.sessions = 0

    def date(self, day: int) -> str:
        """A day of the talks as a date."""
        when = self.scenario.calendar.start + timedelta(days=day)
        return f"{when.day} {when:%B %Y}"

    def who(self, entry: Entry) -> str:
        """Who did it, as readers call them."""
        return self.labels.get(entry.who, entry.who.replace("_", " "))

    def issue(self, name: str) -> str:
        """What readers call an issue."""
        return one_line(self.scenario.issues[name].label)

    def point(self, name: str, value: float) -> str:
        """A point of an issue, with what it means."""
        words = in_words(self.scenario.issues[name], value)
        return f"{self.issue(name)} at {value:.0f}{f' ({words})' if words else ''}"

    def whose_line(self, facts: dict[str, Any]) -> str:
        """Whose red line a refused text has crossed: that of who refuses, or of a faction which has told it."""
        whose = facts.get("line_of", "")
        return f"the red line of {self.labels[whose]}, which it heeds," if "." in whose else "its red line"

    def sentence(self, entry: Entry) -> str:
        """What happened, in a sentence; empty where it needs none."""
        if entry.kind in SENTENCES:
            return SENTENCES[entry.kind](self, entry)
        return EVENTS[entry.kind].sentence.format(who=self.labels.get(entry.who, entry.who))


Sentence = Callable[[Scene, Entry], str]

SENTENCES: dict[str, Sentence] = {}
"""Who tells each kind of happening."""


def told(kind: str) -> Callable[[Sentence], Sentence]:
    """Declare that a function tells a kind of happening.

    Raises LookupError where no record in `sim.events` is of that kind.
    """
    if kind not in EVENTS:
        raise LookupError(f"no record of what happens tells of {kind!r}")

    def register(sentence: Sentence) -> Sentence:
        SENTENCES[kind] = sentence
        return sentence

    return register
