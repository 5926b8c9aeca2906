"""Figures of a sweep: lines with bands over one setting, a heat map over two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from numbers import Real
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sim.analysis.sweep import Point, Sweep, as_rows, beyond
from sim.endings import ENDING
from sim.report.words import OUTCOME_LABELS, histories, percent, written
from sim.scenario.settings import in_yaml

from .letters import drawn_for
from .registry import figure
from .style import (
    BODY,
    FINE,
    GREY,
    INK,
    INNER,
    LINE,
    MARGIN,
    PALE,
    PALETTE,
    SMALL,
    Drawing,
    Page,
    height_of,
    in_house_style,
    percent_ticks,
    shortened,
    width_of,
    wrapped,
)
from .writing import write

_LOOKS: dict[str, tuple[str, str, Any]] = {"any_deal": (INK, "o", "-")} | {
    name: (PALETTE[one.line_colour or one.colour], one.marker, (0, one.dashes) if one.dashes else "-") for name, one in ENDING.items()
}
_MARKS = 36
"""Marks along a line that do not meet."""
_GAP = 0.09
"""Inches between two labels of an axis."""
_LEVEL = 0.6
"""Inches for each value from which names of values stand level, on as many lines as they take; with less they stand upright."""
_UPRIGHT = 1.6
"""Inches that an upright name may take."""
_FAINTEST = 6.5
"""Points below which a number in a cell cannot be read."""


def draw_all(found: Sweep, name: str, outcome: str, folder: Path) -> list[dict[str, Any]]:
    """Write the figure of a sweep as PNG and SVG, with its numbers as CSV beside it; returns what a manifest says of it."""
    return [write(one, drawing, folder) for one, drawing in pictures(found, name, outcome)]


def pictures(found: Sweep, name: str, outcome: str) -> Iterator[tuple[str, Drawing]]:
    """The figure by its name."""
    with drawn_for([name, *(value for one in found.varied for value in map(str, one.values))]):
        yield "sweep", draw(found, name, outcome)


@figure("sweep", of="sweep", place=1)
def draw(found: Sweep, name: str, outcome: str) -> Drawing:
    """Shares of outcomes over the values of one setting, or a heat map over those of two."""
    return (lines if len(found.varied) == 1 else heat_map)(found, name, outcome)


@in_house_style
def lines(found: Sweep, name: str, outcome: str) -> Drawing:
    """Shares of every outcome that occurs over the values of one setting, that of `outcome` with its band; a cross line where the scenario stands."""
    (varied,) = found.varied
    room = INNER - 0.75
    numeric = all(_is_number(value) for value in varied.values)
    places = [float(value) for value in varied.values] if numeric else [float(place) for place in range(len(varied.values))]
    order = sorted(range(len(places)), key=places.__getitem__)
    shown = [one for one in OUTCOME_LABELS if one == outcome or any(point.shares[one].count for point in found.points)]
    names, path = None if numeric else _names(varied.values, room), wrapped(varied.path, room, SMALL)
    page = Page(
        _about(found, name, "a point", "at every point"),
        _headline(found, outcome),
        f"Shares of all histories. {'Band' if numeric else 'Upright lines'}: 95 % Wilson interval of {OUTCOME_LABELS[outcome]}. "
        "Dashed: its share in the scenario as it is.",
        2.5 + (0.25 if names is None else names.height) + 0.1 + height_of(path, SMALL),
        [_sample(one, outcome, joined=numeric) for one in shown],
    )
    axes = page.axes(MARGIN + 0.55, 0.05, room, 2.45)
    places = [places[k] for k in order]
    points = [found.points[k] for k in order]
    low, high = ([getattr(point.shares[outcome], end) for point in points] for end in ("low", "high"))
    if numeric:
        axes.fill_between(places, low, high, color=_LOOKS[outcome][0], alpha=0.12, linewidth=0)
    else:
        axes.vlines(places, low, high, color=_LOOKS[outcome][0], linewidth=1.4)
    every = ceil(len(places) / _MARKS) if numeric else 1
    for one in shown:
        axes.plot(places, [point.shares[one].share for point in points], clip_on=False, markevery=every, **_look(one, outcome, joined=numeric))
    axes.axhline(found.as_it_is.shares[outcome].share, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    if names is None:
        first, last = axes.get_xlim()
        named = [float(tick) for tick in axes.get_xticks() if first <= tick <= last]
        axes.set_xticks(named, _spelt(named))
        axes.set_xlim(first, last)
    else:
        axes.set_xlim(-0.5, len(places) - 0.5)
        names.below(axes, 0.0)
    ticks, labels = percent_ticks(max(point.shares[one].high for point in [*points, found.as_it_is] for one in shown))
    axes.set_ylim(0, ticks[-1] * 1.02)
    axes.set_yticks(ticks, labels)
    axes.grid(axis="y")
    axes.set_xlabel(path)
    said = "; ".join(f"{label}: {percent(point.shares[outcome].share)}" for label, point in zip(_spelt(varied.values), found.points, strict=True))
    return Drawing(page.figure, page.title, f"Lines over {varied.path}. Share of {OUTCOME_LABELS[outcome]} at {said}.", as_rows(found))


def _headline(found: Sweep, outcome: str) -> str:
    """Between which shares the outcome moves, from the least to the most; or that it does not differ from the scenario as it is beyond noise."""
    paths = " and ".join(one.path for one in found.varied)
    label = OUTCOME_LABELS[outcome].capitalize()
    if not any(beyond(found, outcome)):
        return f"{label}: nothing beyond noise over {paths}"
    shares = [point.shares[outcome].share for point in found.points]
    return f"{label}: {percent(min(shares))} to {percent(max(shares))} over {paths}"


def _look(one: str, outcome: str, *, joined: bool) -> dict[str, Any]:
    """Any deal is a wide pale line of rings: where every deal is an agreement, the line of agreement lies within it, and both are seen."""
    colour, marker, line = _LOOKS[one]
    look = {"marker": marker, "linestyle": line if joined else "", "color": colour, "linewidth": 2.2 if one == outcome else 1.2, "markersize": 5.0}
    if one != "any_deal":
        return look
    return look | {
        "color": PALE,
        "linewidth": 6.0,
        "markersize": 10.0,
        "markerfacecolor": "white",
        "markeredgecolor": INK,
        "markeredgewidth": 1.3,
        "solid_capstyle": "butt",
    }


def _sample(one: str, outcome: str, *, joined: bool) -> Line2D:
    line = Line2D([], [], label=OUTCOME_LABELS[one], **_look(one, outcome, joined=joined))
    if joined:
        line.set_markevery([1])  # of three points, on which large marks would meet
    return line


@in_house_style
def heat_map(found: Sweep, name: str, outcome: str) -> Drawing:
    """The share of an outcome in every combination of two settings, written into its cell and shown by its shade."""
    down, across = found.varied
    rows, columns = len(down.values), len(across.values)
    shares = np.array([point.shares[outcome].share for point in found.points]).reshape(rows, columns)
    most = max(0.01, float(shares.max()))
    beside = [wrapped(label, 2.0, SMALL) for label in _spelt(down.values)]
    left = max(width_of(line, SMALL) for label in beside for line in label.split("\n")) + 0.12
    room = INNER - left - 0.05
    cell = max(min(0.42, 4.5 / rows), *(height_of(label, SMALL) + 0.03 for label in beside))
    ticks = _names(across.values, room)
    above, below = _headed("down: ", down.path, INNER), _headed("across: ", across.path, room)
    head = height_of(above, SMALL) + 0.06
    written_in = [percent(share).removesuffix(" %") for share in shares.flat]
    size = min(BODY, 0.9 * room / columns / max(width_of(number, 1.0) for number in written_in), 0.8 * cell * 72)
    legible = size >= _FAINTEST
    shades, top = colormaps["Blues"], 1.35 * most
    key = [Rectangle((0, 0), 1, 1, facecolor=shades(tick / top), edgecolor=GREY, label=label) for tick, label in zip(*percent_ticks(most), strict=True)]
    page = Page(
        _about(found, name, "a cell", "in every cell"),
        _headline(found, outcome),
        f"Share of histories{' in per cent' if legible else ''}; darker is more. As the scenario is: {percent(found.as_it_is.shares[outcome].share)}.",
        head + rows * cell + ticks.height + 0.04 + height_of(below, SMALL),
        [] if legible else key,
    )
    page.write(MARGIN, 0, above, fontsize=SMALL)
    axes = page.axes(MARGIN + left, head, room, rows * cell)
    axes.pcolormesh(
        np.arange(columns + 1), np.arange(rows + 1), shares, cmap=shades, vmin=0.0, vmax=top, linewidth=min(0.4, 4 * room / columns), edgecolor="white"
    )
    for (r, c), number in zip(np.ndindex(rows, columns), written_in, strict=True):
        if legible:
            axes.text(c + 0.5, r + 0.5, number, ha="center", va="center", fontsize=size, color="white" if shares[r, c] > 0.85 * most else INK)
    axes.set_yticks(np.arange(rows) + 0.5, beside, linespacing=1.2)
    axes.set_ylim(rows, 0)  # the first value stands on top, as in the table
    ticks.below(axes, 0.5)
    axes.tick_params(length=0)
    page.write(MARGIN + left, head + rows * cell + ticks.height + 0.04, below, fontsize=SMALL)
    best, worst = (choose(found.points, key=lambda point: point.shares[outcome].share) for choose in (max, min))
    alt = f"Heat map of {rows} by {columns} cells. Most of {OUTCOME_LABELS[outcome]}: {_at(found, best, outcome)}; least: {_at(found, worst, outcome)}."
    return Drawing(page.figure, page.title, alt, as_rows(found))


def _headed(head: str, path: str, width: float) -> str:
    return head + wrapped(path, width - width_of(head, SMALL), SMALL)


def _about(found: Sweep, name: str, each: str, every: str) -> str:
    as_of = "" if found.as_of is None else f"as of {written(found.as_of)}, "
    return f"{name}: {as_of}{histories(found.n)} {each}, seed {found.seed}, {'' if found.unpaired is None else 'not '}the same luck {every}."


def _at(found: Sweep, point: Point, outcome: str) -> str:
    where = " and ".join(f"{one.path} {in_yaml(value)}" for one, value in zip(found.varied, point.values, strict=True))
    return f"{percent(point.shares[outcome].share)} at {where}"


# --- values along an axis ----------------------------------------------------------------------------------------------


class _Names(NamedTuple):
    """Labels below an axis that do not touch: at which of the values, their words, their size, whether upright, and the inches they take."""

    at: list[int]
    words: list[str]
    size: float
    upright: bool
    height: float

    def below(self, axes: Axes, first: float) -> None:
        """Set them below the axis; the first value stands at `first`, each other one further."""
        axes.set_xticks([first + k for k in self.at], self.words, fontsize=self.size, rotation=90 if self.upright else 0, linespacing=1.2)


def _names(values: Sequence[Any], room: float) -> _Names:
    """Labels for these values, evenly spaced over `room` inches: numbers smaller and then fewer, other values on more lines and then upright."""
    labels, slot = _spelt(values), room / len(values)
    if not all(_is_number(value) for value in values):
        if slot >= _LEVEL:
            words = [wrapped(label, slot - _GAP, SMALL) for label in labels]
            return _Names(list(range(len(words))), words, SMALL, False, max(height_of(word, SMALL) for word in words) + 0.1)
        every = ceil(SMALL * LINE / slot)
        words = [shortened(label, _UPRIGHT, SMALL) for label in labels[::every]]
        return _Names(list(range(0, len(labels), every)), words, SMALL, True, max(width_of(word, SMALL) for word in words) + 0.1)
    size = SMALL if max(width_of(label, SMALL) for label in labels) + _GAP <= slot else FINE
    every = ceil((max(width_of(label, size) for label in labels) + _GAP) / slot)
    return _Names(list(range(0, len(labels), every)), labels[::every], size, False, height_of("", size) + 0.08)


def _spelt(values: Sequence[Any]) -> list[str]:
    """Values as they are written at an axis: numbers with three significant digits, or as many more as it takes to tell them apart."""
    if not all(_is_number(value) for value in values):
        return [in_yaml(value) for value in values]
    rounded = ([_with_digits(float(value), digits) for value in values] for digits in range(3, 18))
    return next((labels for labels in rounded if len(set(labels)) == len(set(values))), [in_yaml(value) for value in values])


def _with_digits(value: float, digits: int) -> str:
    text = f"{value:.{digits}g}"
    return f"{value:.0f}" if "e+" in text and abs(value) < 1e6 else text


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
