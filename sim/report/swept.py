"""A sweep as a table for the terminal."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from sim.analysis.sweep import Point, Sweep, beyond
from sim.endings import OUTCOMES
from sim.grid import Grid
from sim.scenario.settings import in_yaml

from .compared import signed
from .findings import allowance
from .table import without_lines
from .words import CAVEAT, OUTCOME_LABELS, histories, interval, listed, percent, written

GRID = 8
"""So many columns of a second setting are shown side by side; with more, every combination gets a line."""


class SweepTable:
    """What rich lays out: a line a value, or for two settings a grid of shares of `outcome`."""

    def __init__(self, found: Sweep, title: str, outcome: str) -> None:
        self.found, self.title, self.outcome = found, title, outcome

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay it out."""
        del console, options
        found = self.found
        yield Text(self.title, style="bold")
        luck = "the same luck at every point" if found.unpaired is None else f"not the same luck at every point: {found.unpaired}"
        yield Text(f"{f'as of {written(found.as_of)}; ' if found.as_of else ''}{histories(found.n)} a point, seed {found.seed}; {luck}\n")
        grid = len(found.varied) == 2 and len(found.varied[1].values) <= GRID
        yield self._grid() if grid else self._lines()
        share = found.as_it_is.shares[self.outcome]
        if found.along:
            yield Text(f"\nKept as far from the position as in the file, as they are where a position is drawn: {listed(found.along)}.")
        yield Text(f"\n{_beyond_in_words(found, self.outcome)}")
        yield Text(f"As the scenario is: {OUTCOME_LABELS[self.outcome]} {percent(share.share)} ({interval(share)}).")
        yield Text(CAVEAT)

    def _lines(self) -> Grid:
        table = without_lines()
        for varied in self.found.varied:
            table.add_column(varied.path, overflow="fold", justify="right", min_width=8)
        others = [outcome for outcome in OUTCOMES if outcome != self.outcome]
        for column in (OUTCOME_LABELS[self.outcome], "95 % interval", "difference, points", *(OUTCOME_LABELS[outcome] for outcome in others), "middle day"):
            table.add_column(column, justify="right", overflow="fold")
        for point, clear in zip(self.found.points, beyond(self.found, self.outcome), strict=True):
            table.add_row(*(Text(in_yaml(value)) for value in point.values), *_cells(point, self.outcome, others, clear=clear))
        return table

    def _grid(self) -> Grid:
        down, across = self.found.varied
        table = without_lines()
        table.add_column(f"{OUTCOME_LABELS[self.outcome]}, by {down.path} (down) and {across.path}", overflow="fold", justify="right", min_width=12)
        for value in across.values:
            table.add_column(in_yaml(value), justify="right", no_wrap=True)
        points = iter(self.found.points)
        for value in down.values:
            table.add_row(Text(in_yaml(value)), *(percent(next(points).shares[self.outcome].share) for _ in across.values))
        return table


def _beyond_in_words(found: Sweep, outcome: str) -> str:
    """How many points differ from the scenario as it is beyond noise, allowing for how many there are."""
    named = beyond(found, outcome)
    allowed = allowance(len(named))
    if not any(named):
        return f"Nowhere does {OUTCOME_LABELS[outcome]} differ from the scenario as it is beyond noise, {allowed}."
    mark = "" if len(found.varied) == 2 and len(found.varied[1].values) <= GRID else " (*)"
    return f"{OUTCOME_LABELS[outcome].capitalize()} differs from the scenario as it is beyond noise at {sum(named)} of {len(named)} points{mark}, {allowed}."


def _cells(point: Point, outcome: str, others: list[str], *, clear: bool) -> list[str]:
    change = point.differences[outcome]
    return [
        percent(point.shares[outcome].share),
        interval(point.shares[outcome]),
        f"{signed(100 * (change.difference or 0.0))}{' *' if clear else ''}",
        *(percent(point.shares[other].share) for other in others),
        "-" if point.deal_day is None else f"{point.deal_day:.0f}",
    ]
