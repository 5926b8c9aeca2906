"""What the studies of robustness vary: base scenarios, stances fixed to one draw, behavioural constants over their stated ranges."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.bounds import BLOCK
from sim.endings import ENDINGS
from sim.model import TalksModel, forget
from sim.scenario import from_resolved, load, resolved, with_changes
from sim.scenario.constants import Constants
from sim.scenario.red_lines import with_lines
from sim.scenario.schema import Scenario

sys.path.insert(0, str(Path(__file__).parents[2] / "tests/mechanisms"))

from broad_priors import drawn

OF_SOFT_LINES = ("line_price", "line_half_life", "line_doubted")
"""Constants that count only where a red line may be a price, as it is in no scenario that the study plays."""
_BOUNDS_OF = {name: field.json_schema_extra["range"] for name, field in Constants.model_fields.items()}  # type: ignore[index,call-overload]
RANGES: dict[str, tuple[float, float]] = {name: tuple(ends) for name, ends in _BOUNDS_OF.items() if name not in OF_SOFT_LINES}  # type: ignore[misc,arg-type]
DEFAULTS: dict[str, float] = {name: float(field.default) for name, field in Constants.model_fields.items()}
NAMES = list(RANGES)
DRAWN = 6
_BOUNDS = {"position": (0.0, 100.0), "salience": (0.0, np.inf), "expected": (0.0, 1.0), "delay_value": (-1.0, 1.0), "no_deal_add": (-1.0, 1.0)}


@cache
def bases() -> dict[str, Scenario]:
    """Doha, one textbook scenario, and the first six drawn ones with two parties, a calendar, and neither all nor no deals."""
    found = {"doha-2024-08": load("doha-2024-08").scenario, "one-mediator": load("one-mediator").scenario}
    seed = 0
    while len(found) < 2 + DRAWN:
        scenario = drawn(seed, constants=False)
        if len(scenario.parties) == 2 and scenario.calendar.sessions.every is not None and 0.05 <= shares(scenario)[0] <= 0.95:
            found[f"drawn {seed}"] = scenario
        seed += 1
    return found


def shares(scenario: Scenario, *, seed: int = 1, blocks: int = 1) -> np.ndarray:
    """Share of histories with any deal and with each ending; (6,)."""
    model = TalksModel(scenario, seed=seed, blocks=range(blocks))
    while model.running:
        model.step()
    found = np.array([np.mean(model.deal.first_day >= 0), *(np.bincount(model.endings(), minlength=len(ENDINGS)) / (blocks * BLOCK))])
    forget(model)
    return found


def with_constants(scenario: Scenario, values: dict[str, float]) -> Scenario:
    """The scenario with some behavioural constants set."""
    data = resolved(scenario)
    data["constants"].update({name: float(value) for name, value in values.items()})
    return from_resolved(data)


def any_constants(luck: np.random.Generator) -> dict[str, float]:
    """Every behavioural constant drawn evenly over its stated range."""
    return {name: luck.uniform(*ends) for name, ends in RANGES.items()}


def fixed(scenario: Scenario, luck: np.random.Generator) -> Scenario:
    """The scenario with every spread fixed to one draw; red lines keep their distance from the positions they belong to."""
    found: dict[str, float] = {}
    for name, party in resolved(scenario)["parties"].items():
        where = f"parties.{name}"
        for issue, stance in party["stances"].items():
            found |= _fixed(f"{where}.stances.{issue}", stance, luck)
        for faction_name, faction in party["factions"].items():
            for issue, stance in faction["stances"].items():
                found |= _fixed(f"{where}.factions.{faction_name}.stances.{issue}", stance, luck)
            found |= _fixed(f"{where}.factions.{faction_name}", faction, luck)
        found |= _fixed(f"{where}.no_deal", party["no_deal"], luck)
    return with_changes(scenario, with_lines(scenario, found))


def _fixed(where: str, group: dict[str, Any], luck: np.random.Generator) -> dict[str, float]:
    """One draw from every spread of a group of settings, by path."""
    found = {}
    for key, (low, high) in _BOUNDS.items():
        spread = group.get(key)
        if isinstance(spread, dict):
            value = luck.normal(spread["mean"], spread["sd"]) if "sd" in spread else luck.triangular(spread["low"], spread["mode"], spread["high"])
            found[f"{where}.{key}"] = float(np.clip(value, low, high))
    return found
