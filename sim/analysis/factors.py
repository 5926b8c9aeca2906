"""What a scenario leaves open: its own spreads, and the behavioural constants over the ranges that are stated for them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal

import numpy as np

from sim.arrays import triangular_quantile
from sim.scenario import with_changes
from sim.scenario.cautions import idle_constants
from sim.scenario.constants import Constants
from sim.scenario.loading import resolved
from sim.scenario.reading import dotted, value_at
from sim.scenario.red_lines import with_lines
from sim.scenario.schema import Scenario
from sim.scenario.shape import SCENARIO, leaves
from sim.values import LINES, SPREADS

TAIL = 0.05
"""Of a spread the middle nine tenths are taken."""
_BOUNDS = {
    "position": (0.0, 100.0),
    "red_line": (0.0, 100.0),
    "salience": (0.0, 1e9),
    "expected": (0.0, 1.0),
    "delay_value": (-1.0, 1.0),
    "no_deal_add": (-1.0, 1.0),
}


@dataclass(frozen=True)
class Factor:
    """Something that could be otherwise: the path of its setting, whether it is a stance or an assumed constant, and its ends."""

    path: str
    kind: Literal["stance", "constant"]
    spread: dict[str, float] | tuple[float, float]
    firm: float | None = None
    """Of a red line that is drawn on its own, the chance that it is real, which it keeps."""

    def at(self, place: float) -> dict[str, Any]:
        """The settings at a place from 0 (low end) to 1 (high end): a quantile of a spread, a point of a range."""
        if isinstance(self.spread, tuple):
            low, high = self.spread
            return {self.path: low + place * (high - low)}
        low, high = _BOUNDS.get(self.path.rpartition(".")[2], (-1e9, 1e9))
        value = min(max(quantile(self.spread, TAIL + place * (1 - 2 * TAIL)), low), high)
        return {self.path: value if self.firm is None else {"at": value, "firm": self.firm}}


def factors(scenario: Scenario) -> list[Factor]:
    """Every spread of the scenario, in the order of the schema, then every behavioural constant that something in the scenario asks for."""
    return [*_stances(scenario), *_constants(idle_constants(scenario))]


def fixed(scenario: Scenario, chosen: Iterable[Factor], places: Iterable[float]) -> Scenario:
    """The scenario with some factors set to places of theirs; red lines that hang on a position keep their distance from it."""
    changes: dict[str, Any] = {}
    for factor, place in zip(chosen, places, strict=True):
        changes |= factor.at(float(place))
    return with_changes(scenario, with_lines(scenario, changes))


def quantile(spread: dict[str, float], probability: float) -> float:
    """The quantile of a normal or triangular spread."""
    if "mean" in spread:
        return spread["mean"] + spread["sd"] * NormalDist().inv_cdf(probability)
    return float(triangular_quantile(np.asarray(probability), spread["low"], spread["mode"], spread["high"]))


def _stances(scenario: Scenario) -> Iterator[Factor]:
    data = resolved(scenario)
    for keys, _, _ in leaves(SCENARIO, data):
        spread = value_at(data, keys)
        if not isinstance(spread, dict) or tuple(spread) not in (*SPREADS, *LINES):
            continue
        numbers, firm = {name: value for name, value in spread.items() if name != "firm"}, spread.get("firm")
        if tuple(numbers) in SPREADS and numbers.get("sd") != 0 and numbers.get("low", 0) != numbers.get("high", 1):
            yield Factor(dotted(keys), "stance", numbers, firm)
        if firm is not None and 0.0 < firm < 1.0:
            yield Factor(f"{dotted(keys)}.firm", "stance", (0.0, 1.0))


def _constants(idle: Container[str]) -> Iterator[Factor]:
    for name, field in Constants.model_fields.items():
        if name in idle:
            continue
        extra: Any = field.json_schema_extra
        low, high = extra["range"]
        yield Factor(f"constants.{name}", "constant", (float(low), float(high)))
