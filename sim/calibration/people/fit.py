"""Which behaviour makes the model bargain as people do: simulation-based inference from counts of bargains.

A table of simulations from broad priors; those whose counts lie nearest to people's are kept, and adjusted by local regression (Beaumont, Zhang &
Balding 2002, Approximate Bayesian computation in population genetics). Whether the fit can be trusted is checked on simulations whose behaviour is
known (simulation-based calibration: Talts et al. 2018).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.arrays import Array, logistic, logit

from .game import Pairs, Played, played, scenario, some_pairs

PRIORS: dict[str, tuple[float, float]] = {
    "own_favour": (0.0, 0.15),
    "coming_round": (0.0, 0.3),
    "lasting_error": (0.0, 0.5),
    "fresh_error": (0.0, 0.08),
    "others_hold_out": (0.0, 0.8),
    "telling": (0.0, 0.8),
    "deadline_doubted": (0.0, 0.5),
    "pride": (0.0, 0.5),
    "pride_varies": (0.02, 0.2),
    "slips": (0.05, 0.12),
}
"""Uniform between these bounds (assumption: wider than any reading of the literature); `pride` is what a division must be worth not to be refused
as an insult (share of all points; Oosterbeek, Sloof & van de Kuilen 2004 for such refusals), and how much that varies between people; `slips` is how
often those who agree enter what does not go together, which is no matter of bargaining."""
BEHAVIOUR = ("own_favour", "coming_round", "lasting_error", "fresh_error", "others_hold_out", "telling", "deadline_doubted")
"""What other scenarios take over; the rest belongs to the game."""
CLASSES, QUARTERS, FEWEST_VIEWS = tuple(range(4, 10)), 4, 500
FITTED = len(CLASSES) + QUARTERS
"""So many counts are fitted, the shares without a deal; what is agreed on is looked at and not fitted."""
PAIRS, KEPT = 2000, 0.1
"""Bargains a simulation, and the share of simulations that are kept."""


@dataclass(frozen=True)
class Counts:
    """Counts of bargains: shares without a deal by best equal deal and by quarter of opposition; of deals the joint points over the best, and the gap."""

    by_class: Array
    by_quarter: Array
    joint: float
    gap: float

    def as_vector(self) -> Array:
        """All of it in one row."""
        return np.concatenate([self.by_class, self.by_quarter, [self.joint, self.gap / 10.0]])


def of_people(folder: Path) -> Counts:
    """The counts of people, from the file of the case; entries that do not go together count as no deal."""
    with (folder / "bargains.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    classes = {row["class"]: 1.0 - float(row["agreed"]) for row in rows if row["by"] == "best_equal_deal"}
    quarters = [1.0 - float(row["agreed"]) for row in rows if row["by"] == "opposition_quartile"]
    everything = rows[-1]
    return Counts(np.array([classes[str(k)] for k in CLASSES]), np.array(quarters), float(everything["joint_over_best"]), float(everything["gap_points"]))


def counted(found: Played, pairs: Pairs, slips: float) -> Counts:
    """The counts of the model's bargains, with so many slips."""
    none = 1.0 - (1.0 - slips) * found.agreed
    ends = np.quantile(pairs.opposition, np.arange(1, QUARTERS) / QUARTERS)
    quarter, best = np.digitize(pairs.opposition, ends), pairs.best_equal
    joint = ((found.mine + found.theirs) / pairs.best_joint)[found.agreed]
    return Counts(
        np.array([none[best == k].mean() for k in CLASSES]),
        np.array([none[quarter == k].mean() for k in range(QUARTERS)]),
        float(joint.mean()) if len(joint) else 0.0,
        float(np.abs(found.mine - found.theirs)[found.agreed].mean()) if len(joint) else 0.0,
    )


def simulated(numbers: Array, seed: int) -> Array:
    """What the model counts with the numbers of `PRIORS`, in that order, as one row."""
    given = dict(zip(PRIORS, numbers.tolist(), strict=True))
    pairs = some_pairs(PAIRS, seed)
    game = scenario({name: given[name] for name in BEHAVIOUR}, given["pride"], given["pride_varies"])
    return counted(played(game, pairs, seed), pairs, given["slips"]).as_vector()


def drawn(n: int, seed: int) -> Array:
    """So many draws from the priors, (n, numbers)."""
    low, high = np.array(list(PRIORS.values())).T
    return np.asarray(np.random.default_rng(seed).uniform(low, high, (n, len(PRIORS))))


def table(n: int, seed: int, progress: Callable[[int], None] | None = None) -> tuple[Array, Array]:
    """Draws from the priors and what the model counts with each, (n, numbers) and (n, counts)."""
    numbers, rows = drawn(n, seed), []
    for k, one in enumerate(numbers):
        rows.append(simulated(one, seed + k))
        if progress is not None:
            progress(k + 1)
    return numbers, np.array(rows)


