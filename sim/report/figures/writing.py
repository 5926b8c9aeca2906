"""A figure as files: PNG and SVG, with its numbers as CSV beside it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG

from sim.tables import guarded

from .style import Drawing, house_style


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
