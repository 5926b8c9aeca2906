"""How positions moved by the reports: for each issue the path of every party, with its statements as dated marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib.dates as mdates
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from .style import BLUE, GREY, INNER, MARGIN, ORANGE, PALE, SMALL, Drawing, Page, in_house_style, wrapped

Array = NDArray[np.float64]

_MARKS = {"demand": "^", "position": "o", "commitment": "s", "refusal": "v", "other": "D"}
_HIGH, _LEFT = 3.6, 1.9
_CAVEAT = "A teaching model, not a forecast. Bands show what reports leave open, under the model's assumptions."


@dataclass(frozen=True)
class Way:
    """The path of one party on one issue: days (knots,), and low, middle and high points of its position there; and what it would still sign."""

    label: str
    days: Sequence[dt.date]
    low: Array
    middle: Array
    high: Array
    would_still_sign: float


@dataclass(frozen=True)
class Mark:
    """One statement: the party by its place among the paths, its day, the interval of points, its kind."""

    party: int
    day: dt.date
    low: float
    high: float
    kind: str


@in_house_style
def draw(issue: str, anchors: dict[float, str], paths: Sequence[Way], marks: Sequence[Mark], about: str) -> Drawing:
    """The paths of all parties on one issue."""
    colours = (BLUE, ORANGE, GREY)
    shown = [name for name in _MARKS if any(_kind(mark) == name for mark in marks)]
    key: list[Any] = [Line2D([], [], color=colours[k % 3], lw=2, label=path.label) for k, path in enumerate(paths)]
    key += [Line2D([], [], color=GREY, marker=_MARKS[name], ls="None", markersize=5, label=name) for name in shown]
    key += [Rectangle((0, 0), 1, 1, facecolor=GREY, alpha=0.25, label="90 of 100 draws"), Line2D([], [], color=GREY, ls=":", lw=1.4, label="would still sign")]
    words = {point: wrapped(f"{point:g} {text}", _LEFT - 0.1, SMALL) for point, text in anchors.items()}
    note = "Positions worked out from reports. Marks: what was reported; bars: what a report leaves open. How far public demands overstate is assumed."
    page = Page(about, issue, note, _HIGH + 0.4, key, caveat=_CAVEAT)
    axes = page.axes(MARGIN + _LEFT, 0, INNER - _LEFT, _HIGH)
    rows: list[dict[str, Any]] = []
    for k, path in enumerate(paths):
        colour = colours[k % 3]
        days = mdates.date2num(path.days)  # type: ignore[no-untyped-call]
        axes.fill_between(days, path.low, path.high, color=colour, alpha=0.18, lw=0)
        axes.plot(days, path.middle, color=colour, lw=2)
        axes.plot(days[[0, -1]], [path.would_still_sign] * 2, color=colour, ls=":", lw=1.4)
        rows += [
            _row("position", path.label, day, float(low), float(middle), float(high))
            for day, low, middle, high in zip(path.days, path.low, path.middle, path.high, strict=True)
        ]
    for mark in marks:
        colour, day = colours[mark.party % 3], mdates.date2num(mark.day) + 2.0 * mark.party  # type: ignore[no-untyped-call]
        axes.plot([day, day], [mark.low, mark.high], color=colour, lw=0.8, alpha=0.35)
        axes.plot([day], [(mark.low + mark.high) / 2], _MARKS[_kind(mark)], color=colour, markersize=4, alpha=0.7, markeredgewidth=0)
        rows.append(_row(mark.kind, paths[mark.party].label, mark.day, mark.low, (mark.low + mark.high) / 2, mark.high))
    axes.set_ylim(-2, 102)
    axes.set_yticks(list(words), list(words.values()), fontsize=SMALL)
    axes.grid(axis="y")
    locator = mdates.AutoDateLocator(minticks=4, maxticks=9)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    ends = "; ".join(f"{path.label} at {path.middle[-1]:.0f} ({path.low[-1]:.0f} to {path.high[-1]:.0f})" for path in paths)
    return Drawing(page.figure, page.title, f"{issue}. On the last day: {ends}. {len(marks)} statements.", rows)


@dataclass(frozen=True)
class Expected:
    """What is expected to be reported on one series: its label, intervals before and after the reports, and the reported intervals."""

    label: str
    before: tuple[float, float]
    after: tuple[float, float]
    reported: Sequence[tuple[float, float]]


@in_house_style
def draw_predictive(expected: Sequence[Expected], met: float, about: str) -> Drawing:
    """Prior and posterior predictive intervals beside what was reported."""
    key: list[Any] = [Line2D([], [], color=PALE, lw=7, label="expected before the reports"), Line2D([], [], color=BLUE, lw=3, label="and after them")]
    key.append(Line2D([], [], color=ORANGE, marker="|", ls="None", markersize=8, label="reported (middle of the interval)"))
    note = f"90 % intervals of what a statement would say. {met * 100:.0f} % of the reported intervals meet theirs."
    high = 0.3 * len(expected)
    page = Page(about, "Do statements lie where the model expects them?", note, high + 0.45, key, caveat=_CAVEAT)
    axes = page.axes(MARGIN + 3.0, 0, INNER - 3.1, high)
    rows = []
    for k, one in enumerate(reversed(expected)):
        axes.plot(one.before, [k, k], color=PALE, lw=7, solid_capstyle="butt")
        axes.plot(one.after, [k, k], color=BLUE, lw=3, solid_capstyle="butt")
        axes.plot([sum(span) / 2 for span in one.reported], [k] * len(one.reported), "|", color=ORANGE, markersize=8)
        ends = {"before_low": one.before[0], "before_high": one.before[1], "after_low": one.after[0], "after_high": one.after[1]}
        rows.append({"series": one.label, "statements": len(one.reported), **{name: round(value, 1) for name, value in ends.items()}})
    axes.set_yticks(range(len(expected)), [wrapped(one.label, 2.9, SMALL) for one in reversed(expected)], fontsize=SMALL)
    axes.set_xlim(0, 100)
    axes.set_xlabel("scale from 0 to 100")
    return Drawing(page.figure, page.title, note, rows)


def _row(what: str, party: str, day: dt.date, low: float, middle: float, high: float) -> dict[str, Any]:
    return {"what": what, "party": party, "day": str(day), "low": round(low, 2), "middle": round(middle, 2), "high": round(high, 2)}


def _kind(mark: Mark) -> str:
    return mark.kind if mark.kind in _MARKS else "other"
