"""The figure of a sensitivity analysis: a tornado of effects, and how the spread divides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.patches import Rectangle

from sim.analysis.sensitivity import Sensitivity
from sim.report.words import OUTCOME_LABELS, percent

from . import write
from .style import BLUE, GREY, INK, INNER, MARGIN, ORANGE, SMALL, Drawing, Page, height_of, in_house_style, wrapped

SHOWN = 18
_LABELS = 3.4
"""Inches for the names of settings."""


def draw_all(found: Sensitivity, name: str, folder: Path) -> list[dict[str, Any]]:
    """Write the figure as PNG and SVG, with its numbers as CSV beside it; returns what a manifest says of it."""
    return [write("sensitivity", tornado(found, name), folder)]


@in_house_style
def tornado(found: Sensitivity, name: str) -> Drawing:
    """A bar a setting: the mean of absolute effects of moving it across its range, with its Monte Carlo interval; a mark for the direction."""
    shown = found.effects[:SHOWN]
    words = [wrapped(effect.factor.path, _LABELS - 0.1, SMALL) for effect in shown]
    heights = [max(0.25, height_of(text, SMALL) + 0.07) for text in words]
    key = [
        Rectangle((0, 0), 1, 1, facecolor=BLUE, edgecolor=INK, label="stance, over its spread"),
        Rectangle((0, 0), 1, 1, facecolor=ORANGE, edgecolor=INK, hatch="//", label="assumed constant, over its stated range"),
    ]
    parts = "; ".join(f"{part} {percent(share.share)}" for part, share in found.parts.items())
    note = (
        "Bars: mean change of the share, in points, when a setting alone moves across its range; lines: 95 % intervals. Sign: its direction, where it has one."
    )
    page = Page(
        f"{name}: {found.points:,} points of 250 histories, the same luck at each.{f' Spread of single histories: {parts}.' if parts else ''}",
        f"What moves {OUTCOME_LABELS[found.outcome]} most",
        note,
        sum(heights) + 0.45,
        key,
    )
    axes = page.axes(MARGIN + _LABELS, 0, INNER - _LABELS - 0.45, sum(heights))
    top = 0.0
    for effect, text, height in zip(shown, words, heights, strict=True):
        y, size, error = top + height / 2, 100 * effect.size, 100 * effect.size_error
        page.write(MARGIN, y, text, va="center", fontsize=SMALL)
        constant = effect.factor.kind == "constant"
        axes.barh(y, size, 0.6 * min(heights), facecolor=ORANGE if constant else BLUE, hatch="//" if constant else "", edgecolor=INK, linewidth=0.6)
        axes.plot([max(size - error, 0.0), size + error], [y, y], color=INK, linewidth=1.1, marker="|", markersize=6)
        if abs(effect.mean) > 0.5 * effect.size:
            axes.text(size + error, y, "  +" if effect.mean > 0 else "  \u2212", va="center", fontsize=SMALL, color=GREY)
        top += height
    axes.set_ylim(top, 0)
    axes.set_yticks([])
    axes.set_xlim(0, max([1.0, *(100 * (effect.size + effect.size_error) for effect in shown)]) * 1.06)
    axes.grid(axis="x")
    axes.set_xlabel("points of a hundred")
    said = "; ".join(f"{effect.factor.path} {100 * effect.size:.1f}" for effect in shown[:6])
    rows = [
        {
            "path": effect.factor.path, "kind": effect.factor.kind, "size": effect.size, "size_error": effect.size_error, "mean": effect.mean,
            "spread": effect.spread, "alone": effect.alone, "total": effect.total,
        }
        for effect in found.effects
    ]  # fmt: skip
    return Drawing(page.figure, page.title, f"Tornado chart, in points of a hundred: {said}. {parts}.", rows)
