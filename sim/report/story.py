"""The story of one history, in plain sentences made from what the model recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np

from sim.endings import CAUSE, CAUSES, ENDING, ENDINGS, TOGETHER
from sim.errors import InputError
from sim.model import BLOCK, CHANNEL, IN_PERSON, Entry, Journal, TalksModel, forget, reasons, red_lines
from sim.scenario.schema import Scenario

from .words import agent_labels, concerned, in_words, one_line, told_apart

_MOVED = 2.0  # points of the scale below which a change of text is not worth a word

CAVEAT_OF_ONE = "One history of many, told by a teaching model: none of it happened, but for what stands before the talks. It is no forecast."


@dataclass(frozen=True)
class Witnessed:
    """One history simulated again: what was written down of it, how it ended, and who can tell of it."""

    history: int
    entries: list[Entry]
    ending: str
    teller: Teller


def witnessed(scenario: Scenario, seed: int, history: int) -> Witnessed:
    """Simulate one history again.

    Raises InputError where the history's number is below 0.
    """
    if history < 0:
        raise InputError(f"history {history}: histories are numbered from 0")
    block, column = divmod(history, BLOCK)
    journal = Journal(BLOCK, only=column)
    model = TalksModel(scenario, seed=seed, blocks=range(block, block + 1), journal=journal)
    teller = Teller(model, column)
    while model.running:
        model.step()
    forget(model)
    return Witnessed(history, journal.entries[column], ENDINGS[int(model.endings()[column])], teller)


def tell(scenario: Scenario, seed: int, history: int) -> Iterator[str]:
    """Simulate one history again and tell it, a paragraph a day on which something happened.

    Raises InputError where the history's number is below 0.
    """
    found = witnessed(scenario, seed, history)
    return found.teller.tell(found.entries, history, found.ending)


class Teller:
    """Puts the entries of one history into words."""

    def __init__(self, model: TalksModel, column: int) -> None:
        self.model, self.column, self.scenario = model, column, model.settings
        self.labels = agent_labels(model.settings)
        self.text: list[float] | None = None
        self.author = ""
        self.sessions = 0
        self.first_trust = self._first_trust()

    def tell(self, entries: list[Entry], history: int, ending: str) -> Iterator[str]:
        """The story: an opening line, a paragraph a day, how it ended and why."""
        yield f"{one_line(self.scenario.title)}: history {history}, from {self.date(0)} to {self.date(self.model.days - 1)}."
        before = [sentence for entry in entries if "on" in entry.facts and (sentence := self._sentence(entry))]
        yield " ".join(["Before the talks.", *before, *self.first_trust])
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
        return {day: [(entry, self._sentence(entry)) for entry in group] for day, group in during}

    def ended(self, ending: str) -> str:
        """How it ended, and why."""
        return f"It ended in {ENDING[ending].told_after}. {self._why(ending)}".strip()

    def _first_trust(self) -> list[str]:
        """What each party thinks of each other's word on the eve of the talks."""
        return [
            f"{self.labels[party.name]} thinks it {party.trust[other.name].mean[self.column]:.0%} likely that {self.labels[other.name]} would keep its word."
            for party in self.model.parties
            for other in party.others
        ]

    def date(self, day: int) -> str:
        """A day of the talks as a date."""
        when = self.scenario.calendar.start + timedelta(days=day)
        return f"{when.day} {when:%B %Y}"

    def _sentence(self, entry: Entry) -> str:
        tell: Callable[[Entry], str] = getattr(self, f"_{entry.kind}")
        return tell(entry)

    def _who(self, entry: Entry) -> str:
        return self.labels.get(entry.who, entry.who.replace("_", " "))

    def _session(self, entry: Entry) -> str:
        if not entry.facts["mediated"]:
            return "A session is called, but no mediator comes."  # whoever else came is of no consequence, so that days alike read alike
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
        author, self.author = self.labels[entry.facts["by"]], entry.facts["by"]
        drafter = next((k for k, mediator in enumerate(self.model.mediators) if mediator.name == self.author), None)
        if drafter is not None:
            guesses = zip(self.model.signatories, entry.facts["guesses"][drafter], strict=True)
            author += f", which takes no deal to be worth {_listed([f'{guess:.2f} to {self.labels[name]}' for name, guess in guesses])},"
        if before is None:
            return f"{author} tables a text: {_listed([self._point(name, value) for name, value in zip(names, text, strict=True)])}."
        moved = [(name, old, new) for name, old, new in zip(names, before, text, strict=True) if abs(new - old) >= _MOVED]
        if not moved:
            return f"{author} tables the text again, all but unchanged."
        return f"{author} tables a new text: {_listed([f'{self.issue(name)} goes from {old:.0f} to {new:.0f}' for name, old, new in moved])}."

    def issue(self, name: str) -> str:
        """What readers call an issue."""
        return one_line(self.scenario.issues[name].label)

    def _point(self, name: str, value: float) -> str:
        words = in_words(self.scenario.issues[name], value)
        return f"{self.issue(name)} at {value:.0f}{f' ({words})' if words else ''}"

    def _accepted(self, entry: Entry) -> str:
        facts = entry.facts
        if entry.who == self.author:
            return ""
        value, no_deal = told_apart(facts["value"], facts["no_deal"])
        return f"{self._who(entry)} accepts{self._by_channel(facts)}: the text is worth {value} to it, no deal {no_deal}."

    def _refused(self, entry: Entry) -> str:
        facts, issue = entry.facts, self.issue(self.model.issue_names[entry.facts["over"]])
        return f"{self._who(entry)} refuses{self._by_channel(facts)}: {getattr(self, f'_{why_refused(entry)}')(facts, issue)}."

    def _line(self, facts: dict[str, Any], issue: str) -> str:
        """The text is beyond a red line: whose, and by how much."""
        text, line = told_apart(facts["text"][facts["over"]], facts["point"], digits=0)
        return f"the text crosses {self.whose_line(facts)} on {issue}; it is at {text}, the line in this history at {line}"

    def whose_line(self, facts: dict[str, Any]) -> str:
        """Whose red line a refused text has crossed: that of who refuses, or of a faction which has told it."""
        whose = facts.get("line_of", "")
        return f"the red line of {self.labels[whose]}, which it heeds," if "." in whose else "its red line"

    @staticmethod
    def _doubt(facts: dict[str, Any], issue: str) -> str:
        kept, value, no_deal = told_apart(facts["if_kept"], facts["value"], facts["no_deal"])
        would = f"if it were sure to be kept, the text would be worth {kept} to it; with its doubts it is worth {value}"
        return f"{would}, and no deal {no_deal}, so signing would be a loss; it names {issue}"

    @staticmethod
    def _loss(facts: dict[str, Any], issue: str) -> str:
        value, no_deal = told_apart(facts["value"], facts["no_deal"])
        return f"the text is worth {value} to it, no deal {no_deal}, so signing would be a loss; it names {issue}"

    @staticmethod
    def _holding_out(facts: dict[str, Any], issue: str) -> str:
        value, no_deal, wanted = told_apart(facts["value"], facts["no_deal"], facts["wanted"])
        return f"the text is worth {value} to it, no deal {no_deal}, but it still holds out for {wanted}; it names {issue}"

    @staticmethod
    def _chance(facts: dict[str, Any], issue: str) -> str:
        value, no_deal, wanted = told_apart(facts["value"], facts["no_deal"], facts["wanted"])
        enough = f"the text is worth {value} to it, no deal {no_deal}, and it holds out for no more than {wanted}"
        return f"{enough}; it refuses by the chance of the day, as judgement is noisy, and names {issue}"

    def _doubted(self, entry: Entry) -> bool:
        """Whether nothing but doubt that a text would be kept made a party refuse it."""
        return entry.kind == "refused" and why_refused(entry) == "doubt"

    @staticmethod
    def _by_channel(facts: dict[str, Any]) -> str:
        return " through the channel" if facts["through_channel"] else ""

    def _signed(self, entry: Entry) -> str:
        del entry
        return "All whose signature is needed have accepted: the text is signed."

    def _ratified(self, entry: Entry) -> str:
        return f"{self._who(entry)} lets it pass."

    def _vetoed(self, entry: Entry) -> str:
        facts, issue = entry.facts, self.issue(self.model.issue_names[entry.facts["over"]])
        if facts["crossed"]:
            why = self._line(facts, issue)
        else:
            value, no_deal = told_apart(facts["value"], facts["no_deal"])
            worth = f"counting what it costs in face, the text is worth {value} to it, no deal {no_deal}"
            by_chance = facts["value"] >= facts["no_deal"]
            why = f"{worth}; it votes no {'by the chance of the day' if by_chance else 'as that would be a loss'}, and names {issue}"
        return f"It is blocked by {self._who(entry)}: {why}. The signature is void."

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
        facts = entry.facts
        tempted = "so it gains by leaving" if facts["no_deal"] > facts["value"] else "so it leaves although it loses by that, as happens now and then"
        value, no_deal = told_apart(facts["value"], facts["no_deal"])
        return f"{self._who(entry)} leaves the deal: going on with it is worth {value} to it, no deal {no_deal}, {tempted}."

    def _withdrew(self, entry: Entry) -> str:
        until = entry.facts.get("until", np.inf)
        return f"{self._who(entry)} " + ("leaves the talks." if np.isinf(until) else f"stays away until {self.date(int(until))}.")

    def _returned(self, entry: Entry) -> str:
        return f"{self._who(entry)} is free to come again."

    def _government_fell(self, entry: Entry) -> str:
        return f"The government of {self._who(entry)} falls; it is away until {self.date(int(entry.facts['until']))}."

    def _event(self, entry: Entry) -> str:
        event = self.scenario.events[entry.who]
        label = one_line(event.label or entry.who.replace("_", " "))
        if "on" in entry.facts:
            return f"{self.date(entry.facts['on'])}: {label[0].lower() if label[:2] == 'A ' else label[0]}{label[1:]}."
        return f"{label[0].upper()}{label[1:]}."

    def _attack(self, entry: Entry) -> str:
        return f"An attack by {self._who(entry)}."

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
                f"The deal has been in force since {self.date(int(deal.first_day[column]))}."
                if deal.count[column] == 1
                else "It is not the first deal of this history."
            )
        if ending == "broken":
            by = int(deal.broken_by[column])
            return (
                f"{self.labels[model.parties[by].name]} left it on {self.date(int(deal.ended_on[column]))}."
                if by >= 0
                else f"It lapsed on {self.date(int(deal.ended_on[column]))}."
            )
        over = f"The talks were over from {self.date(int(model.tally.talks_over_since[column]))}. " if ending == "breakdown" else ""
        return f"{over}{self._why_no_deal()}"

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


def why_refused(entry: Entry) -> str:
    """What a refusal rests on: a red `line` crossed, nothing but `doubt`, a `loss`, `holding_out`, or the `chance` of the day."""
    facts = entry.facts
    if facts["crossed"]:
        return "line"
    if facts["value"] < facts["no_deal"]:
        return "doubt" if facts["no_deal"] <= facts["if_kept"] else "loss"
    return "holding_out" if facts["value"] < facts["wanted"] else "chance"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "nobody"


def _verb(who: list[str], one: str, many: str) -> str:
    return one if len(who) == 1 else many
