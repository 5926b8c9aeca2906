"""Why one history ended otherwise than its twin: the same luck under other settings, and the decision at which the two part."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from math import inf
from typing import Any, NamedTuple

from sim.events import EVENTS
from sim.model import ABSENT, CHANNEL, IN_PERSON, Entry
from sim.scenario.differences import differences
from sim.scenario.schema import Scenario
from sim.scenario.settings import in_yaml

from .story import Story, Teller, story_of
from .words import ENDING_PHRASES, counted, listed, told_apart

_MOVED = 2.0  # points of the scale below which texts count as the same
_SLIGHT = 0.0005  # differences of value below which nothing has moved to speak of
_SHOWN = 5  # days with turns that are told one by one; of more only the first three and the last
_WAYS = {IN_PERSON: "in person", CHANNEL: "through a channel", ABSENT: "stays away"}
_CHANGES = 8
_PLACES = ("Here", "There")

Days = dict[int, list[tuple[Entry, str]]]


class TextsApart(NamedTuple):
    """The first day on which texts on the table are other ones here and there, and on what they differ most."""

    day: int
    most: str


def contrast(here: tuple[str, Scenario], there: tuple[str, Scenario], seed: int, history: int) -> Iterator[str]:
    """Tell, a paragraph at a time, how a history of the scenario `here` parts from the same history of the scenario `there`; each with its name.

    Raises InputError where the history's number is below 0.
    """
    one, other = story_of(here[1], seed, history), story_of(there[1], seed, history)
    days = one.teller.days(one.entries), other.teller.days(other.entries)
    yield f"History {history} of {here[0]} (here), beside its twin in {there[0]} (there): the same luck under other settings."
    yield _settings(here[1], there[1])
    day, apart = parting(*days), _texts_apart(one.teller, days)
    yield _until_they_part(one, days[0], day, apart)
    if day is None:
        return
    for place, side, twins in zip(_PLACES, days, reversed(days), strict=True):
        shared = _decisions(twins, day)
        told = " ".join(sentence for entry, sentence in side.get(day, []) if sentence and not EVENTS[entry.kind].aside and _decision(entry) not in shared)
        yield f"{place}: {told or 'nothing of the kind.'}"
    if reason := _absence(one.teller, days, day) or _answer(one.teller, days, day, apart):
        yield reason
    if difference := _difference(one.teller, days, day, same_ending=one.ending == other.ending):
        yield difference
    for place, twin, side in zip(_PLACES, (one, other), days, strict=True):
        yield f"{place}, then: {_turns(twin, side, day)}{twin.teller.ended(twin.ending)}"


def parting(one: Days, other: Days) -> int | None:
    """The first day on which something else is decided or happens; None if there is none."""
    for day in sorted({*one, *other}):
        if _decisions(one, day) != _decisions(other, day):
            return day
    return None


def _decisions(side: Days, day: int) -> list[tuple[Any, ...]]:
    return [_decision(entry) for entry, _ in side.get(day, []) if not EVENTS[entry.kind].aside]


def _decision(entry: Entry) -> tuple[Any, ...]:
    """What makes an entry another one, measured values apart."""
    facts = tuple((name, str(value)) for name, value in sorted(entry.facts.items()) if name not in EVENTS[entry.kind].measured)
    return entry.kind, entry.who, facts


def _settings(here: Scenario, there: Scenario) -> str:
    changed = differences(there, here)
    if not changed:
        return "No setting differs."
    told = "; ".join(f"{change.path} is {in_yaml(change.after)} here and {in_yaml(change.before)} there" for change in changed[:_CHANGES])
    more = f"; and {len(changed) - _CHANGES} settings more differ" if len(changed) > _CHANGES else ""
    return f"What differs: {told}{more}."


def _texts_apart(teller: Teller, days: tuple[Days, Days]) -> TextsApart | None:
    texts = [{day: entry.facts["text"] for day, told in side.items() for entry, _ in told if entry.kind == "tabled"} for side in days]
    for day in sorted(texts[0].keys() & texts[1].keys()):
        name, here, there = max(zip(teller.model.issue_names, texts[0][day], texts[1][day], strict=True), key=lambda point: abs(point[1] - point[2]))
        if abs(here - there) >= _MOVED:
            return TextsApart(day, "most on {}: {} here and {} there".format(teller.issue(name), *told_apart(here, there, digits=0)))
    return None


def _until_they_part(one: Story, side: Days, day: int | None, apart: TextsApart | None) -> str:
    """How far the two run alike; texts that differ are a number that has moved, no parting, and are told only where they come before it."""
    date = one.teller.date
    texts, they = "", "They"
    if apart is not None and (day is None or apart.day < day):
        texts, they = f"From {date(apart.day)} on the texts differ, {apart.most}. ", "Apart from that they"
    if day is None:
        return f"{texts}{they} never part: every decision is the same, and both end in {ENDING_PHRASES[one.ending]}."
    if day == 0:
        return f"They part on the first day, {date(day)} (day {day})."
    sessions = sum(entry.kind == "session" and entry.facts["held"] for k, told in side.items() if k < day for entry, _ in told)
    alike = f"through {counted(sessions, 'session')}" if sessions else "at first"
    return f"{texts}{they} run alike {alike} and part on {date(day)} (day {day})."


def _absence(teller: Teller, days: tuple[Days, Days], day: int) -> str:
    """Where a party comes one way here and another there: who, and how; the journal has no numbers for what lies behind it."""
    sessions = [entry.facts["presence"] for side in days for entry, _ in side.get(day, []) if entry.kind == "session"]
    if len(sessions) < len(days):
        return ""
    ways = sorted((teller.labels[party.name], here, there) for party, here, there in zip(teller.model.parties, *sessions, strict=True) if here != there)
    told = [f"whether {label} comes: {_WAYS[here]} here, {_WAYS[there]} there" for label, here, there in ways]
    return f"The decision is {'; and '.join(told)}." if told else ""


def _answer(teller: Teller, days: tuple[Days, Days], day: int, apart: TextsApart | None) -> str:
    """Where a party answers one way here and another there: what the numbers behind the two answers are, and which has moved most."""
    answers = [{entry.who: entry for entry, _ in side.get(day, []) if entry.kind in ("accepted", "refused")} for side in days]
    for who, here in answers[0].items():
        there = answers[1].get(who)
        if there is None or there.kind == here.kind:
            continue
        words = {"value": "what the text is worth to it", "no_deal": "what no deal is worth to it", "wanted": "what it holds out for"}
        values = {name: (here.facts[name], there.facts[name]) for name in words if here.facts.get(name) is not None and there.facts.get(name) is not None}
        told = "; ".join("{} is {} here and {} there".format(words[name], *told_apart(a, b)) for name, (a, b) in values.items())
        most = max(values, key=lambda name: abs(values[name][0] - values[name][1]))
        moved = abs(values[most][0] - values[most][1])
        crossed = next((place for place, entry in zip(_PLACES, (here, there), strict=True) if entry.facts.get("crossed")), None)
        if crossed:
            whose = teller.whose_line((here if crossed == _PLACES[0] else there).facts)
            why = f"{crossed} the text crosses {whose}."
        elif moved < _SLIGHT:
            why = f"No number differs by as much as {_SLIGHT}: it was a matter of a hair."
        else:
            why = f"What differs most is {words[most]}."
        texts = f" The texts of that day differ, {apart.most}." if apart is not None and apart.day == day else ""
        return f"The decision is the answer of {teller.labels[who]}: {told}. {why}{texts}"
    return ""


def _difference(teller: Teller, days: tuple[Days, Days], parted: int, *, same_ending: bool) -> str:
    """The first turn after the parting that only one side takes; what both do, be it on other days, or who stays away for a while, makes no difference."""

    def lasts(entry: Entry) -> bool:
        return bool(EVENTS[entry.kind].turn) and (entry.kind != "withdrew" or entry.facts.get("until", inf) >= teller.model.days)

    here, there = ([entry for day, told in side.items() if day >= parted for entry, _ in told if lasts(entry)] for side in days)
    alike = sum(1 for _ in takewhile(lambda pair: _turn(pair[0], teller) == _turn(pair[1], teller), zip(here, there, strict=False)))
    day = min((entry.day for entry in (*here[alike : alike + 1], *there[alike : alike + 1])), default=parted)
    ours, theirs = ([_turn(entry, teller) for entry in side if entry.day == day] for side in (here, there))
    only = {"here": [turn for turn in ours if turn not in theirs], "there": [turn for turn in theirs if turn not in ours]}
    told = [f"{listed(turns)} {place}" for place, turns in only.items() if turns]
    if day <= parted or not told:
        return ""
    told += [f"{place} nothing of the kind happens" for place, turns in only.items() if not turns]
    return f"What then {'differs' if same_ending else 'makes the difference'}: on {teller.date(day)} {'; '.join(told)}."


def _turns(twin: Story, side: Days, after: int) -> str:
    """The turns that the history takes after a day, in a sentence or two."""
    turns = {day: [_turn(entry, twin.teller) for entry, _ in entries if EVENTS[entry.kind].turn] for day, entries in side.items() if day >= after}
    dated = [(f"on {twin.teller.date(day)}", taken) for day, taken in turns.items() if taken]
    if not dated:
        return ""
    *told, last = [f"{on} {listed(taken)}" for on, taken in dated]
    if len(dated) > _SHOWN:
        (on, taken), between = dated[-1], sum(len(taken) for _, taken in dated[3:-1])
        told, last = told[:3], f"after {counted(between, 'more turn')}, {on}, {listed(taken)}"
    sentence = ", ".join([*told, f"and {last}"] if told else [last])
    return f"{sentence[0].upper()}{sentence[1:]}. "


def _turn(entry: Entry, teller: Teller) -> str:
    return EVENTS[entry.kind].turn.format(who=teller.labels.get(entry.who, ""))
