"""How far two coders agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .records import Case

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha of one thing that was coded, over so many units that both coders coded."""

    what: str
    units: int
    alpha: float


def interval_alpha(pairs: Array) -> float:
    """Krippendorff's alpha of two coders for numbers, (units, 2): 1 less observed over expected squared difference (Krippendorff 2011).

    nan where no unit was coded twice, or where all codings are the same: then there is nothing to agree about.
    """
    values, n = pairs.ravel(), pairs.size
    if not n:
        return float("nan")
    observed = np.mean((pairs[:, 0] - pairs[:, 1]) ** 2)
    expected = 2.0 * (n * np.sum(values**2) - np.sum(values) ** 2) / (n * (n - 1))
    return float(1.0 - observed / expected) if expected > 0.0 else float("nan")


def nominal_alpha(pairs: Sequence[tuple[str, str]]) -> float:
    """The same for names: differences count 1, and 0 where the names are the same."""
    names = [name for pair in pairs for name in pair]
    if not names:
        return float("nan")
    counts = np.array([names.count(name) for name in sorted(set(names))])
    observed = np.mean([one != other for one, other in pairs])
    expected = 1.0 - np.sum(counts * (counts - 1)) / (len(names) * (len(names) - 1))
    return float(1.0 - observed / expected) if expected > 0.0 else float("nan")


def agreement(case: Case) -> list[Agreement]:
    """How far the second coding agrees with the first: placements, pooled and on negotiable issues, and what was coded in words."""
    first = {row.statement_id: row for row in case.statements}
    both = [(first[row.statement_id], row) for row in case.recodings]
    placed = [(a, b) for a, b in both if a.span and b.span and a.issue == b.issue]
    bargained = [(a, b) for a, b in placed if a.issue in case.negotiable]

    def middles(pairs: Sequence[tuple[object, object]]) -> Array:
        return np.array([[sum(row.span) / 2 for row in pair] for pair in pairs]).reshape(-1, 2)  # type: ignore[attr-defined]

    found = [
        Agreement("place on the scale, all issues", len(placed), interval_alpha(middles(placed))),
        Agreement("place on the scale, negotiable issues", len(bargained), interval_alpha(middles(bargained))),
        Agreement("placed or not", len(both), nominal_alpha([(str(bool(a.span)), str(bool(b.span))) for a, b in both])),
    ]
    found.extend(
        Agreement(column, len(both), nominal_alpha([(getattr(a, column), getattr(b, column)) for a, b in both]))
        for column in ("issue", "kind", "attribution", "conditional")
    )
    return found
