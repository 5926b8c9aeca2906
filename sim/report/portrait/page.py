"""A page about a scenario in a terminal: headings, running text, lists, tables, and what everybody is called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.grid import Grid
from sim.report.words import towards
from sim.scenario import Loaded
from sim.scenario.isolates import isolated
from sim.scenario.schema import Mediator, OutsideActor, Party, Wants

from .phrases import number


class Page:
    """Prints on a console, running text no wider than `prose` columns where somebody looks at it.

    `program` and `plugins` stand before and behind commands that are printed.
    """

    def __init__(self, loaded: Loaded, console: Console, prose: int, program: str, plugins: str) -> None:
        self.loaded, self.scenario, self.console = loaded, loaded.scenario, console
        self.program, self.plugins = program, plugins
        self.width = min(console.width, prose) if console.is_terminal else console.width

    def heading(self, words: str) -> None:
        """Start a section."""
        self.console.print()
        self.console.print(Text(words, style="bold underline"))

    def prose(self, words: str, indent: int = 0, style: str = "") -> None:
        """Print running text, its lines broken where the file means them to be, none longer than one can read."""
        for line in words.splitlines():  # YAML has joined by now what the file merely wrapped
            if text := " ".join(line.split()):
                self.console.print(Padding(Text(text, style=style), (0, 0, 0, indent), expand=False), width=self.width)

    def items(self, words: Iterable[str]) -> None:
        """Print a list, a point each."""
        grid = Table.grid(padding=(0, 1))
        for point in words:
            grid.add_row("  -", Text(" ".join(point.split())))
        self.console.print(grid, width=self.width)

    def facts(self, rows: Iterable[tuple[str, str]], indent: int = 2) -> None:
        """Print names on the left and what there is to say about them on the right; empty ones are left out."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(min_width=16, max_width=max(16, self.console.width // 3), overflow="fold")
        grid.add_column(overflow="fold")
        for name, value in rows:
            if value:
                grid.add_row(Text(name, style="dim"), Text(value))
        if grid.row_count:
            self.console.print(Padding(grid, (0, 0, 0, indent), expand=False), width=self.width)

    def table(self, titles: Iterable[str], words: Collection[str] = ("Issue",)) -> Grid:
        """A table of `words` and, else, numbers; with a rule under its titles for a person to look at, without for a file."""
        table = Grid("dim", rule=self.console.is_terminal)
        for title in titles:
            table.add_column(title, justify="left" if title in words else "right")
        return table

    def label(self, name: str) -> str:
        """What readers call somebody."""
        agents: dict[str, Party | Mediator | OutsideActor] = {**self.scenario.outside_actors, **self.scenario.mediators, **self.scenario.parties}
        return isolated(agents[name].label) if name in agents else name

    def issue(self, name: str) -> str:
        """What readers call an issue."""
        return isolated(self.scenario.issues[name].label) if name in self.scenario.issues else name

    def each(self, values: Mapping[str, float]) -> str:
        """A number for each of some."""
        return ", ".join(f"{self.label(name)} {number(value)}" for name, value in values.items())

    def wants(self, issue: str, wants: Wants) -> str:
        """Which way somebody wants an issue."""
        return towards(self.scenario.issues[issue], wants)
