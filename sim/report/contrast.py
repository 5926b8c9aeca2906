"""Why one history ended otherwise than its twin: the same luck under other settings, and the decision at which the two part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.model import Entry
from sim.scenario.differences import differences
from sim.scenario.schema import Scenario
from sim.scenario.settings import in_yaml

from .story import Teller, Witnessed, witnessed
from .words import ENDING_PHRASES

_MOVED = 2.0  # points of the scale below which texts count as the same
_SLIGHT = 0.0005  # values are told to three digits
_MEASURED = {"text", "guesses", "value", "no_deal", "wanted", "point", "over", "crossed"}
"""Facts that differ a little wherever a setting differs, and what a refusal names; only what they lead to is a parting."""
_ASIDE = ("message", "pressure")
"""What mediators say and do beside the talks: it parts histories only through what comes of it."""
_TURNS = ("signed", "vetoed", "in_force", "phase_agreed", "lapsed", "broke", "withdrew", "government_fell")
_CHANGES = 8
_PLACES = ("Here", "There")

Days = dict[int, list[tuple[Entry, str]]]


def contrast(here: tuple[str, Scenario], there: tuple[str, Scenario], seed: int, history: int) -> Iterator[str]:
    """Tell, a paragraph at a time, how a history of the scenario `here` parts from the same history of the scenario `there`; each with its name.

    Raises InputError where the history's number is below 0.
    """
    one, other = witnessed(here[1], seed, history), witnessed(there[1], seed, history)
    days = one.teller.days(one.entries), other.teller.days(other.entries)
    yield f"History {history} of {here[0]} (here), beside its twin in {there[0]} (there): the same luck under other settings."
    yield _settings(here[1], there[1])
    yield from _moved_texts(one, days)
    day = parting(*days)
    if day is None:
        yield f"They never part: every decision is the same, and both end in {ENDING_PHRASES[one.ending]}."
        return
    before = sum(entry.kind == "session" and entry.facts["held"] for k, told in days[0].items() if k < day for entry, _ in told)
    lead = "They part on the first day" if day == 0 else f"Up to then they run alike, through {before} session{'' if before == 1 else 's'}. They part"
    yield f"{lead}, {one.teller.date(day)} (day {day})."
    for place, side, twins in zip(_PLACES, days, reversed(days), strict=True):
        shared = _decisions(twins, day)
        told = " ".join(sentence for entry, sentence in side.get(day, []) if sentence and entry.kind not in _ASIDE and _decision(entry) not in shared)
        yield f"{place}: {told or 'nothing of the kind.'}"
    if reason := _reason(one.teller, days, day):
        yield reason
    for place, twin, side in zip(_PLACES, (one, other), days, strict=True):
        yield f"{place}, then: {_turns(twin, side, day)}{twin.teller.ended(twin.ending)}"


def parting(one: Days, other: Days) -> int | None:
    """The first day on which something else is decided or happens; None if there is none."""
    for day in sorted({*one, *other}):
        if _decisions(one, day) != _decisions(other, day):
            return day
    return None


def _decisions(side: Days, day: int) -> list[tuple[Any, ...]]:
    return [_decision(entry) for entry, _ in side.get(day, []) if entry.kind not in _ASIDE]


def _decision(entry: Entry) -> tuple[Any, ...]:
    """What makes an entry another one, measured values apart."""
    facts = tuple((name, str(value)) for name, value in sorted(entry.facts.items()) if name not in _MEASURED)
    return entry.kind, entry.who, facts


def _settings(here: Scenario, there: Scenario) -> str:
    changed = differences(there, here)
    if not changed:
        return "No setting differs."
    listed = "; ".join(f"{change.path} is {in_yaml(change.after)} here and {in_yaml(change.before)} there" for change in changed[:_CHANGES])
    more = f"; and {len(changed) - _CHANGES} settings more differ" if len(changed) > _CHANGES else ""
    return f"What differs: {listed}{more}."


def _moved_texts(one: Witnessed, days: tuple[Days, Days]) -> Iterator[str]:
    """From when on the texts on the table are other ones, though nothing else need be."""
    texts = [{day: entry.facts["text"] for day, told in side.items() for entry, _ in told if entry.kind == "tabled"} for side in days]
    for day in sorted(texts[0].keys() & texts[1].keys()):
        names = one.teller.model.issue_names
        apart = [(name, a, b) for name, a, b in zip(names, texts[0][day], texts[1][day], strict=True) if abs(a - b) >= _MOVED]
        if apart:
            name, a, b = max(apart, key=lambda entry: abs(entry[1] - entry[2]))
            yield f"From {one.teller.date(day)} on the texts differ, most on {one.teller.issue(name)}: {a:.0f} here and {b:.0f} there."
            return


def _reason(teller: Teller, days: tuple[Days, Days], day: int) -> str:
    """Where a party answers one way here and another there: what the numbers behind the two answers are, and which has moved most."""
    answers = [{entry.who: entry for entry, _ in side.get(day, []) if entry.kind in ("accepted", "refused")} for side in days]
    for who, here in answers[0].items():
        there = answers[1].get(who)
        if there is None or there.kind == here.kind:
            continue
        words = {"value": "what the text is worth to it", "no_deal": "what no deal is worth to it", "wanted": "what it holds out for"}
        values = {name: (here.facts[name], there.facts[name]) for name in words if here.facts.get(name) is not None and there.facts.get(name) is not None}
        told = "; ".join(f"{words[name]} is {a:.3f} here and {b:.3f} there" for name, (a, b) in values.items())
        most = max(values, key=lambda name: abs(values[name][0] - values[name][1]))
        moved = abs(values[most][0] - values[most][1])
        crossed = next((place for place, entry in zip(_PLACES, (here, there), strict=True) if entry.facts.get("crossed")), None)
        if crossed:
            why = f"{crossed} the text crosses its red line."
        elif moved < _SLIGHT:
            why = "The numbers are the same to three digits: it was a matter of a hair."
        else:
            why = f"What differs most is {words[most]}."
        return f"The decision is the answer of {teller.labels[who]}: {told}. {why}"
    return ""


def _turns(twin: Witnessed, side: Days, after: int) -> str:
    """The turns that the history takes after a day, in a sentence or two."""
    told = [
        f"on {twin.teller.date(day)} {_turn(entry, twin.teller)}"
        for day, entries in side.items()
        if day >= after
        for entry, _ in entries
        if entry.kind in _TURNS
    ]
    if not told:
        return ""
    shown = told if len(told) <= 4 else [*told[:3], f"{len(told) - 4} turns later {told[-1]}"]
    sentence = ", ".join(shown)
    return f"{sentence[0].upper()}{sentence[1:]}. "


def _turn(entry: Entry, teller: Teller) -> str:
    who = teller.labels.get(entry.who, "")
    return {
        "signed": "all sign",
        "vetoed": f"{who} blocks what was signed",
        "in_force": "a deal comes into force",
        "phase_agreed": "the next phase is agreed",
        "lapsed": "the deal lapses",
        "broke": f"{who} leaves the deal",
        "withdrew": f"{who} stays away",
        "government_fell": f"the government of {who} falls",
    }[entry.kind]
