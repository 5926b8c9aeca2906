"""The figures of a run, one file each; importing this imports matplotlib, so do it only where figures are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.report.summary import Summary, summarise

from .letters import drawn_for, legible, words_of
from .registry import Figure, figure, figures_of
from .style import Drawing, house_style
from .writing import write, write_picture

if TYPE_CHECKING:
    from sim.ensemble.run import Run

FIGURES: dict[str, Figure] = figures_of("run")
"""Every figure of a run by name, in the order in which they are shown."""


def drawing_of(name: str, run: Run) -> tuple[str, Drawing]:
    """A figure of a run by its name; where there are several pictures (`texts_1`, `texts_2`), its own name gives the first.

    Raises InputError where there is no such figure.
    """
    found = FIGURES.get(name) or FIGURES.get(name.rpartition("_")[0])
    if found is not None:
        with drawn_for(words_of(run)), house_style():
            run = legible(run)
            drawn = found.pictures(run, summarise(run))
            if name == found.name or name in drawn:
                first = name if name in drawn else next(iter(drawn))
                return first, drawn[first]
    raise InputError(f"there is no figure {name!r} of a run; the figures are {', '.join(FIGURES)}")


def draw_all(run: Run, folder: Path) -> list[dict[str, Any]]:
    """Write every figure of a run as PNG and SVG, with its numbers as CSV beside it; returns what a manifest says of each."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write(name, drawing, folder) for name, drawing in pictures(run)]


def pictures(run: Run) -> Iterator[tuple[str, Drawing]]:
    """Every figure of a run with the name of its files, in letters that can be drawn."""
    with drawn_for(words_of(run)), house_style():
        run = legible(run)
        yield from drawings(run, summarise(run))


def drawings(run: Run, summary: Summary) -> Iterator[tuple[str, Drawing]]:
    """Every figure of a run with the name of its files, one after the other; that of the texts may be several."""
    for one in FIGURES.values():
        yield from one.pictures(run, summary).items()


__all__ = ["FIGURES", "Figure", "draw_all", "drawing_of", "drawings", "figure", "figures_of", "pictures", "write", "write_picture"]
