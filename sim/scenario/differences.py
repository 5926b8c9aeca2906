"""Which settings of two scenarios differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.values import LINES, SPREADS

from .loading import resolved
from .schema import Scenario

_SPREADS = tuple(map(set, (*SPREADS, *LINES)))
_TOLD = {"title", "summary", "information", "label", "reports", "cites", "judgement", "name"}
"""What is said to readers and moves no number."""


@dataclass(frozen=True)
class Change:
    """A setting that differs: where, and what it is here and there; None where one of the scenarios has no such setting."""

    path: str
    before: Any
    after: Any


def differences(one: Scenario, other: Scenario) -> list[Change]:
    """Every setting that differs, in the order of the schema; words for readers are left out, spreads and lists stay whole."""
    return list(_between("", _bare(resolved(one)), _bare(resolved(other))))


def _between(path: str, one: Any, other: Any) -> Iterator[Change]:
    if one == other:
        return
    if _branches(one) and _branches(other):
        for key in [*one, *(key for key in other if key not in one)]:
            yield from _between(f"{path}.{key}" if path else str(key), one.get(key), other.get(key))
    else:
        yield Change(path, one, other)


def _branches(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() not in _SPREADS


def _bare(value: Any) -> Any:
    """The data without words for readers and without what is not set."""
    if isinstance(value, dict):
        inside = {key: _bare(entry) for key, entry in value.items() if entry is not None and (key not in _TOLD or _named(value, key))}
        return {key: entry for key, entry in inside.items() if key != "information" or "calendar" not in value}
    return [_bare(entry) for entry in value] if isinstance(value, list) else value


def _named(group: dict[str, Any], key: str) -> bool:
    """Whether a key that usually holds words is here the name of an agent or issue."""
    return isinstance(group[key], dict) and key != "information"
