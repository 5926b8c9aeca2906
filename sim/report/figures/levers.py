"""The figure of a search for levers: what each act does at its bound, what pairs of acts do, and the level asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.analysis.levers import Search, Tried, beyond
from sim.report.findings import allowance
from sim.report.words import OUTCOME_LABELS, counted, histories, percent

from .letters import drawn_for
from .registry import figure
from .style import (
    BLUE,
    FINE,
    GREY,
    INK,
    INNER,
    MARGIN,
    PALE,
    SMALL,
    VERMILLION,
    Drawing,
    Page,
    height_of,
    in_house_style,
    percent_ticks,
    wrapped,
)
from .writing import write

SHOWN = 20
PAIRS = 5
_LABELS = 3.6
"""Inches for who does what."""
_APART = 0.36
"""Inches between single acts and pairs, with the words that head the pairs."""


def draw_all(found: Search, name: str, folder: Path) -> list[dict[str, Any]]:
    """Write the figure as PNG and SVG, with its numbers as CSV beside it; returns what a manifest says of it."""
    return [write(one, drawing, folder) for one, drawing in pictures(found, name)]


def pictures(found: Search, name: str) -> Iterator[tuple[str, Drawing]]:
    """The figure by its name."""
    with drawn_for([name, *(word for one in [*found.bounds, *found.pairs] for act in one.levers for word in (act.holder, act.words))]):
        yield "levers", acts(found, name)


@figure("levers", of="levers", place=1)
@in_house_style
def acts(found: Search, name: str) -> Drawing:
    """A line an act: the share of the outcome when it is done as far as its bound, with its Wilson interval; pairs of acts below, set apart."""
    singles, pairs = found.bounds[:SHOWN], found.pairs[:PAIRS]
    clear = beyond(found)
    noise = [not one for one in [*clear[: len(singles)], *clear[len(found.bounds) :][: len(pairs)]]]
    words = [wrapped(_in_words(one), _LABELS - 0.1, SMALL) for one in [*singles, *pairs]]
    heights = [max(0.24, height_of(text, SMALL) + 0.06) for text in words]
    above = sum(heights[: len(singles)]) or 0.8
    whole = above + (_APART + sum(heights[len(singles) :]) if pairs else 0.0)
    left_out = _left_out(found)
    page = _page(found, name, whole + 0.3 + (0.18 if left_out else 0.0))
    axes = page.axes(MARGIN + _LABELS, 0, INNER - _LABELS - 0.2, whole)
    top = 0.0
    for k, (one, text, height) in enumerate(zip([*singles, *pairs], words, heights, strict=True)):
        if k == len(singles):
            page.write(MARGIN, above + _APART - 0.06, "Two acts together", va="bottom", fontsize=SMALL, fontweight="bold")
            axes.axhline(above + 0.08, color=PALE, linewidth=0.7)
            top = above + _APART
        page.write(MARGIN, top + height / 2, text, va="center", fontsize=SMALL, color=GREY if noise[k] else INK)
        _mark(axes, one, top + height / 2, noise=noise[k])
        top += height
    if not singles:
        page.write(MARGIN, whole / 2, "The scenario leaves no diplomatic act to try.", va="center", fontsize=SMALL)
    axes.axvline(found.as_it_is.share, color=INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1.5)
    axes.axvline(found.level, color=VERMILLION, linewidth=1.4, zorder=1.5)
    axes.set_ylim(whole, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    ticks, names = percent_ticks(max([found.level, found.as_it_is.high, *(one.share.high for one in [*singles, *pairs])]))
    axes.set_xlim(0, ticks[-1] * 1.03)
    axes.set_xticks(ticks, names)
    axes.grid(axis="x")
    if left_out:
        page.write(MARGIN, whole + 0.27, left_out, fontsize=FINE, color=GREY)
    said = "; ".join(f"{_in_words(one)}: {percent(one.share.share)}" for one in [*singles[:6], *pairs]) or "There is no act to try"
    rows = [_row(one) for one in [*found.bounds, *found.pairs]]
    return Drawing(page.figure, page.title, f"Dot plot of acts by what they do to {OUTCOME_LABELS[found.outcome]}. {said}.", rows or [{"holder": None}])


def _left_out(found: Search) -> str:
    """How many acts and pairs are not shown; empty where all are."""
    hidden = {"act": len(found.bounds) - SHOWN, "pair": len(found.pairs) - PAIRS}
    return " ".join(f"{counted(many, what)} not shown {'does' if many == 1 else 'do'} no more." for what, many in hidden.items() if many > 0)


def _page(found: Search, name: str, height: float) -> Page:
    return Page(
        f"{name}: {histories(found.n)} an act, the same luck.",
        f"What diplomatic acts do to {OUTCOME_LABELS[found.outcome]}",
        f"Marks: its share when the act goes as far as its bound, with 95 % Wilson intervals. Dashed: as it is, {percent(found.as_it_is.share)}. "
        f"Line: the level asked for, {percent(found.level)}. Noise is judged history by history, with and without the act under the same luck, "
        f"{allowance(len(found.bounds) + len(found.pairs))}: "
        "a finer test than these intervals, so an act that is beyond noise may still cross the dashed line.",
        height,
        [_sample(noise=False), _sample(noise=True)] if found.bounds else [],
    )


def _in_words(one: Tried) -> str:
    done = zip(one.levers, one.far, strict=True)
    return " and ".join(f"{act.holder}: {act.words}{'' if far == 1.0 else f', {percent(far)} of the way'}" for act, far in done)


def _look(*, noise: bool) -> dict[str, Any]:
    return {"color": GREY if noise else BLUE, "marker": "D" if noise else "o", "markersize": 5}


def _sample(*, noise: bool) -> Line2D:
    return Line2D([], [], linestyle="None", label="within noise of the scenario as it is" if noise else "beyond noise", **_look(noise=noise))


def _mark(axes: Axes, one: Tried, y: float, *, noise: bool) -> None:
    look = _look(noise=noise)
    axes.plot([one.share.low, one.share.high], [y, y], linewidth=1.4, **look | {"marker": "|", "markersize": 6})
    axes.plot(one.share.share, y, clip_on=False, **look)


def _row(one: Tried) -> dict[str, Any]:
    def joined(parts: Sequence[object]) -> str:
        return " and ".join(map(str, parts))

    return {
        "holder": joined([act.holder for act in one.levers]),
        "act": joined([act.words for act in one.levers]),
        "kind": joined([act.kind for act in one.levers]),
        "far": joined([f"{far:g}" for far in one.far]),
        "share": one.share.share,
        "low": one.share.low,
        "high": one.share.high,
    }
