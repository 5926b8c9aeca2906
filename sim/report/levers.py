"""What it would take, as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from sim.analysis.levers import CHECKED, Search, Tried, beyond
from sim.grid import Grid
from sim.scenario.settings import in_yaml
from sim.values import LEVER_KINDS

from .compared import signed
from .findings import allowance
from .table import without_lines
from .words import CAVEAT, OUTCOME_LABELS, histories, interval, percent

MOST = 15
"""Acts that are listed; the rest do less."""
LOOKED_FOR = f"Acts that were tried: {', '.join(LEVER_KINDS)}. Violence, threats and what is withheld never are."


class SearchTable:
    """What rich lays out: every act at its bound, and the least that reaches the level."""

    def __init__(self, found: Search, title: str) -> None:
        self.found, self.title = found, title

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay it out."""
        del console, options
        found, name = self.found, OUTCOME_LABELS[self.found.outcome]
        yield Text(self.title, style="bold")
        yield Text(f"What raises {name} to {percent(found.level)}? As it is: {percent(found.as_it_is.share)} ({interval(found.as_it_is)}).")
        yield Text(f"{histories(found.n)} for each act, all with the same luck.\n{LOOKED_FOR}\n")
        yield self._acts()
        if found.bounds:
            yield Text(f"\n* stands beyond noise, {allowance(len(found.bounds) + len(found.pairs))}.")
        yield Text("")
        yield from map(Text, self._answer())
        yield from map(Text, self._obstacles())
        yield Text(f"\n{CAVEAT}")

    def _acts(self) -> Grid:
        table = without_lines()
        table.add_column("who", overflow="fold", min_width=8)
        table.add_column("does what, as far as its bound", overflow="fold", min_width=24)
        for column in (OUTCOME_LABELS[self.found.outcome], "difference", "95 % interval"):
            table.add_column(column, justify="right", overflow="fold")
        for one, clear in zip(self.found.bounds[:MOST], beyond(self.found), strict=False):
            (act,), change = one.levers, one.difference
            low, high = (signed(100 * (end or 0.0)) for end in (change.low, change.high))
            moved = f"{signed(100 * (change.difference or 0.0))}{' *' if clear else ''}"
            table.add_row(Text(act.holder), Text(f"{act.words} ({act.kind})"), percent(one.share.share), moved, f"{low} to {high}")
        if len(self.found.bounds) > MOST:
            table.add_row("", f"{len(self.found.bounds) - MOST} more acts do less", "", "", "")
        return table

    def _obstacles(self) -> Iterator[str]:
        """That doubt stands in the way, if it does, and what was not tried since its module is off."""
        found, name = self.found, OUTCOME_LABELS[self.found.outcome]
        doubt = found.doubt
        if doubt is not None and doubt.in_the_way and not found.reached:
            sure, now = percent(doubt.difference.variant or 0.0), percent(found.as_it_is.share)
            yield f"\nDoubt stands in the way: were each side sure that the others keep a deal, {name} would come to {sure} (now {now})."
            yield f"What works on doubt: trust ({doubt.path} is {doubt.trust:g}), guarantees that those believe who doubt, smaller steps of handing over."
        if found.untried:
            yield "\nNot tried, since the module is off (add it to `modules`):"
            yield from (f"  {module}: {acts}" for module, acts in found.untried.items())

    def _answer(self) -> Iterator[str]:
        found, name = self.found, OUTCOME_LABELS[self.found.outcome]
        pairs = [one for one in found.pairs if one.share.share >= found.level]
        if found.reached:
            yield f"{name.capitalize()} reaches {percent(found.level)} as the scenario is."
            return
        if found.singles:
            yield "One act is enough; the least of each that does it:"
            yield from map(_line, found.singles)
        if pairs:
            yield f"{'The' if found.singles else 'No single act does it. The'} cheapest pairs, the way to a bound counting as 1 (these: {pairs[0].cost:g}):"
            yield from map(_line, pairs[:CHECKED])
        if found.singles or pairs:
            yield "An act counts as enough by its share in these histories; the intervals, and the share with fresh luck, say how sure that is."
        elif found.best is None:
            yield "The scenario leaves no diplomatic act to try."
        elif found.best.share.share <= found.as_it_is.share:
            yield f"Of {len(found.bounds)} acts none raises it."
        else:
            tried = "none does it, and no pair of the strongest does" if found.pairs else "none does it"
            yield f"Of {len(found.bounds)} acts {tried}. The nearest:"
            yield _line(found.best)


def _line(one: Tried) -> str:
    done = zip(one.levers, one.far, strict=True)
    acts = " and ".join(f"{act.holder}: {act.words}{'' if far == 1.0 else f', {percent(far)} of the way'}" for act, far in done)
    settings = " ".join(f"--set '{path}={in_yaml(value)}'" for path, value in one.changes.items())
    fresh = "" if one.fresh is None else f"; with fresh luck {percent(one.fresh.share)} ({interval(one.fresh)})"
    return f"  {acts}: {percent(one.share.share)} ({interval(one.share)}){fresh}\n    {settings}"
