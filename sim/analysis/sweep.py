"""The same talks over a range of one or two settings, under the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np

from sim.endings import ENDINGS
from sim.ensemble.columns import occurs
from sim.ensemble.run import Columns, Progress, rows_of_many
from sim.errors import InputError
from sim.scenario import with_changes
from sim.scenario.reading import read_value
from sim.scenario.schema import Scenario

from .intervals import Difference, Share, shares_paired, wilson

MOST_POINTS = 400
"""Points of a sweep, so that a slip of the pen does not run for a week."""


@dataclass(frozen=True)
class Varied:
    """A setting and the values that it takes."""

    path: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Point:
    """What came of one combination of values: shares of endings, how far `any_deal` differs from the scenario as it is, and the middle day of the deals."""

    values: tuple[Any, ...]
    endings: dict[str, Share]
    any_deal: Share
    difference: Difference
    deal_day: float | None


@dataclass(frozen=True)
class Sweep:
    """All points, the last setting moving fastest; `as_it_is` is the scenario unchanged."""

    varied: tuple[Varied, ...]
    n: int
    seed: int
    as_it_is: Point
    points: list[Point]

    def share(self, point: Point, outcome: str) -> Share:
        """The share of an ending, or of any deal, at a point."""
        return point.any_deal if outcome == "any_deal" else point.endings[outcome]


def parse(text: str) -> Varied:
    """A setting and its values from `PATH=LOW:HIGH:N`, evenly spaced, or `PATH=VALUE,VALUE,...`; raises InputError."""
    path, equals, spelt = text.partition("=")
    if not equals or not path.strip() or not spelt.strip():
        raise InputError(f"--vary {text}: must be PATH=LOW:HIGH:N, as in parties.north.demand.beta=0.5:2:4, or PATH=VALUE,VALUE,...")
    parts = spelt.split(":")
    if len(parts) == 3 and "{" not in spelt:
        try:
            low, high, count = float(parts[0]), float(parts[1]), int(parts[2])
        except ValueError:
            count = 0
        if not 2 <= count <= MOST_POINTS:
            raise InputError(f"--vary {text}: a range is LOW:HIGH:N with two numbers and how many values to take between them, 2 to {MOST_POINTS}")
        return Varied(path.strip(), tuple(float(f"{value:.6g}") for value in np.linspace(low, high, count)))
    values = read_value(f"[{spelt}]", f"--vary {text}")
    if not isinstance(values, list) or not values:
        raise InputError(f"--vary {text}: names no values")
    return Varied(path.strip(), tuple(values))


def sweep(
    scenario: Scenario,
    varied: Sequence[Varied],
    *,
    n: int,
    seed: int = 1,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Simulate `n` histories at every combination of values, and of the scenario as it is.

    Raises ScenarioError where a value is not allowed, InputError for more than MOST_POINTS combinations.
    """
    grid = list(product(*(one.values for one in varied)))
    if len(grid) > MOST_POINTS:
        raise InputError(f"--vary: {len(grid):,} combinations are more than {MOST_POINTS}; take fewer values")
    changed = [with_changes(scenario, dict(zip((one.path for one in varied), values, strict=True))) for values in grid]
    base, *rows = rows_of_many([scenario, *changed], n=n, seed=seed, workers=workers, scheduler=scheduler, progress=progress)
    return Sweep(tuple(varied), n, seed, _point((), base, base), [_point(values, found, base) for values, found in zip(grid, rows, strict=True)])


def _point(values: tuple[Any, ...], rows: Columns, base: Columns) -> Point:
    n, days = len(rows["ending"]), rows["deal_day"][np.isfinite(rows["deal_day"])]
    return Point(
        values,
        {ending: wilson(int(occurs(rows, ending).sum()), n) for ending in ENDINGS},
        wilson(int(occurs(rows, "any_deal").sum()), n),
        shares_paired(base["any_deal"], rows["any_deal"]),
        float(np.median(days)) if len(days) else None,
    )


def as_rows(found: Sweep) -> list[dict[str, Any]]:
    """The points as rows of a table: values, shares with their intervals, paired difference of any deal, middle day."""
    return [_row(dict(zip((one.path for one in found.varied), point.values, strict=True)), point) for point in found.points]


def _row(values: dict[str, Any], point: Point) -> dict[str, Any]:
    shares = {**point.endings, "any_deal": point.any_deal}
    flat = {f"{name}{suffix}": part for name, share in shares.items() for suffix, part in (("", share.share), ("_low", share.low), ("_high", share.high))}
    change = point.difference
    return {**values, **flat, "difference": change.difference, "difference_low": change.low, "difference_high": change.high, "deal_day_p50": point.deal_day}


def as_document(found: Sweep, name: str, out: str | None) -> dict[str, Any]:
    """The sweep as plain data for strict JSON, with null where there is no number."""

    def plain(point: Point) -> dict[str, Any]:
        shares = {ending: asdict(share) for ending, share in point.endings.items()}
        return {"endings": shares, "any_deal": asdict(point.any_deal), "difference": asdict(point.difference), "deal_day_p50": point.deal_day}

    return {
        "schema": 1,
        "scenario": name,
        "replicates": found.n,
        "seed": found.seed,
        "varied": [{"path": one.path, "values": list(one.values)} for one in found.varied],
        "as_it_is": plain(found.as_it_is),
        "points": [{"values": list(point.values), **plain(point)} for point in found.points],
        "out": out,
    }
