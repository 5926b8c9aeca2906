"""One panel of shares with their intervals, a line a case: the figure of several claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from sim.analysis.intervals import wilson
from sim.report.figures.style import BLUE, GREEN, MARGIN, ORANGE, Drawing, Page, percent_ticks

_LOOKS = ((BLUE, "o", "-"), (ORANGE, "s", "--"), (GREEN, "^", ":"))


def share(where: np.ndarray) -> tuple[float, float, float]:
    """A share of histories with its 95 % interval: low, middle, high."""
    found = wilson(int(where.sum()), len(where))
    return found.low, found.share, found.high


def panel(words: dict[str, str], cases: dict[Any, str], points: Sequence[float], happens: Callable[[Any, float], np.ndarray], alt: str) -> Drawing:
    """Shares of histories in which something `happens` in a case at a point; `words`: about, title, note, along (the axis), up (the shares)."""
    looks = dict(zip(cases, _LOOKS, strict=False))
    key = [Line2D([], [], color=colour, marker=marker, ls=line, label=cases[case]) for case, (colour, marker, line) in looks.items()]
    page = Page(words["about"], words["title"], words["note"], 2.5, key)
    axes, rows = page.axes(MARGIN + 0.55, 0.3, 5.6, 1.7), []
    page.write(MARGIN + 0.55, 0.0, words["up"], fontsize=8.5)
    highest = 0.0
    for case, (colour, marker, line) in looks.items():
        found = np.array([share(happens(case, point)) for point in points])
        axes.errorbar(
            range(len(points)), found[:, 1], [found[:, 1] - found[:, 0], found[:, 2] - found[:, 1]], color=colour, marker=marker, ls=line, ms=4.5, lw=1.2
        )
        highest = max(highest, float(found[:, 2].max()))
        rows += [
            {"case": cases[case], "point": point, "low": float(low), "mean": float(mean), "high": float(high)}
            for point, (low, mean, high) in zip(points, found, strict=True)
        ]
    axes.set_xticks(range(len(points)), [f"{point:g}" for point in points])
    axes.set_xlabel(words["along"])
    ticks, labels = percent_ticks(highest)
    axes.set_yticks(ticks, labels)
    axes.set_ylim(-0.02 * ticks[-1], max(ticks[-1], highest) * 1.03)
    return Drawing(page.figure, page.title, alt, rows)
