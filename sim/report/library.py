"""The library of scenarios as a list to read, folder by folder; those that change another one stand indented below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.scenario import Entry

_ROOM = 40
"""Columns that a summary needs beside a name; assumption: fewer make a line of a few words."""


class LibraryTable:
    """What rich lays out: a scenario a line, its name never cut, since it is to be typed."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay it out."""
        del console
        for group, members in groupby(self.entries, key=lambda entry: entry.group):
            yield Text(group, style="bold underline")
            family = [("  " * (depth + 1) + entry.name, entry) for depth, entry in _families(list(members))]
            width = max(len(name) for name, _ in family) + 2
            noted = None
            for name, entry in family:
                if options.max_width < width + _ROOM:  # too narrow for both side by side
                    yield Text(name, style="cyan", no_wrap=True, overflow="ignore")
                    yield Padding.indent(_line(entry), len(name) - len(name.lstrip()) + 2)
                else:
                    yield _side_by_side(Text(name, style="cyan"), _line(entry), width)
                if entry.content_note and entry.content_note != noted:  # what differs from another scenario shares its note
                    yield Padding.indent(Text(f"Note: {' '.join(entry.content_note.split())}", style="dim italic"), 4)
                noted = entry.content_note


def _side_by_side(name: Text, line: Text, width: int) -> Table:
    """A name and its line, which goes on below itself where it is too long for the screen."""
    both = Table.grid()
    both.add_column(width=width, no_wrap=True)
    both.add_column(overflow="fold")
    both.add_row(name, line)
    return both


def _families(entries: list[Entry]) -> Iterator[tuple[int, Entry]]:
    """Each scenario followed by those that differ from it, and how deep it stands."""
    names = {entry.name for entry in entries}

    def below(base: str | None, depth: int) -> Iterator[tuple[int, Entry]]:
        for entry in entries:
            if (entry.base if entry.base in names else None) == base:
                yield depth, entry
                yield from below(entry.name, depth + 1)

    return below(None, 0)


def _line(entry: Entry) -> Text:
    summary = " ".join(entry.summary.split())
    return Text.assemble((entry.title, "bold"), f": {summary}" if summary else "")
