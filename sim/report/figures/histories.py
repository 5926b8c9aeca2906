"""The first forty histories side by side, a row each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.endings import ENDINGS
from sim.events import IN_FORCE
from sim.report.summary import Summary
from sim.report.words import ENDING_LABELS, ENDING_PHRASES, counted, histories, listed

from .marks import crowded, happening, look_of, times_in_force
from .registry import figure
from .style import BLUE, FINE, GREY, INNER, MARGIN, PALE, SMALL, Drawing, Page, Sample, day_axis, in_house_style

if TYPE_CHECKING:
    from sim.ensemble.run import Run

NAMES = 1.45
"""Inches at the left for the endings and the numbers of the histories."""


@figure("histories", place=8)
@in_house_style
def draw(run: Run, summary: Summary) -> Drawing:  # noqa: ARG001 - all figures are called alike
    """An event raster, sorted by ending, then by the day of the deal or else of the end."""
    events = run.series["watched_events"]
    order = sorting(run, len(events))
    endings = run.histories["ending"][order]
    row = min(0.28, max(0.155, 1.5 / len(events)))
    wide = INNER - NAMES - 0.1
    page = Page(run, _title(endings), _note(run, len(events)), row * len(events) + 0.4, _key(events))
    axes = page.axes(MARGIN + NAMES, 0, wide, row * len(events))
    axes.set_ylim(len(events) - 0.5, -0.5)
    for y, history in enumerate(order):
        for start, end in times_in_force(events[history]):
            axes.fill_between([start, end], y - 0.36, y + 0.36, color=BLUE, alpha=0.28, linewidth=0, zorder=1)
    for mark in happening(events):
        y_of, day = (events[order] & mark.bit).nonzero()
        axes.plot(day, y_of, linestyle="none", clip_on=False, rasterized=len(day) > 4000, **crowded(mark, events, wide))
    axes.set_yticks([])
    for y, number in enumerate(run.histories["history"][order].tolist()):
        page.write(MARGIN + NAMES - 0.1, (y + 0.5) * row, f"{number}", fontsize=FINE, color=GREY, ha="right", va="center_baseline")
    axes.spines["left"].set_visible(False)
    day_axis(axes, run)
    first = 0
    for ending, count in Counter(endings.tolist()).items():
        page.write(MARGIN, first * row + 0.5 * row, f"{ENDING_LABELS[ending]}: {count}", fontsize=SMALL, fontweight="bold", va="center_baseline")
        if first:
            axes.plot([-NAMES / wide, 1], [first - 0.5, first - 0.5], transform=axes.get_yaxis_transform(), color=PALE, linewidth=0.8, clip_on=False)
        first += count
    return Drawing(page.figure, page.title, _alt(run, events, endings), _rows(run, events, order))


def sorting(run: Run, watched: int) -> NDArray[np.int64]:
    """The first `watched` histories, sorted."""
    column = {name: run.histories[name][:watched] for name in ("ending", "deal_day", "ended_day")}
    rank = np.array([ENDINGS.index(ending) for ending in column["ending"].tolist()])
    day = np.where(np.isfinite(column["deal_day"]), column["deal_day"], column["ended_day"])
    return np.lexsort((np.arange(watched), day, rank))


def _key(events: NDArray[Any]) -> list[Sample]:
    marks = [Line2D([], [], linestyle="none", label=mark.label, **look_of(mark)) for mark in happening(events)]
    in_force = [Rectangle((0, 0), 0, 0, facecolor=BLUE, alpha=0.28, label="a deal is in force")] if (events & IN_FORCE.bit).any() else []
    return [*marks, *in_force]


def _title(endings: NDArray[Any]) -> str:
    if len(endings) == 1:
        return f"One history, day by day: it ends in {ENDING_PHRASES[str(endings[0])]}"
    (most, count), *_ = Counter(endings.tolist()).most_common()
    return f"{histories(len(endings))}, day by day: {'all' if count == len(endings) else count} end in {ENDING_PHRASES[most]}"


def _note(run: Run, watched: int) -> str:
    which = "All histories" if watched == run.n else f"The first {watched} of {histories(run.n)}"
    return f"{which}, a row each with its number, sorted by ending and by the day of the deal or of the end. Days run from left to right."


def _alt(run: Run, events: NDArray[Any], endings: NDArray[Any]) -> str:
    count = Counter(endings.tolist())
    ends = listed(f"{count[ending]} in {ENDING_PHRASES[ending]}" for ending in ENDINGS if count[ending])
    marks = listed(f"{mark.label} {int(((events & mark.bit) > 0).sum()):,}" for mark in happening(events)) if happening(events) else "none"
    said = f"Raster of {histories(len(events))} over {counted(run.scenario.days, 'day')}, a row each"
    return f"{said}. They end as follows: {ends}. Marks, all rows together: {marks}."


def _rows(run: Run, events: NDArray[Any], order: NDArray[np.int64]) -> list[dict[str, Any]]:
    """A row for each history and day on which something happens; a history without any has one empty row."""
    rows = []
    for history in order.tolist():
        about = {"history": int(run.histories["history"][history]), "ending": str(run.histories["ending"][history])}
        days = events[history].nonzero()[0].tolist()
        rows += [about | {"day": day, "what": "; ".join(mark.label for mark in happening(events[history, day]))} for day in days] or [
            about | {"day": None, "what": None}
        ]
    return rows
