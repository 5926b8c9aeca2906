"""A figure as files: PNG and SVG, with its numbers as CSV beside it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import matplotlib as mpl

from sim.tables import guarded

from .canvas import drawn, write_svg
from .png import write_png
from .style import Drawing, house_style


def write(name: str, drawing: Drawing, folder: Path) -> dict[str, Any]:
    """Write a figure as PNG and SVG, with its numbers as CSV beside it, into a folder that exists; returns what a manifest says of it."""
    figure, title, alt, _ = drawing
    svg = folder / f"{name}.svg"
    write_picture(name, drawing, folder)
    with house_style(), mpl.rc_context({"svg.hashsalt": name}):
        write_svg(svg, figure, {"Creator": None, "Date": None, "Title": title, "Description": alt})  # no versions or dates, so that bytes repeat
    return {"name": name, "files": [f"{name}.png", svg.name], "title": title, "alt": alt, "data": f"{name}.csv"}


def write_picture(name: str, drawing: Drawing, folder: Path) -> None:
    """Write a figure as PNG, with its numbers as CSV beside it, into a folder that exists."""
    figure, title, alt, rows = drawing
    with house_style():
        write_png(folder / f"{name}.png", drawn(figure), figure.dpi, {"Title": title, "Description": alt})
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows({name: guarded(value) for name, value in row.items()} for row in rows)
