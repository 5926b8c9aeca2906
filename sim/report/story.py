"""The story of one history, in plain sentences made from what the model recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any

import numpy as np

from sim.errors import InputError
from sim.model import BLOCK, CHANNEL, ENDINGS, IN_PERSON, Entry, Journal, TalksModel, forget
from sim.scenario.schema import Scenario

_MOVED = 2.0  # points of the scale below which a change of text is not worth a word

_ENDING_WORDS = {
    "agreement": "an agreement: every phase is agreed, and the deal stands",
    "partial": "a partial deal: one stands, but not every phase is agreed",
    "broken": "a broken deal: the last one that came into force was left or lapsed",
    "stalemate": "a stalemate: the talks went on to the last day, and no deal came into force",
    "breakdown": "a breakdown: the talks were over, and no deal had come into force",
}


def tell(scenario: Scenario, seed: int, history: int) -> Iterator[str]:
    """Simulate one history again and tell it, a paragraph a day on which something happened.

    Raises InputError where the history's number is below 0.
    """
    if history < 0:
        raise InputError(f"history {history}: histories are numbered from 0")
    block, column = divmod(history, BLOCK)
    journal = Journal(BLOCK, only=column)
    model = TalksModel(scenario, seed=seed, blocks=range(block, block + 1), journal=journal)
    while model.running:
        model.step()
    ending = ENDINGS[int(model.endings()[column])]
    yield from Teller(model, column).tell(journal.entries[column], history, ending)
    forget(model)


class Teller:
    """Puts the entries of one history into words."""

    def __init__(self, model: TalksModel, column: int) -> None:
        self.model, self.column, self.scenario = model, column, model.scenario
        scenario = model.scenario
        self.labels = {name: agent.label for group in (scenario.parties, scenario.mediators, scenario.outside_actors) for name, agent in group.items()}
        for name, party in scenario.parties.items():
            for faction, settings in party.factions.items():
                self.labels[f"{name}.{faction}"] = f"{settings.label or faction.replace('_', ' ')} ({party.label})"
        self.text: list[float] | None = None
        self.sessions = 0

    def tell(self, entries: list[Entry], history: int, ending: str) -> Iterator[str]:
        """The story: an opening line, a paragraph a day, how it ended and why."""
        yield f"{self.scenario.title}: history {history}, from {self._date(0)} to {self._date(self.model.days - 1)}."
        for day, group in groupby(entries, key=lambda entry: entry.day):
            sentences = [sentence for entry in group if (sentence := self._sentence(entry))]
            if sentences:
                yield f"{self._date(day)} (day {day}). " + " ".join(sentences)
        yield f"It ended in {_ENDING_WORDS[ending]}. {self._why(ending)}".strip()

    def _date(self, day: int) -> str:
        when = self.scenario.calendar.start + timedelta(days=day)
        return f"{when.day} {when:%B %Y}"

    def _sentence(self, entry: Entry) -> str:
        tell: Callable[[Entry], str] = getattr(self, f"_{entry.kind}")
        return tell(entry)

    def _who(self, entry: Entry) -> str:
        return self.labels.get(entry.who, entry.who.replace("_", " "))

    def _session(self, entry: Entry) -> str:
        presence = dict(sorted((self.labels[party.name], code) for party, code in zip(self.model.parties, entry.facts["presence"], strict=True)))
        came = [label for label, code in presence.items() if code == IN_PERSON]
        reached = [label for label, code in presence.items() if code == CHANNEL]
        away = [label for label, code in presence.items() if code not in (IN_PERSON, CHANNEL)]
        who = "; ".join(
            part
            for part in (
                f"{_listed(came)} {_verb(came, 'comes', 'come')}" if came else "nobody comes",
                f"{_listed(reached)} can be reached through a channel" if reached else "",
                f"{_listed(away)} {_verb(away, 'stays', 'stay')} away" if away else "",
            )
            if part
        )
        if not entry.facts["held"]:
            return f"A session is called, but cannot be held: {who}."
        self.sessions += 1
        return f"Session {self.sessions}: {who}."

    def _tabled(self, entry: Entry) -> str:
        text, before = entry.facts["text"], self.text
        self.text = text
        names = self.model.issue_names
        author = self.labels[entry.facts["by"]]
        if before is None:
            return f"{author} tables a text: {_listed([self._point(name, value) for name, value in zip(names, text, strict=True)])}."
        moved = [(name, old, new) for name, old, new in zip(names, before, text, strict=True) if abs(new - old) >= _MOVED]
        if not moved:
            return f"{author} tables the text again, all but unchanged."
        return f"{author} tables a new text: {_listed([f'{self._issue(name)} goes from {old:.0f} to {new:.0f}' for name, old, new in moved])}."

    def _issue(self, name: str) -> str:
        return self.scenario.issues[name].label

    def _point(self, name: str, value: float) -> str:
        scale = self.scenario.issues[name].scale
        near = min(scale, key=lambda point: abs(point - value)) if scale else None
        words = f" (nearest to “{scale[near]}”)" if near is not None else ""
        return f"{self._issue(name)} at {value:.0f}{words}"

    def _accepted(self, entry: Entry) -> str:
        facts = entry.facts
        return f"{self._who(entry)} accepts{self._by_channel(facts)}: the text is worth {facts['value']:.2f} to it, no deal {facts['no_deal']:.2f}."

    def _refused(self, entry: Entry) -> str:
        facts, issue = entry.facts, self._issue(self.model.issue_names[entry.facts["over"]])
        who = f"{self._who(entry)} refuses{self._by_channel(facts)}"
        if facts["crossed"]:
            return f"{who}: the text crosses a red line on {issue}."
        worth = f"the text is worth {facts['value']:.2f} to it, no deal {facts['no_deal']:.2f}"
        if facts["value"] < facts["no_deal"]:
            return f"{who}: {worth}, so signing would be a loss; it names {issue}."
        return f"{who}: {worth}, but it still holds out for {facts['wanted']:.2f}; it names {issue}."

    @staticmethod
    def _by_channel(facts: dict[str, Any]) -> str:
        return " through the channel" if facts["through_channel"] else ""

    def _signed(self, entry: Entry) -> str:
        del entry
        return "All whose signature is needed have accepted: the text is signed."

    def _ratified(self, entry: Entry) -> str:
        return f"{self._who(entry)} lets it pass."

    def _vetoed(self, entry: Entry) -> str:
        return f"{self._who(entry)} blocks it, over {self._issue(self.model.issue_names[entry.facts['over']])}; the signature is void."

    def _in_force(self, entry: Entry) -> str:
        return f"The deal comes into force: {self._terms(entry)}."

    def _phase_agreed(self, entry: Entry) -> str:
        return f"The next phase is agreed: {self._terms(entry)}."

    def _terms(self, entry: Entry) -> str:
        self.text = None
        return _listed([self._point(name, value) for name, value in zip(self.model.issue_names, entry.facts["text"], strict=True) if not np.isnan(value)])

    def _phase_done(self, entry: Entry) -> str:
        return f"Phase {entry.facts['phase']} has been carried out."

    def _extended(self, entry: Entry) -> str:
        return f"Phase {entry.facts['phase']} runs out with the next not agreed; it is extended once."

    def _lapsed(self, entry: Entry) -> str:
        self.text = None
        return f"Phase {entry.facts['phase']} runs out with the next not agreed, and the deal lapses."

    def _broke(self, entry: Entry) -> str:
        self.text = None
        return f"{self._who(entry)} leaves the deal."

    def _withdrew(self, entry: Entry) -> str:
        until = entry.facts.get("until", np.inf)
        back = "" if np.isinf(until) else f" until {self._date(int(until))}"
        return f"{self._who(entry)} withdraws from the talks{back}."

    def _returned(self, entry: Entry) -> str:
        return f"{self._who(entry)} is free to come again."

    def _government_fell(self, entry: Entry) -> str:
        return f"The government of {self._who(entry)} falls; it is away until {self._date(int(entry.facts['until']))}."

    def _event(self, entry: Entry) -> str:
        event = self.scenario.events[entry.who]
        label = event.label or entry.who.replace("_", " ")
        before = f" (on {self._date(entry.facts['on'])}, before the start)" if "on" in entry.facts else ""
        return f"{label[0].upper()}{label[1:]}{before}."

    def _attack(self, entry: Entry) -> str:
        return f"An attack by {self._who(entry)} while the talks are on."

    def _retaliation(self, entry: Entry) -> str:
        return f"{self._who(entry)} retaliates."

    def _message(self, entry: Entry) -> str:
        about = {
            ("resolve", True): "would hold out",
            ("resolve", False): "is weaker than thought",
            ("trust", True): "will keep its word",
            ("trust", False): "may not keep its word",
        }
        words = about[entry.facts["about"], bool(entry.facts["high"])]
        return f"{self._who(entry)} tells {self.labels[entry.facts['to']]} that {self.labels[entry.facts['of']]} {words}."

    def _pressure(self, entry: Entry) -> str:
        to = self.labels[entry.facts["to"]]
        return f"{self._who(entry)} offers {to} something for a deal." if entry.facts["by"] == "payment" else f"{self._who(entry)} puts pressure on {to}."

    def _side_deal(self, entry: Entry) -> str:
        return f"{self._who(entry)} makes a deal of its own with {self.labels[entry.facts['to']]}, beside the talks."

    def _why(self, ending: str) -> str:
        model, column = self.model, self.column
        deal = model.deal
        if ending in ("agreement", "partial"):
            return (
                f"The deal has been in force since {self._date(int(deal.first_day[column]))}."
                if deal.count[column] == 1
                else "It is not the first deal of this history."
            )
        if ending == "broken":
            by = int(deal.broken_by[column])
            return (
                f"{self.labels[model.parties[by].name]} left it on {self._date(int(deal.ended_on[column]))}."
                if by >= 0
                else f"It lapsed on {self._date(int(deal.ended_on[column]))}."
            )
        refused = int(model.refused_by[column])
        last = (
            f"The last to refuse was {self.labels[model.parties[refused].name]}, over {self._issue(model.issue_names[int(model.refused_over[column])])}."
            if refused >= 0
            else "No text was ever refused: nobody answered one."
        )
        if ending == "breakdown":
            return f"The talks were over from {self._date(int(model.talks_over_since[column]))}. {last}"
        return last


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "nobody"


def _verb(who: list[str], one: str, many: str) -> str:
    return one if len(who) == 1 else many