def posterior(numbers: Array, rows: Array, seen: Array, kept: float = KEPT) -> tuple[Array, Array]:
    """The draws that fit what was seen, moved by local regression, (kept, numbers), and their weights.

    Distances are in standard deviations of each count over the table; numbers are taken as log-odds between the bounds of their priors, so
    that none leaves them. Source: Beaumont, Zhang & Balding 2002, Epanechnikov weights.
    """
    low, high = np.array(list(PRIORS.values())).T
    rows, seen = rows[:, :FITTED], seen[:FITTED]
    far = np.sqrt((((rows - seen) / rows.std(axis=0)) ** 2).sum(axis=1))
    some = far.argsort()[: max(int(kept * len(rows)), 5 * rows.shape[1])]
    weight = 1.0 - (far[some] / (far[some].max() + 1e-12)) ** 2
    odds = logit((numbers[some] - low) / (high - low))
    features = np.column_stack([np.ones(len(some)), (rows[some] - seen) / rows.std(axis=0)])
    ridge = 1e-3 * np.eye(features.shape[1])
    slopes = np.linalg.solve(features.T * weight @ features + ridge, features.T * weight @ odds)
    moved = odds - features[:, 1:] @ slopes[1:]
    return low + (high - low) * logistic(moved), weight


def contraction(draws: Array, weight: Array) -> dict[str, float]:
    """By which share the variance of each number has shrunk from prior to posterior; near 0 where the counts say nothing of it."""
    low, high = np.array(list(PRIORS.values())).T
    spread = np.sqrt(np.average((draws - np.average(draws, axis=0, weights=weight)) ** 2, axis=0, weights=weight))
    return dict(zip(PRIORS, (1.0 - (spread / ((high - low) / np.sqrt(12.0))) ** 2).tolist(), strict=True))


def covered(numbers: Array, rows: Array, tries: int, share: float = 0.9) -> dict[str, float]:
    """How often a true number lies in the middle `share` of the posterior that its own counts give, over so many rows of the table."""
    found = ranks(numbers, rows, range(min(tries, len(rows))))
    edge = (1.0 - share) / 2.0
    return dict(zip(PRIORS, ((found > edge) & (found < 1.0 - edge)).mean(axis=0).tolist(), strict=True))


def ranks(numbers: Array, rows: Array, tries: Sequence[int]) -> Array:
    """Where each true number lies among the draws of the posterior that its own counts give, for some rows of the table, (tries, numbers) in [0, 1]."""
    found = []
    for k in tries:
        left = np.arange(len(rows)) != k
        draws, weight = posterior(numbers[left], rows[left], rows[k])
        found.append(np.average(draws < numbers[k], axis=0, weights=weight))
    return np.array(found)


def predicted(draws: Array, weight: Array, n: int, seed: int, progress: Callable[[int], None] | None = None) -> Array:
    """What the model counts with so many draws from the posterior, (n, counts)."""
    chosen = np.random.default_rng(seed).choice(len(draws), size=n, p=weight / weight.sum())
    rows = []
    for k, place in enumerate(chosen.tolist()):
        rows.append(simulated(draws[place], seed + 1_000_000 + k))
        if progress is not None:
            progress(k + 1)
    return np.array(rows)


NAMES = [f"no deal, best equal deal {k} of 10" for k in CLASSES]
NAMES += [f"no deal, opposition in quarter {k + 1}" for k in range(QUARTERS)]
NAMES += ["joint points of a deal over the best", "gap between the two, in tenths of all points"]
"""What each count is, in the order of a row."""


def written(draws: Array, weight: Array, rows: Array, seen: Array, covers: dict[str, float], made: dict[str, int]) -> dict[str, Any]:
    """What is kept of a fit: numbers with their spread and contraction, their correlations, and counts of the model beside those of people."""
    told = contraction(draws, weight)
    mean = np.average(draws, axis=0, weights=weight)
    sd = np.sqrt(np.average((draws - mean) ** 2, axis=0, weights=weight))
    centred = (draws - mean) / np.where(sd > 0.0, sd, 1.0)
    correlation = (centred * weight[:, None]).T @ centred / weight.sum()
    ends = [_quantiles(draws[:, k], weight) for k in range(draws.shape[1])]
    numbers = {
        name: {"low": low, "middle": middle, "high": high, "mean": float(mean[k]), "sd": float(sd[k]), "contraction": told[name], "covered": covers[name]}
        for k, (name, (low, middle, high)) in enumerate(zip(PRIORS, ends, strict=True))
    }
    low, high = np.quantile(rows, [0.05, 0.95], axis=0)
    counts = [
        {"what": what, "people": float(seen[k]), "model": float(np.median(rows[:, k])), "low": float(low[k]), "high": float(high[k])}
        for k, what in enumerate(NAMES)
    ]
    kept: dict[str, Any] = _rounded(
        {
            "made": made,
            "classes": list(CLASSES),
            "quarters": QUARTERS,
            "numbers": numbers,
            "order": list(PRIORS),
            "correlation": correlation.tolist(),
            "counts": counts,
        }
    )
    return kept


def _quantiles(values: Array, weight: Array) -> tuple[float, float, float]:
    """The 5, 50 and 95 % points of weighted draws."""
    order = values.argsort()
    below = np.cumsum(weight[order]) / weight.sum()
    low, middle, high = (float(values[order][np.searchsorted(below, share)]) for share in (0.05, 0.5, 0.95))
    return low, middle, high


def _rounded(kept: Any) -> Any:
    """The same with four digits after the point."""
    if isinstance(kept, dict):
        return {name: _rounded(one) for name, one in kept.items()}
    if isinstance(kept, list):
        return [_rounded(one) for one in kept]
    return round(kept, 4) if isinstance(kept, float) else kept
