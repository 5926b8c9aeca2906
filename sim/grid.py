"""Tables without lines that never cut a number: where there is no room for their columns, each row becomes a few lines of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_GAP = 2
"""Blanks between columns."""
_NAMES = 14
"""Columns that words need at least, if nothing else is said."""
_INDENT = 2
"""Blanks before what stands below the name of its row."""


@dataclass
class _Column:
    head: str
    number: bool
    least: int
    cells: list[Text] = field(default_factory=list)

    @property
    def widest(self) -> int:
        return max((cell_len(line) for cell in self.cells for line in cell.plain.split("\n")), default=0)

    def needs(self, *, broken: bool) -> int:
        """The columns that it takes at least, its head on one line or broken between words; words fold, numbers never do."""
        head = max((cell_len(word) for word in re.findall(r"[^\s.]+\.?", self.head)), default=0) if broken else cell_len(self.head)
        return max(self.widest, head) if self.number else min(self.least, max(self.widest, head))


class Grid:
    """Rows under heads: words at the left of their columns, which fold, and numbers at the right of theirs, which are never broken or cut."""

    def __init__(self, heads: str = "", *, rule: bool = False) -> None:
        self.heads, self.box = heads, SIMPLE_HEAD if rule else None
        self._columns: list[_Column] = []

    def add_column(self, head: str = "", *, justify: str = "left", min_width: int = _NAMES, **_look: object) -> None:
        """Add a column of words, or of numbers (`justify="right"`)."""
        self._columns.append(_Column(head, justify == "right", min_width))

    def add_row(self, *cells: str | Text) -> None:
        """Add a row; cells that are left out are empty."""
        for place, column in enumerate(self._columns):
            cell = cells[place] if place < len(cells) else ""
            column.cells.append(cell if isinstance(cell, Text) else Text(cell))

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._columns[0].cells) if self._columns else 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Side by side where numbers have room, heads broken if that helps; else row by row."""
        del console
        width, gaps = options.max_width, _GAP * (len(self._columns) - 1)
        for broken in (False, True):
            if sum(column.needs(broken=broken) for column in self._columns) + gaps <= width:
                yield self._side_by_side(width, broken=broken)
                return
        yield from self._stacked(width)

    def _side_by_side(self, width: int, *, broken: bool) -> RenderableType:
        table = Table(box=self.box, show_edge=False, pad_edge=False, padding=(0, _GAP, 0, 0), header_style=self.heads, collapse_padding=True)
        for column, room in zip(self._columns, self._widths(width, broken=broken), strict=True):
            head = Text(column.head, overflow="fold")
            table.add_column(head, justify="right" if column.number else "left", overflow="fold", no_wrap=False, width=room)
        for row in zip(*(column.cells for column in self._columns), strict=True):
            table.add_row(*row)
        return table

    def _widths(self, width: int, *, broken: bool) -> list[int]:
        """What each column gets: numbers what they need, words what they would like as far as there is room, the narrowest first."""
        widths = [column.needs(broken=broken) for column in self._columns]
        left = width - sum(widths) - _GAP * (len(widths) - 1)
        wishes = [max(column.widest, cell_len(column.head)) if not column.number else 0 for column in self._columns]
        for place in sorted(range(len(widths)), key=lambda k: wishes[k]):
            more = min(max(wishes[place] - widths[place], 0), left)
            widths[place] += more
            left -= more
        return widths

    def _stacked(self, width: int) -> Iterator[RenderableType]:
        """Each row as its words, or its first number, and below them `head number` pairs, as many on a line as fit."""
        first, *others = sorted(self._columns, key=lambda column: column.number)
        if first.head and not first.number:
            yield Text(first.head, style=self.heads)
        for place in range(self.row_count):
            yield first.cells[place] if not first.number else Text(f"{first.head} {first.cells[place].plain}")
            for column in others:
                if not column.number and column.cells[place].plain:
                    yield Padding(Text.assemble(f"{column.head} " if column.head else "", column.cells[place]), (0, 0, 0, _INDENT))
            line = ""
            for pair in (f"{column.head} {column.cells[place].plain}".strip() for column in others if column.number and column.cells[place].plain):
                if line and _INDENT + cell_len(line) + _GAP + cell_len(pair) > width:
                    yield Padding(Text(line), (0, 0, 0, _INDENT))
                    line = ""
                line = f"{line}{' ' * _GAP}{pair}" if line else pair
            yield Padding(Text(line), (0, 0, 0, _INDENT))
