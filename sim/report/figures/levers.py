"""The figure of a search for levers: what each act does at its bound, and the level asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.analysis.levers import Search
from sim.report.words import OUTCOME_LABELS, histories, percent

from . import write
from .style import BLUE, FINE, GREY, INK, INNER, MARGIN, SMALL, VERMILLION, Drawing, Page, height_of, in_house_style, percent_ticks, wrapped

SHOWN = 20
_LABELS = 3.6
"""Inches for who does what."""


def draw_all(found: Search, name: str, folder: Path) -> list[dict[str, Any]]:
    """Write the figure as PNG and SVG, with its numbers as CSV beside it; returns what a manifest says of it."""
    return [write("levers", acts(found, name), folder)]


@in_house_style
def acts(found: Search, name: str) -> Drawing:
    """A line an act: the share of the outcome when it is done as far as its bound, with its Wilson interval."""
    shown = found.bounds[:SHOWN]
    words = [wrapped(f"{one.levers[0].holder}: {one.levers[0].words}", _LABELS - 0.1, SMALL) for one in shown]
    heights = [max(0.24, height_of(text, SMALL) + 0.06) for text in words]
    page = Page(
        f"{name}: {histories(found.n)} an act, the same luck.",
        f"What diplomatic acts do to {OUTCOME_LABELS[found.outcome]}",
        f"Marks: its share when the act goes as far as its bound, with 95 % Wilson intervals. Dashed: as it is, {percent(found.as_it_is.share)}. "
        f"Line: the level asked for, {percent(found.level)}.",
        sum(heights) + 0.4,
    )
    axes = page.axes(MARGIN + _LABELS, 0, INNER - _LABELS - 0.15, sum(heights))
    top = 0.0
    for one, text, height in zip(shown, words, heights, strict=True):
        y = top + height / 2
        page.write(MARGIN, y, text, va="center", fontsize=SMALL, color=INK if not one.difference.noise else GREY)
        colour = BLUE if not one.difference.noise else GREY
        axes.plot([one.share.low, one.share.high], [y, y], color=colour, linewidth=1.4, marker="|", markersize=6)
        axes.plot(one.share.share, y, "o" if not one.difference.noise else "D", color=colour, markersize=5)
        top += height
    axes.axvline(found.as_it_is.share, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
    axes.axvline(found.level, color=VERMILLION, linewidth=1.4)
    axes.set_ylim(top, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    ticks, names = percent_ticks(max([found.level, *(one.share.high for one in shown)]))
    axes.set_xlim(0, ticks[-1])
    axes.set_xticks(ticks, names)
    axes.grid(axis="x")
    page.write(MARGIN, top + 0.18, "Grey diamonds: within noise of the scenario as it is.", fontsize=FINE, color=GREY)
    said = "; ".join(f"{one.levers[0].holder}, {one.levers[0].words}: {percent(one.share.share)}" for one in shown[:6])
    singles = [(one.levers[0], one.share) for one in found.bounds]
    rows = [{"holder": act.holder, "act": act.words, "kind": act.kind, "share": share.share, "low": share.low, "high": share.high} for act, share in singles]
    return Drawing(page.figure, page.title, f"Dot plot of acts by what they do to {OUTCOME_LABELS[found.outcome]}. {said}.", rows or [{"holder": None}])
