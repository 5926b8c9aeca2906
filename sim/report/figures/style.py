"""One look for all figures: colours that colour-blind readers and grey printers tell apart, and a page laid out in inches, so that no text meets another."""

from __future__ import annotations

import unicodedata
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from itertools import accumulate, pairwise
from math import ceil
from statistics import fmean
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sim.endings import ENDING
from sim.report.words import CAVEAT, date_of, labels, one_line, provenance, scale_points
from sim.scenario.isolates import OPEN, balanced
from sim.scenario.schema import Issue

from .letters import advance, families, shown
from .letters import note as note_on_letters

if TYPE_CHECKING:
    from sim.ensemble.run import Run

# Okabe & Ito 2008, "Color universal design".
BLUE, SKY, GREEN, ORANGE, VERMILLION, PURPLE = "#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00", "#CC79A7"
INK, GREY, PALE, FAINT = "#1a1a1a", "#5c5c5c", "#b8b8b8", "#e4e4e4"
PALETTE = {
    "blue": BLUE,
    "sky": SKY,
    "green": GREEN,
    "orange": ORANGE,
    "vermillion": VERMILLION,
    "purple": PURPLE,
    "ink": INK,
    "grey": GREY,
    "light grey": "#b0b0b0",
    "pale": PALE,
    "faint": FAINT,
    "white": "white",
}
"""The same by name, for records that know nothing of figures."""

WIDTH = 8.0
"""Inches: a page's width at nine tenths of its size, a slide's at one and a half."""
MARGIN = 0.25
INNER = WIDTH - 2 * MARGIN
TITLE, BODY, SMALL, FINE = 13.0, 9.5, 8.5, 7.5
"""Points."""
LINES = 12
"""Lines that a text of a figure takes at most: words that somebody typed may be of any length."""
_LONGEST = 1000
"""Letters of which none fit on a line."""
LINE = 1.3 / 72
"""Inches of height that a line of text takes for each of its points."""
SAMPLE, KEY_LINE = 0.32, 0.19
"""Inches that a sample of the key is wide, and that a line of it is high."""

# The five differ in grey too, or by their hatches, and none is nearly white or black. None is green or red: no ending is right or wrong here.
ENDING_LOOKS: dict[str, dict[str, Any]] = {name: {"facecolor": PALETTE[ending.colour], "hatch": ending.hatch} for name, ending in ENDING.items()}

_HOUSE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.facecolor": "white",
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": SMALL,
    "axes.linewidth": 0.7,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "white",
    "font.size": BODY,
    "grid.color": FAINT,
    "grid.linewidth": 0.7,
    "hatch.linewidth": 0.5,
    "svg.fonttype": "none",
    "text.color": INK,
    "text.hinting": "none",  # half the time of the default, and the same widths on every output
    "text.parse_math": False,  # a label may hold a dollar sign
    "text.usetex": False,
    "xtick.color": GREY,
    "xtick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "xtick.major.size": 3,
    "ytick.color": GREY,
    "ytick.labelcolor": INK,
    "ytick.labelsize": SMALL,
    "ytick.major.size": 3,
}

_STYLE: dict[Any, Any] = {key: value for key, value in mpl.rcParamsDefault.items() if key != "backend"} | _HOUSE
"""What the reader's own settings of matplotlib, whichever they are, give way to."""

P = ParamSpec("P")


class Drawing(NamedTuple):
    """A figure, its title, what it shows in words for those who cannot see it, and its numbers (at least one row)."""

    figure: Figure
    title: str
    alt: str
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Look:
    """How a party is shown in every figure, by its place in the alphabet of labels."""

    name: str
    label: str
    colour: str
    line: Any
    marker: str


_COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION)
_LINES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)), (0, (3, 1, 1, 1, 1, 1)))
_MARKERS = "osD^vPX<>h"


def looks(run: Run) -> list[Look]:
    """The parties in alphabetical order of their labels; colours repeat after six, line styles after five, markers after ten."""
    return [
        Look(name, label, _COLOURS[k % len(_COLOURS)], _LINES[k % len(_LINES)], _MARKERS[k % len(_MARKERS)])
        for k, (name, label) in enumerate(labels(run).items())
    ]


