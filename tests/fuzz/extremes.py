"""A small negotiation that uses every part of the model, and its numbers at the ends of their ranges."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import ScenarioError
from sim.scenario import Scenario, from_resolved, resolved
from sim.scenario.checks import checked
from sim.scenario.reading import read, value_at, with_value
from sim.scenario.shape import SCENARIO, Leaf, leaves

if TYPE_CHECKING:
    from sim.scenario.reading import Keys

TALKS = Path(__file__).parent / "talks.yaml"
_KEPT = ("calendar", "information", "together", "issues")


def talks() -> dict[str, Any]:
    """The negotiation with every default written out, as plain data."""
    return resolved(Scenario.model_validate(read(TALKS).data))


def numbers(data: dict[str, Any]) -> list[tuple[Keys, Leaf]]:
    """Every number of the data: of settings that are given, and of the parts of spreads."""
    found: list[tuple[Keys, Leaf]] = []
    for keys, shape, _ in leaves(SCENARIO, data):
        value = value_at(data, keys)
        if keys[0] in _KEPT or not isinstance(shape, Leaf) or shape.kind not in {"number", "whole", "duration", "spread"} or isinstance(value, str):
            continue
        parts = [((*keys, part), shape.part(part)) for part in value] if isinstance(value, dict) else [(keys, shape)]
        found += [(place, leaf) for place, leaf in parts if value_at(data, place) is not None and leaf is not None]
    return found


def ends(leaf: Leaf) -> list[float | int]:
    """The two ends of the range of a number."""
    low, high = leaf.low, leaf.high
    assert low is not None
    assert high is not None
    if leaf.kind in {"whole", "duration"}:
        return [int(low) + leaf.without_low, int(high)]
    return [float(low), float(high)]


def at_the_ends(seed: int, share: float) -> Scenario:
    """The negotiation with a share of its numbers at an end of their range, as far as they do not contradict each other."""
    luck = np.random.default_rng(seed)
    data = talks()
    for keys, leaf in numbers(data):
        if luck.random() < share:
            changed = with_value(data, keys, ends(leaf)[int(luck.integers(2))])
            if is_sound(changed):
                data = changed
    return from_resolved(data)


def is_sound(data: dict[str, Any]) -> bool:
    """Whether a scenario may say this."""
    try:
        from_resolved(data)
    except ScenarioError:
        return False
    return not checked(data)
