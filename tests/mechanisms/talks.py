"""Small scenarios made for one purpose, runs of them, and paired comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from sim.model import TalksModel, forget
from sim.scenario import from_resolved, with_changes
from sim.scenario.schema import Scenario


def party(label: str, wants: str, position: float, *, salience: tuple[float, ...] = (1.0, 1.0, 1.0), sd: float = 5.0, **more: Any) -> dict[str, Any]:
    """A party that wants the same of the issues a, b and c, which may matter to it differently."""
    stances = {name: {"wants": wants, "position": {"mean": position, "sd": sd}, "salience": weight} for name, weight in zip("abc", salience, strict=False)}
    expected = more.pop("expected", 0.59)
    return {"label": label, "stances": stances, "no_deal": {"expected": {"mean": expected, "sd": 0.04}, "betrayed": 0.1, **more.pop("no_deal", {})}} | {
        "trust": {"south" if label == "North" else "north": {"mean": 0.8, "strength": 10, **more.pop("trust", {})}},
        **more,
    }


def two_towns(
    *, modules: tuple[str, ...] = (), days: int = 120, north: dict[str, Any] | None = None, south: dict[str, Any] | None = None, **more: Any
) -> Scenario:
    """North wants more, South wants less, of three issues that matter to them differently; one mediator."""
    data = {
        "title": "Two towns",
        "calendar": {"start": "2000-01-01", "end": str(date(2000, 1, 1) + timedelta(days=days - 1)), "sessions": "every 5 days"},
        "modules": list(modules),
        "issues": {name: {"label": name} for name in "abc"},
        "parties": {
            "north": party("North", "more", 80.0, **{"salience": (3.0, 1.0, 2.0), **(north or {})}),
            "south": party("South", "less", 20.0, **{"salience": (1.0, 3.0, 2.0), **(south or {})}),
        },
        "mediators": {"hill": {"label": "Hill"}},
    }
    return from_resolved(merged(data, more))


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`base` with the entries of `over` laid over it; None deletes."""
    out = dict(base)
    for key, value in over.items():
        out[key] = merged(out[key], value) if isinstance(value, dict) and isinstance(out.get(key), dict) and key != "position" else value
    return {key: value for key, value in out.items() if value is not None}


def played(scenario: Scenario, *, seed: int = 1, blocks: int = 4) -> TalksModel:
    """The model after its last day."""
    model = TalksModel(scenario, seed=seed, blocks=range(blocks))
    while model.running:
        model.step()
    forget(model)
    return model


@dataclass(frozen=True)
class Difference:
    """Mean of a paired difference and its 95 % interval."""

    mean: float
    low: float
    high: float

    @property
    def up(self) -> bool:
        """Whether the whole interval lies above zero."""
        return self.low > 0.0

    @property
    def down(self) -> bool:
        """Whether the whole interval lies below zero."""
        return self.high < 0.0


def paired(after: Any, before: Any) -> Difference:
    """What changed from `before` to `after`, history by history under the same luck; nan on either side leaves a pair out."""
    change = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    change = change[~np.isnan(change)]
    half = 1.96 * change.std(ddof=1) / np.sqrt(len(change))
    return Difference(float(change.mean()), float(change.mean() - half), float(change.mean() + half))


def deal(model: TalksModel) -> np.ndarray:
    """Where a deal came into force, (R,)."""
    return model.deal.first_day >= 0


def changed(scenario: Scenario, **settings: Any) -> Scenario:
    """The scenario with settings changed; __ stands for a dot."""
    return with_changes(scenario, {path.replace("__", "."): value for path, value in settings.items()})
