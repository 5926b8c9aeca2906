"""Figures of a sweep: lines with bands over one setting, a heat map over two."""

from __future__ import annotations

from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from sim.analysis.sweep import Point, Sweep, as_rows
from sim.report.words import OUTCOME_LABELS, histories, percent
from sim.scenario.settings import in_yaml

from . import write
from .style import BLUE, BODY, GREY, INK, INNER, MARGIN, ORANGE, PURPLE, SKY, SMALL, Drawing, Page, in_house_style, percent_ticks, wrapped

_LOOKS: dict[str, tuple[str, str, Any]] = {
    "any_deal": (INK, "o", "-"),
    "agreement": (BLUE, "s", "-"),
    "partial": (SKY, "D", (0, (5, 1.5))),
    "broken": (ORANGE, "X", (0, (1.2, 1.2))),
    "stalemate": (GREY, "v", (0, (6, 1.5, 1.2, 1.5))),
    "breakdown": (PURPLE, "P", (0, (3, 1, 1, 1))),
}


def draw_all(found: Sweep, name: str, outcome: str, folder: Path) -> list[dict[str, Any]]:
    """Write the figure of a sweep as PNG and SVG, with its numbers as CSV beside it; returns what a manifest says of it."""
    return [write("sweep", (lines if len(found.varied) == 1 else heat_map)(found, name, outcome), folder)]


@in_house_style
def lines(found: Sweep, name: str, outcome: str) -> Drawing:
    """Shares of every outcome that occurs over the values of one setting, that of `outcome` with its band; a cross line where the scenario stands."""
    (varied,) = found.varied
    shown = [one for one in OUTCOME_LABELS if one == outcome or any(found.share(point, one).count for point in found.points)]
    numeric = all(isinstance(value, Real) and not isinstance(value, bool) for value in varied.values)
    key = [Line2D([], [], color=_LOOKS[one][0], marker=_LOOKS[one][1], linestyle=_LOOKS[one][2] if numeric else "", label=OUTCOME_LABELS[one]) for one in shown]
    page = Page(
        f"{name}: {histories(found.n)} a point, seed {found.seed}, the same luck at every point.",
        f"How {OUTCOME_LABELS[outcome]} moves with {varied.path}",
        f"Shares of all histories. Band or bar: 95 % Wilson interval of {OUTCOME_LABELS[outcome]}. Dashed: its share in the scenario as it is.",
        3.1,
        key,
    )
    axes = page.axes(MARGIN + 0.55, 0.05, INNER - 0.75, 2.45)
    places = [float(value) for value in varied.values] if numeric else list(range(len(varied.values)))
    band = [found.share(point, outcome) for point in found.points]
    low, high = [one.low for one in band], [one.high for one in band]
    if numeric:
        axes.fill_between(places, low, high, color=_LOOKS[outcome][0], alpha=0.18, linewidth=0)
    else:
        axes.vlines(places, low, high, color=_LOOKS[outcome][0], linewidth=1.4)
    for one in shown:
        colour, marker, line = _LOOKS[one]
        heavy = 2.2 if one == outcome else 1.2
        axes.plot(
            places,
            [found.share(point, one).share for point in found.points],
            marker=marker,
            linestyle=line if numeric else "",
            color=colour,
            linewidth=heavy,
            markersize=5,
        )
    axes.axhline(found.share(found.as_it_is, outcome).share, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    if not numeric:
        axes.set_xticks(places, [wrapped(in_yaml(value), (INNER - 0.75) / len(places) - 0.05, SMALL) for value in varied.values])
    ticks, labels = percent_ticks(max(found.share(point, one).high for point in found.points for one in shown))
    axes.set_ylim(0, ticks[-1] * 1.02)
    axes.set_yticks(ticks, labels)
    axes.grid(axis="y")
    axes.set_xlabel(varied.path)
    said = "; ".join(f"{in_yaml(point.values[0])}: {percent(found.share(point, outcome).share)}" for point in found.points)
    return Drawing(page.figure, page.title, f"Lines over {varied.path}. Share of {OUTCOME_LABELS[outcome]} at {said}.", as_rows(found))


@in_house_style
def heat_map(found: Sweep, name: str, outcome: str) -> Drawing:
    """The share of an outcome in every combination of two settings, written into its cell and shown by its shade."""
    down, across = found.varied
    rows, columns = len(down.values), len(across.values)
    cell = min(0.42, 4.5 / rows)
    page = Page(
        f"{name}: {histories(found.n)} a cell, seed {found.seed}, the same luck in every cell.",
        f"{OUTCOME_LABELS[outcome].capitalize()} by {down.path} and {across.path}",
        f"Share of histories in per cent; darker is more. As the scenario is: {percent(found.share(found.as_it_is, outcome).share)}.",
        rows * cell + 0.75,
    )
    axes = page.axes(MARGIN + 1.0, 0.05, INNER - 1.1, rows * cell)
    shares = np.array([found.share(point, outcome).share for point in found.points]).reshape(rows, columns)
    axes.pcolormesh(
        np.arange(columns + 1),
        np.arange(rows + 1),
        shares,
        cmap="Blues",
        vmin=0.0,
        vmax=max(0.01, float(shares.max()) * 1.35),
        linewidth=0.4,
        edgecolor="white",
    )
    for r in range(rows):
        for c in range(columns):
            dark = shares[r, c] > 0.75 * max(0.01, float(shares.max()))
            axes.text(c + 0.5, r + 0.5, f"{100 * shares[r, c]:.0f}", ha="center", va="center", fontsize=min(BODY, 60 * cell), color="white" if dark else INK)
    axes.set_xticks(np.arange(columns) + 0.5, [in_yaml(value) for value in across.values])
    axes.set_yticks(np.arange(rows) + 0.5, [in_yaml(value) for value in down.values])
    axes.tick_params(length=0)
    axes.set_xlabel(across.path)
    page.write(MARGIN + 0.05, 0.05 + rows * cell / 2, down.path, rotation=90, va="center", ha="center", fontsize=SMALL, color=INK)
    most, least = (choose(found.points, key=lambda point: found.share(point, outcome).share) for choose in (max, min))
    alt = f"Heat map of {rows} by {columns} cells. Most of {OUTCOME_LABELS[outcome]}: {_at(found, most, outcome)}; least: {_at(found, least, outcome)}."
    return Drawing(page.figure, page.title, alt, as_rows(found))


def _at(found: Sweep, point: Point, outcome: str) -> str:
    where = " and ".join(f"{one.path} {in_yaml(value)}" for one, value in zip(found.varied, point.values, strict=True))
    return f"{percent(found.share(point, outcome).share)} at {where}"
