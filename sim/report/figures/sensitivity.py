"""The figure of a sensitivity analysis: a tornado of effects, and how the spread divides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matplotlib.patches import Rectangle

from sim.analysis.sensitivity import Effect, Sensitivity
from sim.report.words import OUTCOME_LABELS, counted, percent

from .letters import drawn_for
from .registry import figure
from .style import BLUE, FINE, GREY, INK, INNER, MARGIN, ORANGE, SMALL, Drawing, Page, height_of, in_house_style, say_instead, wrapped
from .writing import write

SHOWN = 18
_LABELS = 3.4
"""Inches for the names of settings."""


def draw_all(found: Sensitivity, name: str, folder: Path) -> list[dict[str, Any]]:
    """Write the figure as PNG and SVG, with its numbers as CSV beside it; returns what a manifest says of it."""
    return [write(one, drawing, folder) for one, drawing in pictures(found, name)]


def pictures(found: Sensitivity, name: str) -> Iterator[tuple[str, Drawing]]:
    """The figure by its name."""
    with drawn_for([name, *(effect.factor.path for effect in found.effects)]):
        yield "sensitivity", tornado(found, name)


@figure("sensitivity", of="sensitivity", place=1)
@in_house_style
def tornado(found: Sensitivity, name: str) -> Drawing:
    """A bar a setting: the mean of absolute effects of moving it by two thirds of its range, with its Monte Carlo interval; a mark for the direction."""
    moving = [effect for effect in found.effects if effect.size > 0.0]
    shown = moving[:SHOWN]
    words = [wrapped(effect.factor.path, _LABELS - 0.1, SMALL) for effect in shown]
    heights = [max(0.25, height_of(text, SMALL) + 0.07) for text in words]
    whole = sum(heights) or 0.8
    left_out = _left_out(len(moving) - len(shown), len(found.effects) - len(moving)) if shown else ""
    parts = "; ".join(f"{part} {percent(share.share)}" for part, share in found.parts.items())
    page = _page(found, name, parts, whole + (0.45 if shown else 0.0) + (0.18 if left_out else 0.0), anything=bool(shown))
    if not shown:
        axes = page.axes(MARGIN, 0, INNER, whole)
        axes.set_axis_off()
        say_instead(axes, f"No setting moves {OUTCOME_LABELS[found.outcome]}.")
        return Drawing(page.figure, page.title, f"An empty chart. No setting moves {OUTCOME_LABELS[found.outcome]}.", _rows(found))
    axes = page.axes(MARGIN + _LABELS, 0, INNER - _LABELS - 0.45, whole)
    top = 0.0
    for effect, text, height in zip(shown, words, heights, strict=True):
        y, size, (low, high) = top + height / 2, 100 * effect.size, _interval(effect)
        page.write(MARGIN, y, text, va="center", fontsize=SMALL)
        constant = effect.factor.kind == "constant"
        axes.barh(y, size, 0.6 * min(heights), facecolor=ORANGE if constant else BLUE, hatch="//" if constant else "", edgecolor=INK, linewidth=0.6)
        axes.plot([low, high], [y, y], color=INK, linewidth=1.1, marker="|", markersize=6)
        if abs(effect.mean) > 0.5 * effect.size:
            axes.text(high, y, "  +" if effect.mean > 0 else "  \u2212", va="center", fontsize=SMALL, color=GREY)
        top += height
    axes.set_ylim(top, 0)
    axes.set_yticks([])
    axes.set_xlim(0, max([1.0, *(_interval(effect)[1] for effect in shown)]) * 1.06)
    axes.grid(axis="x")
    axes.set_xlabel("points of a hundred")
    if left_out:
        page.write(MARGIN, whole + 0.45, left_out, fontsize=FINE, color=GREY)
    said = "; ".join(f"{effect.factor.path} {100 * effect.size:.1f}" for effect in shown[:6])
    return Drawing(
        page.figure, page.title, f"Tornado chart, in points of a hundred: {said}.{f' Spread of single histories: {parts}.' if parts else ''}", _rows(found)
    )


def _page(found: Sensitivity, name: str, parts: str, height: float, *, anything: bool) -> Page:
    """The page, with a key and a note where `anything` moves the outcome."""
    key = [
        Rectangle((0, 0), 1, 1, facecolor=BLUE, edgecolor=INK, label="stance, over its spread"),
        Rectangle((0, 0), 1, 1, facecolor=ORANGE, edgecolor=INK, hatch="//", label="assumed constant, over its stated range"),
    ]
    note = (
        "Bars: mean change of the share, in points, when a setting alone moves by two thirds of its range; lines: 95 % intervals. "
        "Sign: its direction, where it has one."
    )
    return Page(
        f"{name}: {found.points:,} points of 250 histories, the same luck at each.{f' Spread of single histories: {parts}.' if parts else ''}",
        f"What moves {OUTCOME_LABELS[found.outcome]} most",
        note if anything else f"{counted(len(found.effects), 'setting')} moved, each alone and by two thirds of its range.",
        height,
        key if anything else [],
    )


def _interval(effect: Effect) -> tuple[float, float]:
    """The 95 % interval of the size of an effect, in points; no share moves by less than none or more than all of them."""
    return 100 * max(effect.size - effect.size_error, 0.0), 100 * min(effect.size + effect.size_error, 1.0)


def _left_out(less: int, still: int) -> str:
    """How many settings have no bar, in words."""
    parts = [f"{counted(less, 'setting')} more {'moves' if less == 1 else 'move'} it less"] if less else []
    parts += [f"{counted(still, 'setting')} {'does' if still == 1 else 'do'} not move it"] if still else []
    return f"{', '.join(parts)}." if parts else ""


def _rows(found: Sensitivity) -> list[dict[str, Any]]:
    return [
        {
            "path": effect.factor.path, "kind": effect.factor.kind, "size": effect.size, "size_error": effect.size_error, "mean": effect.mean,
            "spread": effect.spread, "alone": effect.alone, "total": effect.total,
        }
        for effect in found.effects
    ]  # fmt: skip
