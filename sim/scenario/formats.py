"""What the format of a scenario file means: the one place that knows in what the second model differs from the first.

A file that names no format is of the first, and runs as it always has, to the bit. What is new in a format counts only where a file leaves the
setting in question open: a row of the table says in words what differs, and what then stands in the place of what is left open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.rules.acceptance.judged import Judged
from sim.rules.demand.expected_gain import ExpectedGain
from sim.shipped import CASES

from .behaviour import Behaviour

FIRST, NEWEST = 1, 2
"""The format of a file that names none, and that of a file that is written today."""
ANY = "NAME"
"""Stands in a path for every name that the file has there."""


@dataclass(frozen=True)
class Difference:
    """In what a format differs from the one before: a sentence, and by path what counts where a file leaves the setting open.

    `NAME` in a path stands for every name that the file has there; sections that are not there are made, entries with names are not.
    """

    says: str
    defaults: Mapping[str, Any] = field(default_factory=dict)


def _as_people_do() -> dict[str, Any]:
    """What the kept fit to people's bargains says of behaviour: of each quantity the middle and the 90 % range, as a spread."""
    numbers = json.loads((CASES / "people" / "posterior.json").read_text(encoding="utf-8"))["numbers"]
    return {
        f"behaviour.{name}": {"low": one["low"], "mode": one["middle"], "high": one["high"]} for name, one in numbers.items() if name in Behaviour.model_fields
    }


NEW_IN: dict[int, tuple[Difference, ...]] = {
    2: (
        Difference(
            "A red line that is written as a plain number lies where the file puts it, whatever position is drawn; "
            "in format 1 it keeps its distance from the position.",
        ),
        Difference(
            "The end of the calendar is no deadline: parties see one only where `calendar.deadline` names it, and else reckon with their own patience.",
        ),
        Difference(
            f"Parties hold out for what is worth most to them in expectation (`{ExpectedGain.name}`), no longer for a share that falls by the clock.",
            {
                "parties.NAME.demand.rule": ExpectedGain.name,
                "behaviour.horizon": {"low": 58, "mode": 130, "high": 273},
            },
        ),
        Difference(
            f"The error with which a party judges texts is mostly lasting (`{Judged.name}`), no longer drawn anew with each answer.",
            {
                "parties.NAME.acceptance": Judged.name,
            },
        ),
        Difference(
            "How parties hold out, judge and give way is drawn once a history, as people do who bargain (docs/explanation/people.md).",
            _as_people_do(),
        ),
        Difference(
            "A party that is recalled for a time can still be reached through a channel that is open.",
            {"protocol.recalled_stay_in_reach": True},
        ),
    )
}
"""What is new in each format."""


def hangs_on_its_position(line: Any, format_: int) -> bool:
    """Whether a red line keeps its distance from the position of who holds it, in a file of that format."""
    return format_ == FIRST and isinstance(line, int | float)


def format_of(data: Mapping[str, Any]) -> int:
    """The format that a file names; the first where it names none, or none that there is."""
    named = data.get("format", FIRST)
    return int(named) if isinstance(named, int | float) and not isinstance(named, bool) and named in NEW_IN else FIRST


def news(since: int, upto: int = NEWEST) -> list[str]:
    """In what the model of format `upto` differs from that of format `since`, a sentence each."""
    return [difference.says for difference in _new(since, upto)]


def with_defaults(data: dict[str, Any]) -> dict[str, Any]:
    """The data of a file with what its format puts in the place of settings that it leaves open; the same data where that is nothing."""
    for difference in _new(FIRST, format_of(data)):
        for path, value in difference.defaults.items():
            data = _filled(data, path.split("."), value)
    return data


def _new(since: int, upto: int) -> Iterator[Difference]:
    for number in range(since + 1, upto + 1):
        yield from NEW_IN[number]


def _filled(data: Any, path: Sequence[str], value: Any) -> Any:
    """The data with a value at a path where nothing stands; what is no mapping stays as it is, for the schema to say so."""
    (name, *rest), made = path, data
    if not isinstance(data, dict):
        return data
    for key in list(data) if name == ANY else [name]:
        there = data.get(key, {} if rest else None)
        filled = _filled(there, rest, value) if rest else value if key not in data else there
        if filled is not there or key not in data:
            made = {**made, key: filled}
    return made
