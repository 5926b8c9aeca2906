"""The story of one history, in plain sentences made from what the model recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from sim.endings import CAUSE, CAUSES, ENDING, TOGETHER
from sim.ensemble.replayed import Trust, replayed
from sim.model import Entry, TalksModel, reasons, red_lines
from sim.scenario.schema import Scenario

from .sentences import why_refused
from .telling import Scene
from .words import concerned, one_line, told_apart

CAVEAT_OF_ONE = "One history of many, told by a teaching model: none of it happened, but for what stands before the talks. It is no forecast."


@dataclass(frozen=True)
class Story:
    """One history to be told: its number, what was written down of it, how it ended, and who tells it."""

    history: int
    entries: list[Entry]
    ending: str
    teller: Teller


def story_of(scenario: Scenario, seed: int, history: int) -> Story:
    """Simulate one history again, and find somebody to tell it.

    Raises InputError where the history's number is below 0.
    """
    found = replayed(scenario, seed, history)
    return Story(history, found.entries, found.ending, Teller(found.model, found.column, found.trust))


def tell(scenario: Scenario, seed: int, history: int) -> Iterator[str]:
    """Simulate one history again and tell it, a paragraph a day on which something happened.

    Raises InputError where the history's number is below 0.
    """
    found = story_of(scenario, seed, history)
    return found.teller.tell(found.entries, history, found.ending)


class Teller(Scene):
    """Puts the entries of one history into words."""

    def __init__(self, model: TalksModel, column: int, trust: Sequence[Trust]) -> None:
        super().__init__(model, column)
        self.trust = trust

    def tell(self, entries: list[Entry], history: int, ending: str) -> Iterator[str]:
        """The story: an opening line, a paragraph a day, how it ended and why."""
        yield f"{one_line(self.scenario.title)}: history {history}, from {self.date(0)} to {self.date(self.model.days - 1)}."
        before = [sentence for entry in entries if "on" in entry.facts and (sentence := self.sentence(entry))]
        yield " ".join(["Before the talks.", *before, *self._first_trust()])
        told = {day: " ".join(sentence for _, sentence in entry if sentence) for day, entry in self.days(entries).items()}
        for _, alike in groupby(((day, words) for day, words in told.items() if words), key=lambda pair: pair[1]):
            days, words = zip(*alike, strict=True)
            when = f"{self.date(days[0])} (day {days[0]})"
            yield f"{when}. {words[0]}" if len(days) == 1 else f"From {when} to {self.date(days[-1])} (day {days[-1]}), {len(days)} times: {words[0]}"
        yield self.ended(ending)
        answers = [entry for entry in entries if entry.kind == "refused"]
        doubted = sum(self._doubted(entry) for entry in answers)
        if ending in ("stalemate", "breakdown") and 2 * doubted > len(answers):
            yield f"Doubt decided most: {doubted} of {len(answers)} refusals were of texts that would have been signed if they had been sure to be kept."
        yield CAVEAT_OF_ONE

    def days(self, entries: list[Entry]) -> dict[int, list[tuple[Entry, str]]]:
        """What happened on each day of the talks on which something did, each entry with its sentence (empty where it needs none)."""
        during = groupby((entry for entry in entries if "on" not in entry.facts), key=lambda entry: entry.day)
        return {day: [(entry, self.sentence(entry)) for entry in group] for day, group in during}

    def ended(self, ending: str) -> str:
        """How it ended, and why."""
        return f"It ended in {ENDING[ending].told_after}. {self._why(ending)}".strip()

    def _first_trust(self) -> list[str]:
        """What each party thinks of each other's word on the eve of the talks."""
        return [f"{self.labels[one]} thinks it {mean:.0%} likely that {self.labels[other]} would keep its word." for one, other, mean in self.trust]

    def _doubted(self, entry: Entry) -> bool:
        """Whether nothing but doubt that a text would be kept made a party refuse it."""
        return entry.kind == "refused" and why_refused(entry) == "doubt"

    def _why(self, ending: str) -> str:
        model, column = self.model, self.column
        deal = model.deal
        if ending in ("agreement", "partial"):
            return (
                f"The deal has been in force since {self.date(int(deal.first_day[column]))}."
                if deal.count[column] == 1
                else "It is not the first deal of this history."
            )
        if ending == "broken":
            by = int(deal.broken_by[column])
            when = self.date(int(deal.ended_on[column]))
            return f"{self.labels[model.parties[by].name]}{self._who_used_it(by)} left it on {when}." if by >= 0 else f"It lapsed on {when}."
        over = f"The talks were over from {self.date(int(model.tally.talks_over_since[column]))}. " if ending == "breakdown" else ""
        return f"{over}{self._why_no_deal()}"

    def _who_used_it(self, place: int) -> str:
        """That the party in that place had never meant to keep the deal, where it had not."""
        kept = self.model.dispositions
        return "" if kept is None or kept.keeps[place, self.column] else ", which in this history had not meant to keep it,"

    def _why_no_deal(self) -> str:
        """The one cause for which no deal came into force, and whom it concerns."""
        cause, issue, whose = self._cause
        name = self.model.issue_names[issue] if issue >= 0 else ""
        if cause == "lines" and name:
            return f"Why no deal: {self._clash(issue, whose)}."
        told = concerned(self.scenario, cause, name, whose)
        return f"Why no deal: {CAUSE[cause].means}{f' ({told})' if told else ''}."

    @cached_property
    def _cause(self) -> tuple[str, int, list[str]]:
        """The cause of no deal, the place of the issue in question, and the names of those concerned."""
        found = reasons(self.model)
        cause, issue, whose = (values[self.column] for values in (found.cause, found.issue, found.whose))
        return CAUSES[cause], int(issue), whose.split(TOGETHER) if whose else []

    def _clash(self, issue: int, whose: list[str]) -> str:
        """Two red lines that leave nothing between them, each with whose it is."""
        lines = {name: (low[issue, self.column], high[issue, self.column]) for name, low, high in red_lines(self.model, self.model.parties) if name in whose}
        floor, ceiling = max(lines, key=lambda name: lines[name][0]), min(lines, key=lambda name: lines[name][1])
        least, most = told_apart(lines[floor][0], lines[ceiling][1], digits=0)
        sides = sorted([f"{self.labels[floor]} signs nothing below {least}", f"{self.labels[ceiling]} signs nothing above {most}"], key=str.casefold)
        return (
            f"on {self.issue(self.model.issue_names[issue])}, no point lies inside all red lines in this history: {' and '.join(sides)}; neither is the culprit"
        )
