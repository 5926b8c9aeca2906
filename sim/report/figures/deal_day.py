"""When deals come into force: fifty dots, each worth a fiftieth of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.report.summary import Summary
from sim.report.words import counted, dated, histories, percent

from .registry import figure
from .style import BLUE, GREY, INK, INNER, MARGIN, SMALL, Drawing, Page, day_axis, in_house_style, say_instead, width_of

if TYPE_CHECKING:
    from sim.ensemble.run import Run

DOTS = 50
LEFT = 0.3
WIDE = INNER - LEFT - 0.25
TALLEST = 3.0
SIZES = (0.28, 0.24, 0.2, 0.17, 0.14, 0.11, 0.08, 0.06)
"""Inches that a dot may be wide: the largest is taken with which no stack grows taller than TALLEST; with the last none can."""


@figure("deal_day", place=4)
@in_house_style
def draw(run: Run, summary: Summary) -> Drawing:
    """A quantile dotplot over the days of the talks (Kay et al. 2016): readers can count chances, as in `about 10 of 50 before October`."""
    days = np.sort(run.histories["deal_day"][np.isfinite(run.histories["deal_day"])])
    dots = min(DOTS, days.size)
    shares = (np.arange(dots) + 0.5) / max(1, dots)
    places = np.quantile(days, shares, method="inverted_cdf") if dots else days
    stacks, size = stacked(places, WIDE / run.scenario.days)
    high = max(1.2, max(stacks.values(), default=0) * size + 0.4)
    page = Page(run, _title(run, summary), _note(run, dots, days.size), high + 0.4)
    axes = page.axes(MARGIN + LEFT, 0, WIDE, high)
    day_axis(axes, run)
    axes.set_ylim(0, high)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.plot(
        [middle for middle, count in stacks.items() for _ in range(count)],
        [(k + 0.5) * size for count in stacks.values() for k in range(count)],
        "o",
        color=BLUE,
        markersize=size * 72 * 0.92,
        markeredgewidth=0,
        clip_on=False,
    )
    if summary.deal_day.p50 is None:
        say_instead(axes, "no deal")
    else:
        _median(axes, run, summary.deal_day.p50, high)
    rows = [{"share_of_deals": float(share), "day": float(day)} for share, day in zip(shares, places, strict=True)]
    return Drawing(page.figure, page.title, _alt(run, summary), rows or [{"share_of_deals": None, "day": None}])


def stacked(places: NDArray[np.float64], inch: float) -> tuple[dict[float, int], float]:
    """How many of the days `places` (dots,) stand over each middle of a bin, and how many inches wide a dot is, with a day `inch` wide."""
    for size in SIZES:
        # Bins are whole days: others would hold now one day more, now one less.
        days = max(1, round(size / inch))
        count = Counter((places // days * days + (days - 1) / 2).tolist())
        across = min(size, days * inch)
        if max(count.values(), default=0) * across <= TALLEST:
            break
    return dict(count), across


def _median(axes: Axes, run: Run, day: float, high: float) -> None:
    words = f"median: {dated(run.scenario, day)}"
    axes.axvline(day, color=INK, linewidth=1, linestyle=(0, (4, 3)), zorder=0)
    right = (run.scenario.days - day) * WIDE / run.scenario.days > width_of(words, SMALL) + 0.1
    axes.annotate(
        words, (day, high), (5 if right else -5, 0), textcoords="offset points", ha="left" if right else "right", va="top", fontsize=SMALL, color=GREY
    )


def _title(run: Run, summary: Summary) -> str:
    deals, middle = summary.deal_day.n, summary.deal_day.p50
    if middle is None:
        return "No deal comes into force"
    if deals == 1:
        return f"The one deal comes into force on {dated(run.scenario, middle)}"
    if np.nanmin(run.histories["deal_day"]) == np.nanmax(run.histories["deal_day"]):
        return f"All deals come into force on {dated(run.scenario, middle)}"
    return f"Half of the deals are in force by {dated(run.scenario, middle)}"


def _note(run: Run, dots: int, deals: int) -> str:
    if not deals:
        return f"By {dated(run.scenario, run.scenario.days - 1)} none of {histories(run.n)} has seen one."
    worth = (
        f"is worth {100 / dots:.0f} % of the {histories(deals)}" if deals > DOTS else f"is one of the {histories(deals)}" if deals > 1 else "is the one history"
    )
    rest = f"{percent((run.n - deals) / run.n)} of all {histories(run.n)} see none." if deals < run.n else "Every history sees one."
    return f"Each of {counted(dots, 'dot')} {worth} in which a deal comes into force, on the first day that one is. {rest}"


def _alt(run: Run, summary: Summary) -> str:
    found = summary.deal_day
    if found.p10 is None or found.p50 is None or found.p90 is None:
        return f"{_title(run, summary)}: an empty axis. {_note(run, 0, 0)}"
    return (
        f"Dot plot of the day on which a deal first comes into force, in {found.n:,} of {histories(run.n)}. "
        f"A tenth of these deals are in force by {dated(run.scenario, found.p10)}, half by {dated(run.scenario, found.p50)}, "
        f"nine tenths by {dated(run.scenario, found.p90)}."
    )
