"""The values that a setting takes in a sweep: a list, or a range of the kind of value that the setting holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from sim.errors import InputError
from sim.scenario.reading import read_value
from sim.scenario.settings import in_yaml
from sim.scenario.shape import Items, Leaf, shape_at
from sim.values import Day, Days, Sessions, SessionsText

MOST_POINTS = 400
"""Points of a sweep, so that a slip of the pen does not run for a week."""

_DAYS, _DATE, _SESSIONS = TypeAdapter[int](Days), TypeAdapter[date](Day), TypeAdapter[Sessions](SessionsText)


@dataclass(frozen=True)
class Varied:
    """A setting and the values that it takes."""

    path: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class _Kind:
    """How a kind of value is read at the end of a range, and written at each of its points; `whole`: only whole steps of it exist."""

    called: str
    read: Callable[[str], float]
    write: Callable[[float], Any]
    whole: bool = True


def _every(text: str) -> float:
    words = text if text.startswith("every") else f"every {text} days" if text.isdecimal() else f"every {text}"
    every = _SESSIONS.validate_python(words).every
    if every is None:
        raise ValueError(text)
    return float(every)


_NUMBER = _Kind("two numbers", float, lambda value: float(f"{value:.6g}"), whole=False)
_KINDS = {
    "number": _NUMBER,
    "spread": _NUMBER,
    "whole": _Kind("two whole numbers", lambda text: float(int(text)), int),
    "duration": _Kind("two durations, such as 30 days:90 days:3", lambda text: float(_DAYS.validate_python(int(text) if text.isdecimal() else text)), int),
    "sessions": _Kind("two distances of sessions in days, such as 7:28:4", _every, lambda value: str(Sessions(every=int(value)))),
    "date": _Kind(
        "two dates, such as 2025-01-31:2025-03-31:3",
        lambda text: float(_DATE.validate_python(text).toordinal()),
        lambda value: date.fromordinal(int(value)).isoformat(),
    ),
}


def parse(text: str) -> Varied:
    """A setting and its values from `PATH=LOW:HIGH:N`, evenly spaced, or `PATH=VALUE,VALUE,...`; raises InputError.

    In the range of a setting that takes whole numbers, durations or dates every value is whole.
    """
    path, equals, spelt = (part.strip() for part in text.partition("="))
    if not equals or not path or not spelt:
        raise InputError(f"--vary {text}: must be PATH=LOW:HIGH:N, as in parties.north.demand.beta=0.5:2:4, or PATH=VALUE,VALUE,...")
    kind = _kind(path)
    ends = [part.strip() for part in spelt.split(":")]
    if "{" in spelt or len(ends) not in (2, 3):
        values = read_value(f"[{spelt}]", f"--vary {text}")
    elif len(ends) == 3:
        values = _range(text, ends, kind)
    elif all(_end(kind, end) is not None for end in ends):
        raise InputError(f"--vary {text}: a range is LOW:HIGH:N, with how many values to take between them, as in {path}={spelt}:5")
    else:
        values = read_value(f"[{spelt}]", f"--vary {text}")
    if not isinstance(values, list) or not values:
        raise InputError(f"--vary {text}: names no values")
    _none_twice(text, values, kind)
    return Varied(path, tuple(values))


def _kind(path: str) -> str:
    """What a setting holds, `number` where that is not known: which settings there are is asked later, with the scenario at hand."""
    keys: tuple[str | int, ...] = ()
    for word in path.split("."):
        keys = (*keys, int(word) if word.isdecimal() and isinstance(shape_at(keys), Items) else word)
    shape = shape_at(keys)
    return shape.kind if isinstance(shape, Leaf) else "number"


def _end(kind: str, end: str) -> float | None:
    try:
        found = _KINDS.get(kind, _NUMBER).read(end)
    except (ValueError, ValidationError, OverflowError):
        return None
    return found if np.isfinite(found) else None


def _range(text: str, ends: Sequence[str], named: str) -> list[Any]:
    """The values from one end to the other; whole ones go to the nearest, and are refused where two would be one."""
    kind = _KINDS.get(named)
    if kind is None:
        raise InputError(f"--vary {text}: this setting takes words, which have no range; write its values as PATH=VALUE,VALUE,...")
    (low, high), count = (_end(named, end) for end in ends[:2]), int(ends[2]) if ends[2].isdecimal() else 0
    if low is None or high is None or not 2 <= count <= MOST_POINTS:
        raise InputError(f"--vary {text}: a range is LOW:HIGH:N with {kind.called} and how many values to take between them, 2 to {MOST_POINTS}")
    if kind.whole and abs(high - low) + 1 < count:
        there = int(abs(high - low)) + 1
        raise InputError(f"--vary {text}: there are only {there} whole values from {ends[0]} to {ends[1]}; take {there} of them or fewer")
    points = np.linspace(low, high, count).tolist()
    # A half goes up: half to even would leave gaps of unlike width.
    return [kind.write(float(np.floor(point + 0.5)) if kind.whole else point) for point in points]


def _none_twice(text: str, values: Sequence[Any], kind: str) -> None:
    """Raise InputError where two values are one, however they are written; 1 and true are two."""
    seen: set[str] = set()
    for value in values:
        same = _as_meant(value, kind)
        if same in seen:
            raise InputError(f"--vary {text}: takes the value {in_yaml(value)} twice")
        seen.add(same)


def _as_meant(value: Any, kind: str) -> str:
    """A value in one writing: numbers in their shortest, durations in days."""
    try:
        if kind == "duration":
            return in_yaml(_DAYS.validate_python(value))
        if kind == "sessions":
            return str(_SESSIONS.validate_python(value))
    except ValidationError:
        pass  # no such value is allowed, which is said with the scenario at hand
    return in_yaml(value)
