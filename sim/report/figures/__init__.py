"""The figures of a run, one file each; importing this imports matplotlib, so do it only where figures are drawn."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG

from sim.report.summary import Summary, summarise
from sim.tables import guarded

from . import attendance, deal_day, endings, endings_by_day, histories, one_history, terms, texts, why_no_deal
from .letters import drawn_for, legible, words_of
from .style import Drawing, house_style

if TYPE_CHECKING:
    from sim.ensemble.run import Run

FIGURES = {
    "endings": endings.draw,
    "endings_by_day": endings_by_day.draw,
    "why_no_deal": why_no_deal.draw,
    "deal_day": deal_day.draw,
    "terms": terms.draw,
    "texts": texts.draw,
    "attendance": attendance.draw,
    "histories": histories.draw,
    "one_history": one_history.draw,
}


def draw_all(run: Run, folder: Path) -> list[dict[str, Any]]:
    """Write every figure of a run as PNG and SVG, with its numbers as CSV beside it; returns what a manifest says of each."""
    folder.mkdir(parents=True, exist_ok=True)
    with drawn_for(words_of(run)), house_style():
        run = legible(run)
        summary = summarise(run)
        return [write(name, drawing, folder) for name, drawing in drawings(run, summary)]


def drawings(run: Run, summary: Summary) -> Iterator[tuple[str, Drawing]]:
    """Every figure of a run with the name of its files, one after the other; that of the texts is one for each issue."""
    for name, draw in FIGURES.items():
        yield from texts.draw_all(run).items() if name == "texts" else [(name, draw(run, summary))]


def write(name: str, drawing: Drawing, folder: Path) -> dict[str, Any]:
    """Write a figure as PNG and SVG, with its numbers as CSV beside it, into a folder that exists; returns what a manifest says of it."""
    figure, title, alt, _ = drawing
    svg = folder / f"{name}.svg"
    write_picture(name, drawing, folder)
    vector: Any = FigureCanvasSVG(figure)
    with house_style(), mpl.rc_context({"svg.hashsalt": name}):
        vector.print_svg(svg, metadata={"Creator": None, "Date": None, "Title": title, "Description": alt})
    return {"name": name, "files": [f"{name}.png", svg.name], "title": title, "alt": alt, "data": f"{name}.csv"}


def write_picture(name: str, drawing: Drawing, folder: Path) -> None:
    """Write a figure as PNG, with its numbers as CSV beside it, into a folder that exists."""
    figure, title, alt, rows = drawing
    # The canvases' own printers instead of savefig, which would lay everything out once more before each of them; no versions or dates, so that bytes repeat.
    raster: Any = FigureCanvasAgg(figure)
    with house_style():
        raster.print_png(folder / f"{name}.png", metadata={"Software": None, "Title": title, "Description": alt}, pil_kwargs={"compress_level": 3})
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows({name: guarded(value) for name, value in row.items()} for row in rows)
