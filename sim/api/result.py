"""What every result can do: be shown as a table or as figures, be handed on as plain data, be kept in a folder."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

import base64
import io
from abc import ABC, abstractmethod
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError

from . import arguments
from .arguments import in_python

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.console import Console, ConsoleOptions, RenderableType

    from sim.report.figures.style import Drawing

WIDTH = 100
"""Columns of a table in a notebook, or in text."""
_PAGE = '<pre style="white-space:pre;overflow-x:auto;line-height:normal;font-family:monospace">{code}</pre>'


class Page:
    """Something to read: printed as text, laid out by rich where it is asked to, shown in a notebook; its repr is a line."""

    def __init__(self, title: str, *parts: RenderableType) -> None:
        self.title, self.parts = title, parts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Lay out what there is to read."""
        del console, options
        yield from self.parts

    def _show(self, console: Console) -> None:
        for part in self.parts:
            console.print(part)

    def __str__(self) -> str:
        from sim.report.console import plain_text

        return plain_text(self._show, WIDTH)

    def __repr__(self) -> str:
        return f"<{self.title}>"

    def _repr_html_(self) -> str:
        from sim.report.console import html

        return html(self._show, WIDTH, _PAGE)


class Picture:
    """A figure, with its title, what it shows in words, and its numbers in `rows`; `figure` is matplotlib's."""

    def __init__(self, name: str, drawing: Drawing) -> None:
        self.name, self._drawing = name, drawing

    @property
    def figure(self) -> Figure:
        """The figure as matplotlib has it."""
        return self._drawing.figure

    @property
    def title(self) -> str:
        """What it says, in a line."""
        return self._drawing.title

    @property
    def alt(self) -> str:
        """What it shows, for those who cannot see it."""
        return self._drawing.alt

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The numbers that it shows, a row each."""
        return self._drawing.rows

    def save(self, folder: str | Path) -> None:
        """Write it as PNG and SVG, with its numbers as CSV, into a folder that is made if it is missing."""
        from sim.report.figures import write

        where = arguments.path(folder)
        where.mkdir(parents=True, exist_ok=True)
        write(self.name, self._drawing, where)

    def __repr__(self) -> str:
        return f"<Picture {self.name}: {self.title}>"

    def _repr_png_(self) -> bytes:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        from sim.report.figures.style import house_style

        content = io.BytesIO()
        canvas: Any = FigureCanvasAgg(self.figure)
        with house_style():
            canvas.print_png(content)
        return content.getvalue()

    def _repr_html_(self) -> str:
        picture = base64.b64encode(self._repr_png_()).decode("ascii")
        return f'<img src="data:image/png;base64,{picture}" alt="{escape(self.alt, quote=True)}" style="max-width:100%">'


class Result(ABC):
    """A result: `document()`, `table()`, `figures()`, `plot(name)`, `save(folder)`; in a notebook it is seen as its table."""

    @abstractmethod
    def document(self) -> dict[str, Any]:
        """The result as plain data: just what the command prints with --json."""

    @abstractmethod
    def table(self) -> Page:
        """The result as the table that the command prints."""

    @abstractmethod
    def _pictures(self) -> Iterator[tuple[str, Drawing]]:
        """Every figure by its name."""

    @abstractmethod
    def _told(self) -> str:
        """What the result is, in a line."""

    @abstractmethod
    def save(self, folder: str | Path, *, overwrite: bool = False) -> Path:
        """Keep numbers and figures in a folder, which appears whole or not at all; returns where it is."""

    def figures(self) -> dict[str, Picture]:
        """Every figure by its name."""
        return {name: Picture(name, drawing) for name, drawing in self._pictures()}

    @in_python
    def plot(self, name: str | None = None) -> Picture:
        """A figure by its name, the first if none is said; raises InputError where there is no such figure."""
        drawn = self.figures()
        wanted = next(iter(drawn)) if name is None else arguments.text("name", name)
        if wanted not in drawn:
            raise InputError(f"there is no figure {wanted!r} here; the figures are {', '.join(drawn)}")
        return drawn[wanted]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Lay the table out."""
        del console, options
        yield self.table()

    def __repr__(self) -> str:
        return f"<{self._told()}>"

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()
