"""Which numbers matter, as a table for the terminal."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from sim.analysis.sensitivity import Effect, Sensitivity

from .table import without_lines
from .words import CAVEAT, OUTCOME_LABELS, percent

MOST = 20
"""Factors that are listed."""


class SensitivityTable:
    """What rich lays out: how the spread divides, and the factors, the largest effect first."""

    def __init__(self, found: Sensitivity, title: str) -> None:
        self.found, self.title = found, title

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay it out."""
        del console, options
        found, name = self.found, OUTCOME_LABELS[self.found.outcome]
        yield Text(self.title, style="bold")
        yield Text(f"What moves the share of {name}; {found.points:,} points of 250 histories each.\n")
        if found.parts:
            yield Text("Where the spread of single histories comes from", style="bold")
            for part, share in found.parts.items():
                yield Text(f"  {part}: {percent(share.share)} ({percent(share.low)} to {percent(share.high)})")
            yield Text("")
        yield Text("Moved across its range: a spread's middle nine tenths, or the range stated for a constant", style="bold")
        yield self._effects()
        if len(found.effects) > MOST:
            yield Text(f"{len(found.effects) - MOST} more do less.")
        yield Text(f"\n{CAVEAT}")

    def _effects(self) -> Table:
        apart = any(effect.total is not None for effect in self.found.effects)
        table = without_lines()
        table.add_column("setting", overflow="fold", min_width=20)
        table.add_column("kind")
        for column in ("size", "+/-", "mean", "varies by", *(("of the variance", "+/-") if apart else ())):
            table.add_column(column, justify="right", overflow="fold")
        for effect in self.found.effects[:MOST]:
            table.add_row(Text(effect.factor.path), effect.factor.kind, *_cells(effect), *(_total(effect) if apart else ()))
        return table


def _cells(effect: Effect) -> list[str]:
    return [f"{100 * effect.size:.1f}", f"{100 * effect.size_error:.1f}", f"{100 * effect.mean:+.1f}", f"{100 * effect.spread:.1f}"]


def _total(effect: Effect) -> list[str]:
    return ["", ""] if effect.total is None else [percent(min(max(effect.total, 0.0), 1.0)), percent(min(effect.total_error or 0.0, 1.0))]