_drawn_with: list[list[str]] = []
"""The families of fonts for which the style of the house is set now, the innermost last."""


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the style of the house, whatever the reader's own settings of matplotlib are."""
    if _drawn_with and _drawn_with[-1] == families():  # to set everything once more takes a part of the time of a figure
        yield
        return
    with mpl.rc_context(_STYLE | {"font.family": families()}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        _drawn_with.append(families())
        try:
            yield
        finally:
            _drawn_with.pop()


def in_house_style(draw: Callable[P, Drawing]) -> Callable[P, Drawing]:
    """Make a drawing function draw in the style of the house."""

    @wraps(draw)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Drawing:
        with house_style():
            return draw(*args, **kwargs)

    return styled


# --- text that fits ----------------------------------------------------------------------------------------------------


def width_of(words: str, size: float, bold: bool = False) -> float:
    """Width of a line of text, in inches; letter by letter, because laying out each trial line takes a tenth of the time of all figures."""
    return _widths(shown(words), size, bold)[-1]


def _widths(words: str, size: float, bold: bool) -> list[float]:
    """How wide the words are up to each of their letters, from none to all of them, in inches."""
    return [width * size / 72 for width in accumulate((advance(letter, bold) for letter in words), initial=0.0)]


def _further(reach: float, words: str, bold: bool) -> float:
    """How far a line reaches when words are added to it, in units of the size of its font; of many words only as many letters as a line holds."""
    for letter in words[:_LONGEST]:
        reach += advance(letter, bold)
    return reach


def wrapped(words: str, width: float, size: float, bold: bool = False) -> str:
    """The words as they can be drawn, in lines no wider than `width` inches, the last of at most LINES cut where there would be more."""
    return _wrapped(shown(words), width, size, bold)


@cache
def _wrapped(words: str, width: float, size: float, bold: bool) -> str:
    lines: list[str] = []
    line, reach = "", 0.0
    for word in " ".join(words.split()).replace(" %", "\u00a0%").split(" "):
        added = f" {word}" if line else word
        longer = _further(reach, added, bold)
        if len(line) + len(added) < _LONGEST and longer * size / 72 <= width:
            line, reach = line + added, longer
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, width, size, bold)
        reach = _further(0.0, line, bold)
        lines += whole
        if len(lines) > LINES:
            break
    lines.append(line)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], shortened(f"{lines[LINES - 1]} {lines[LINES]}", width, size, bold, cut=True)]
    return "\n".join(balanced(lines) if OPEN in words else lines)


