"""Which numbers matter, as a table for the terminal."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from sim.analysis.sensitivity import Effect, Sensitivity
from sim.grid import Grid

from .table import without_lines
from .words import CAVEAT, OUTCOME_LABELS, percent

MOST = 20
"""Factors that are listed."""


_MEANINGS = (
    "points: how much the share changes on average, up or down, in points of a hundred (+/-: 95 % interval); with sign: the same, ups and downs set off; "
    "varies by: how much that hangs on where the other settings stand."
)
_SOBOL = (
    "Sobol, total: the part of the variance of shares in which the setting has a hand, alone or with others; since what two do together counts with both, "
    "the parts may sum to more than 100 %."
)


_LEFT = "Not moved: whatever the file gives as one number without a spread, often trust, guarantees, costs and dates. `sweep` and `compare --set` move those."


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
        else:
            yield Text("The spread of single histories is not divided: no draw of stances or constants changed how they end, or the file has no spreads.\n")
        moving = [effect for effect in found.effects if effect.size > 0.0]
        if not moving:
            yield Text(f"None of {len(found.effects)} settings moves the outcome.")
            yield Text(f"\n{CAVEAT}")
            return
        yield Text("Moved from a place in its range to one two thirds of the range away (of a spread counts the middle nine tenths)", style="bold")
        yield self._effects(moving)
        if len(found.effects) > MOST:
            yield Text(f"{len(found.effects) - min(MOST, len(moving))} more do less.")
        yield Text(_MEANINGS)
        yield Text(_LEFT)
        if any(effect.total is not None for effect in moving):
            yield Text(_SOBOL)
        yield Text(f"\n{CAVEAT}")

    def _effects(self, moving: list[Effect]) -> Grid:
        apart = any(effect.total is not None for effect in self.found.effects)
        table = without_lines()
        table.add_column("setting", overflow="fold", min_width=20)
        table.add_column("kind")
        for column in ("points", "+/-", "with sign", "varies by", *(("Sobol, total", "+/-") if apart else ())):
            table.add_column(column, justify="right", overflow="fold")
        for effect in moving[:MOST]:
            table.add_row(Text(effect.factor.path), effect.factor.kind, *_cells(effect), *(_total(effect) if apart else ()))
        return table


def _cells(effect: Effect) -> list[str]:
    return [f"{100 * effect.size:.1f}", f"{100 * effect.size_error:.1f}", f"{100 * effect.mean:+.1f}", f"{100 * effect.spread:.1f}"]


def _total(effect: Effect) -> list[str]:
    return ["", ""] if effect.total is None else [percent(min(max(effect.total, 0.0), 1.0)), percent(min(effect.total_error or 0.0, 1.0))]
