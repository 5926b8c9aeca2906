"""The same talks over a range of one or two settings, under the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from datetime import date
from itertools import product
from typing import Any

import numpy as np

from sim.endings import ENDINGS, OUTCOMES
from sim.ensemble.columns import occurs
from sim.ensemble.run import Columns, Progress, rows_of_many
from sim.errors import InputError
from sim.scenario import with_changes
from sim.scenario.red_lines import with_lines
from sim.scenario.schema import Scenario

from .beyond_noise import METHOD, beyond_noise
from .compare import unlike_streams
from .intervals import Difference, Share, shares_apart, shares_paired, wilson
from .varied import MOST_POINTS, Varied


@dataclass(frozen=True)
class Point:
    """What came of one combination of values: shares of outcomes, how far each differs from the scenario as it is, and the middle day of the deals."""

    values: tuple[Any, ...]
    shares: dict[str, Share]
    differences: dict[str, Difference]
    deal_day: float | None


@dataclass(frozen=True)
class Sweep:
    """All points, the last setting moving fastest; `as_it_is` is the scenario unchanged.

    `unpaired`: why some point has other luck, if one has. `along`: red lines that move with a varied position, by path.
    """

    varied: tuple[Varied, ...]
    n: int
    seed: int
    as_it_is: Point
    points: list[Point]
    as_of: date | None = None
    unpaired: str | None = None
    along: Sequence[str] = ()


def combinations(varied: Sequence[Varied]) -> list[tuple[Any, ...]]:
    """Every combination of values, the last setting moving fastest; raises InputError where a setting is named twice, or for more than MOST_POINTS."""
    paths = [one.path for one in varied]
    if len(set(paths)) < len(paths):
        raise InputError(f"--vary {paths[0]}: is named twice; name it once with all its values, or another setting")
    grid = list(product(*(one.values for one in varied)))
    if len(grid) > MOST_POINTS:
        raise InputError(f"--vary: {len(grid):,} combinations are more than {MOST_POINTS}; take fewer values")
    return grid


def sweep(
    scenario: Scenario,
    varied: Sequence[Varied],
    *,
    n: int,
    seed: int = 1,
    workers: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Simulate `n` histories at every combination of values, and of the scenario as it is; red lines keep their distance from varied positions.

    Raises ScenarioError where a value is not allowed, InputError as `combinations` does.
    """
    grid = combinations(varied)
    moved = [with_lines(scenario, dict(zip((one.path for one in varied), values, strict=True))) for values in grid]
    changed = [with_changes(scenario, changes) for changes in moved]
    along = sorted({path for changes in moved for path in changes} - {one.path for one in varied})
    unpaired = [unlike_streams(scenario, one) for one in changed]
    base, *rows = rows_of_many([scenario, *changed], n=n, seed=seed, workers=workers, scheduler=scheduler, executor=executor, progress=progress)
    points = [_point(values, found, base, paired=why is None) for values, found, why in zip(grid, rows, unpaired, strict=True)]
    return Sweep(tuple(varied), n, seed, _point((), base, base), points, scenario.as_of, next(filter(None, unpaired), None), along)


def _point(values: tuple[Any, ...], rows: Columns, base: Columns, *, paired: bool = True) -> Point:
    n, days = len(rows["ending"]), rows["deal_day"][np.isfinite(rows["deal_day"])]
    difference = shares_paired if paired else shares_apart
    return Point(
        values,
        {outcome: wilson(int(occurs(rows, outcome).sum()), n) for outcome in OUTCOMES},
        {outcome: difference(occurs(base, outcome), occurs(rows, outcome)) for outcome in OUTCOMES},
        float(np.median(days)) if len(days) else None,
    )


def beyond(found: Sweep, outcome: str) -> list[bool]:
    """For each point whether its share of `outcome` differs from that of the scenario as it is beyond noise, when allowance is made for all points."""
    return beyond_noise([point.differences[outcome] for point in found.points])


def as_rows(found: Sweep) -> list[dict[str, Any]]:
    """The points as rows of a table: values, shares and differences from the scenario as it is, each with its interval, middle day."""
    return [_row(dict(zip((one.path for one in found.varied), point.values, strict=True)), point) for point in found.points]


def _row(values: dict[str, Any], point: Point) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, share in point.shares.items():
        change = point.differences[name]
        flat |= {name: share.share, f"{name}_low": share.low, f"{name}_high": share.high}
        flat |= {f"{name}_difference": change.difference, f"{name}_difference_low": change.low, f"{name}_difference_high": change.high}
    return {**values, **flat, "deal_day_p50": point.deal_day}


def as_document(found: Sweep, name: str, out: str | None) -> dict[str, Any]:
    """The sweep as plain data for strict JSON, with null where there is no number."""

    def plain(point: Point) -> dict[str, Any]:
        shares = {ending: asdict(point.shares[ending]) for ending in ENDINGS}
        differences = {outcome: asdict(change) for outcome, change in point.differences.items()}
        return {"endings": shares, "any_deal": asdict(point.shares["any_deal"]), "differences": differences, "deal_day_p50": point.deal_day}

    return {
        "schema": 1,
        "scenario": name,
        "histories": found.n,
        "seed": found.seed,
        "beyond_noise": {outcome: beyond(found, outcome) for outcome in OUTCOMES},
        "beyond_noise_by": METHOD,
        "unpaired": found.unpaired,
        "along": list(found.along),
        "varied": [{"path": one.path, "values": list(one.values)} for one in found.varied],
        "as_it_is": plain(found.as_it_is),
        "points": [{"values": list(point.values), **plain(point)} for point in found.points],
        "out": out,
    }