def _broken(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word in parts no wider than `width`, after a hyphen or the dot of a path if it can be; no part ends before a mark that its last letter carries."""
    parts: list[str] = []
    widths = _widths(word[: LINES * _LONGEST], size, bold)
    start = 0
    while widths[-1] - widths[start] > width and len(parts) <= LINES:
        fits = max(start + 1, bisect_right(widths, widths[start] + width) - 1)
        while fits > start + 1 and unicodedata.combining(word[fits]):
            fits -= 1
        fits = max(word.rfind(mark, start + 1, fits) for mark in "-.") + 1 or fits
        parts.append(word[start:fits])
        start = fits
    return [*parts, word[start : len(widths) - 1]]


def shortened(words: str, width: float, size: float, bold: bool = False, *, cut: bool = False) -> str:
    """The words as they can be drawn, on one line no wider than `width` inches; cut where they are longer, or have been `cut` before."""
    line = shown(" ".join(words.split()))
    widths = _widths(line[:_LONGEST], size, bold)
    if len(line) < _LONGEST and widths[-1] <= width and not cut:
        return line
    fits = max(0, bisect_right(widths, width - _widths("\u2026", size, bold)[-1]) - 1)
    (kept,) = balanced([f"{line[:fits]}\u2026"])
    return kept


def height_of(text: str, size: float) -> float:
    """Height of wrapped text, in inches."""
    return (text.count("\n") + 1) * size * LINE


def apart(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Middles for labels of these heights, between `low` and `high`, none over another and all as near as may be to where they are wanted.

    Pool adjacent violators on what is left of the places when the labels are taken out (Barlow et al. 1972).
    """
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    below = {k: sum(heights[j] for j in order[:place]) + heights[k] / 2 for place, k in enumerate(order)}
    pools: list[list[float]] = []
    for k in order:
        pools.append([wanted[k] - below[k]])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    fitted = [min(max(fmean(pool), low), high - sum(heights)) for pool in pools for _ in pool]
    at = {k: fitted[place] + below[k] for place, k in enumerate(order)}
    return [at[k] for k in range(len(wanted))]


# --- the page ----------------------------------------------------------------------------------------------------------


Sample = Line2D | Rectangle


class Page:
    """A figure: title, note and key above, small print below, and between them `height` inches of contents.

    All places are inches from the left edge and from the top of the contents. The small print says what `about`, a run or something named, rests on.
    """

    def __init__(self, about: Run | str, title: str, note: str, height: float, key: Sequence[Sample] = (), *, caveat: str = CAVEAT) -> None:
        self.title = " ".join(title.split())
        title = wrapped(title, INNER, TITLE, bold=True)
        note = wrapped(note, INNER, SMALL)
        fine = f"{wrapped(about, INNER, FINE)}\n{caveat}" if isinstance(about, str) else _small_print(about)
        if letters := note_on_letters():
            fine = f"{fine}\n{wrapped(letters, INNER, FINE)}"
        under_title = 0.18 + height_of(title, TITLE)
        under_note = under_title + height_of(note, SMALL) + 0.12
        columns = _key_columns(key)
        self.top = under_note + -(-len(key) // max(1, len(columns))) * KEY_LINE + (0.12 if key else 0.0)
        self.height = self.top + height + 0.12 + height_of(fine, FINE) + 0.1
        self.figure = Figure(figsize=(WIDTH, self.height), dpi=150)
        self._write(MARGIN, 0.14, title, fontsize=TITLE, fontweight="bold")
        self._write(MARGIN, under_title, note, fontsize=SMALL, color=GREY)
        self._write(MARGIN, self.top + height + 0.12, fine, fontsize=FINE, color=GREY)
        for k, sample in enumerate(key):
            row, column = divmod(k, len(columns))
            self._sample(sample, columns[column], under_note + (row + 0.5) * KEY_LINE)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes in a box of these inches."""
        return self.figure.add_axes((left / WIDTH, 1 - (self.top + top + height) / self.height, width / WIDTH, height / self.height))

    def write(self, left: float, top: float, words: str, **look: Any) -> None:
        """Text whose upper left corner (or what `look` says) is there."""
        self._write(left, self.top + top, words, **look)

    def _write(self, left: float, top: float, words: str, **look: Any) -> None:
        self.figure.text(left / WIDTH, 1 - top / self.height, words, **{"va": "top", "linespacing": 1.25, **look})

    def _sample(self, sample: Sample, left: float, middle: float) -> None:
        """One entry of the key. Drawn here, because matplotlib's own legends take a tenth of the time of all figures."""
        up = 1 - middle / self.height
        if isinstance(sample, Rectangle):
            sample.set_bounds(left / WIDTH, up - 0.055 / self.height, SAMPLE / WIDTH, 0.11 / self.height)
        elif sample.get_linestyle() == "None":
            sample.set_data([(left + SAMPLE / 2) / WIDTH], [up])
        else:
            sample.set_data([left / WIDTH, (left + SAMPLE / 2) / WIDTH, (left + SAMPLE) / WIDTH], [up] * 3)
        self.figure.add_artist(sample)
        # On one base line, with small letters at the middle of the sample.
        self._write(left + SAMPLE + 0.09, middle + 0.3 * SMALL / 72, str(sample.get_label()), fontsize=SMALL, va="baseline")


def _small_print(run: Run) -> str:
    title, rests_on = one_line(run.scenario.title), provenance(run)
    together = wrapped(f"{title}: {rests_on}.", INNER, FINE)
    return f"{wrapped(title, INNER, FINE)}\n{rests_on}\n{CAVEAT}" if "\n" in together else f"{together}\n{CAVEAT}"


def _key_columns(key: Sequence[Sample]) -> list[float]:
    """Where the columns of a key begin: as many as its labels, read row by row, allow."""
    wide = [SAMPLE + 0.09 + width_of(str(sample.get_label()), SMALL) + 0.25 for sample in key]
    for count in range(len(key), 0, -1):
        columns = [max(wide[column::count]) for column in range(count)]
        if count == 1 or sum(columns) - 0.25 <= INNER:
            return [MARGIN + sum(columns[:column]) for column in range(count)]
    return []


# --- axes --------------------------------------------------------------------------------------------------------------

_STEPS = (1, 2, 5, 7, 10, 14, 20, 30, 45, 60, 90, 120, 180, 240, 360)


def day_axis(axes: Axes, run: Run, *, labelled: bool = True) -> None:
    """The days of the talks along the bottom, with dates below the numbers."""
    axes.set_xlim(-0.5, run.scenario.days - 0.5)
    if labelled:
        ticks = days_to_name(run, axes.get_position().width * WIDTH / 0.95)
        axes.set_xticks(ticks, [day_label(run, day) for day in ticks])
    else:
        axes.set_xticks([])


def days_to_name(run: Run, room: float) -> list[int]:
    """The first day and others at round distances, as many as there is room for."""
    days = run.scenario.days
    return list(range(0, days, next((step for step in _STEPS if days / step <= max(1.0, room)), days)))


def day_label(run: Run, day: int) -> str:
    """What stands at a tick: the number of a day and its date."""
    return f"{'day ' if day == 0 else ''}{day}\n{date_of(run.scenario, day)}"


def percent_ticks(top: float) -> tuple[list[float], list[str]]:
    """Round shares from 0 to the first at or above `top`, and how they are written."""
    step = next((step for step in (0.01, 0.02, 0.05, 0.1) if top <= 5 * step), 0.25)
    ticks = [k * step for k in range(min(ceil(top / step), round(1 / step)) + 1)]
    return ticks, [f"{tick * 100:.0f} %" for tick in ticks]


def anchor_labels(issue: Issue, width: float) -> dict[float, str]:
    """The points of a scale with their words, wrapped to `width` inches."""
    return {point: wrapped(f"{point:g} {words}".rstrip(), width, SMALL) for point, words in scale_points(issue).items()}


def scale_height(issue: Issue, width: float) -> float:
    """Inches of height at which all named points of a scale can be labelled at its side."""
    anchors = [(point, height_of(words, SMALL)) for point, words in anchor_labels(issue, width).items()]
    needed = [(_reach(low, a, up=True) + _reach(high, b, up=False)) / (high - low) * 100 for (low, a), (high, b) in pairwise(anchors)]
    return max([0.0, *needed])


def _reach(point: float, height: float, up: bool) -> float:
    """How far the label of a point reaches up (or down) from it: labels at the ends stand inside the scale."""
    if point < 10:
        return height if up else 0.0
    if point > 90:
        return 0.0 if up else height
    return height / 2


def scale_axis(axes: Axes, issue: Issue, width: float, height: float) -> None:
    """The scale of an issue up the left side of axes `height` inches high, with the words of as many named points as fit."""
    anchors = anchor_labels(issue, width)
    axes.set_ylim(0, 100)
    kept: dict[float, tuple[float, float]] = {}
    for point in sorted(anchors, key=lambda point: (point not in {min(anchors), max(anchors)}, abs(point - 50), point)):
        tall = height_of(anchors[point], SMALL)
        low, high = point / 100 * height - _reach(point, tall, up=False), point / 100 * height + _reach(point, tall, up=True)
        if all(high <= other_low or low >= other_high for other_low, other_high in kept.values()):
            kept[point] = low, high
    axes.set_yticks(list(kept), [anchors[point] for point in kept], linespacing=1.2)
    for point, label in zip(kept, axes.get_yticklabels(), strict=True):
        label.set_verticalalignment("bottom" if point < 10 else "top" if point > 90 else "center")
    axes.grid(axis="y")


def say_instead(axes: Axes, words: str) -> None:
    """Say in the middle of empty axes why they are empty."""
    axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", color=GREY, fontsize=BODY)


def name_ends(axes: Axes, names: dict[str, float], looks: Sequence[dict[str, Any]], size: tuple[float, float], room: float) -> None:
    """Names at the right of axes of this `size`, within `room` inches, each tied to its height there (a share of the axes) by a line with its look."""
    width, height = size
    fitted = [wrapped(name, room - 0.25, SMALL) for name in names]
    places = apart([end * height for end in names.values()], [height_of(name, SMALL) for name in fitted], 0, height)
    for name, end, place, look in zip(fitted, names.values(), places, looks, strict=True):
        axes.plot([1, 1 + 0.18 / width], [end, place / height], transform=axes.transAxes, clip_on=False, **look)
        axes.text(1 + 0.23 / width, place / height, name, transform=axes.transAxes, va="center", fontsize=SMALL, linespacing=1.2)
