"""The result of a run as a table for the terminal: whole numbers and names at any width, and plain characters where it cannot show others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

from sim.analysis.explained import Explained
from sim.analysis.intervals import Share
from sim.endings import ENDINGS
from sim.grid import Grid
from sim.scenario.red_lines import lines_of

from .explained import nothing_explains, settled
from .summary import Spread, Summary
from .words import (
    CAUSE_LABELS,
    CAVEAT,
    ENDING_LABELS,
    WHY_NO_DEAL,
    concerned,
    counted,
    date_of,
    histories,
    in_words,
    interval,
    issue_labels,
    labels,
    one_line,
    percent,
    provenance,
)

if TYPE_CHECKING:
    from sim.ensemble.run import Run

ROOMY = 100
"""From this many columns on, words that otherwise stand below a name get a column of their own."""
BAR = 30
"""Columns of a bar at its longest."""
NUMBERS = 59
"""Columns that stand beside the bars."""
MOST = 12
"""Of whom the causes of no deal concern, so many shares are told apart; the rest are summed."""


def render(summary: Summary, run: Run) -> RenderableType:
    """The result of a run as something that rich lays out for the width and the character set of the console."""
    return ResultTable(summary, run)


@dataclass(frozen=True)
class ResultTable:
    """The result of a run, block by block."""

    summary: Summary
    run: Run

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay the blocks out one below the other."""
        run, summary, width = self.run, self.summary, options.max_width
        yield Text(one_line(run.scenario.title), style="bold")
        yield Text(provenance(run))
        yield Text("\nHow the histories end", style="bold")
        yield _endings(summary, run, width, "#" if options.ascii_only else "\u2588")
        yield Text("\nDay on which a deal first comes into force", style="bold")
        yield _deal_day(summary, run)
        if summary.stopped_at_home:
            share = percent(summary.stopped_at_home / summary.signed)
            yield Text(f"\nOf {summary.signed:,} texts signed in all, {summary.stopped_at_home:,} ({share}) were then stopped at home.")
        yield Text("\nTerms of the deals, on scales from 0 to 100", style="bold")
        yield Text("A tenth of deals lie below p10, nine tenths below p90. Weighted mean and median: of the stated positions, by capability times salience.")
        yield _terms(summary, run, width)
        yield Text("\nAttendance, in shares of the sessions held", style="bold")
        yield _attendance(summary, run)
        if summary.explained is not None:
            yield Text("\nWhat explains whether there is a deal, of what the file leaves open", style="bold")
            yield from _explained(summary.explained, run)
        yield Text("\nWhy no deal", style="bold")
        if summary.why_no_deal:
            yield Text(WHY_NO_DEAL)
        yield _causes(summary, run)
        yield Text(f"\n{CAVEAT}")


def without_lines(heads: str = "") -> Grid:
    """A table without lines, its heads in a style of rich's."""
    return Grid(heads)


def _grid(*numbers: str, first: str = "", last: str | None = None) -> Grid:
    """A table without lines: names that wrap at the left, numbers that never do, words that wrap at the right."""
    table = without_lines()
    table.add_column(first, overflow="fold", min_width=14)
    for number in numbers:
        table.add_column(number, justify="right", no_wrap=True)
    if last is not None:
        table.add_column(last, overflow="fold")
    return table


def _endings(summary: Summary, run: Run, width: int, brick: str) -> Grid:
    table = _grid("histories", "share", "95 % interval", last="")
    room = min(BAR, width - NUMBERS)

    def row(label: str, found: Share, bar: bool) -> None:
        # Whatever has happened at all shows.
        bricks = max(round(found.share * room), min(found.count, 1)) if bar and room >= 8 else 0
        table.add_row(Text(label), f"{found.count:,}", percent(found.share), interval(found), Text(brick * bricks))

    for ending in ENDINGS:
        row(ENDING_LABELS[ending], summary.endings[ending], bar=True)
    row("any deal, at any time", summary.any_deal, bar=False)
    if run.scenario.on("escalation"):
        row(f"escalation above {run.scenario.escalation.threshold:g}", summary.escalation, bar=False)
    return table


def _deal_day(summary: Summary, run: Run) -> RenderableType:
    found = summary.deal_day
    if found.p10 is None or found.p50 is None or found.p90 is None:
        return Text("No deal came into force in any history.")
    table = _grid("day", first=f"of {histories(found.n)} with a deal", last="")
    for share, day in (("a tenth by", found.p10), ("half by", found.p50), ("nine tenths by", found.p90)):
        table.add_row(share, f"{day:.0f}", date_of(run.scenario, day))
    return table


def _terms(summary: Summary, run: Run, width: int) -> RenderableType:
    roomy = width >= ROOMY
    table = _grid("p10", "median", "p90", "n", "weighted\nmean", "weighted\nmedian", last="the median in words" if roomy else None)
    for issue, label in issue_labels(run).items():
        found = summary.terms[issue]
        words = "" if found.p50 is None else in_words(run.scenario.issues[issue], found.p50)
        name = Text(label) if roomy or not words else Text(f"{label}\n  {words}")
        table.add_row(
            name,
            *_points(found),
            f"{found.n:,}",
            _point(summary.weighted_mean[issue]),
            _point(summary.weighted_median[issue]),
            *([Text(words)] if roomy else []),
        )
    return table


def _points(found: Spread) -> tuple[str, str, str]:
    return _point(found.p10), _point(found.p50), _point(found.p90)


def _point(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def _attendance(summary: Summary, run: Run) -> RenderableType:
    table = _grid("in person", "channel", "absent")
    for party, label in labels(run).items():
        shares = summary.attendance[party]
        table.add_row(Text(label), *("-" if share is None else percent(share) for share in (shares.in_person, shares.channel, shares.absent)))
    return table


def _explained(found: Explained, run: Run) -> Iterator[RenderableType]:
    """The drawn numbers that explain most, each alone; or why none is named."""
    if not found.numbers:
        yield Text(nothing_explains(found, run.n))
        return
    table = _grid("share of variance", "95 % interval", first="number that each history draws", last="")
    for one in found.numbers:
        lines = len(lines_of(run.scenario, one.path))
        words = "" if not lines else "and with it a red line" if lines == 1 else f"and with it {lines} red lines"
        table.add_row(Text(one.path), percent(one.share), f"{100 * one.low:.0f} to {100 * one.high:.0f} %", Text(words))
    yield table
    yield Text("Each alone: how much less open it is whether there is a deal, once the number is known; 100 % would settle it. Reckoned from this run.")
    if found.settled and found.together is not None:
        yield Text(settled(found))


def _causes(summary: Summary, run: Run) -> RenderableType:
    without = summary.n - summary.any_deal.count
    if not without:
        return Text("Every history saw a deal come into force.")
    table = _grid("share", first=f"of {histories(without)} without any deal")
    shown = {cause: found for cause, found in summary.why_no_deal.items() if found.share}
    few = sorted((one.share for found in shown.values() for one in found.details), reverse=True)[:MOST]
    for cause, found in shown.items():
        table.add_row(Text(CAUSE_LABELS[cause]), percent(found.share))
        told = [one for one in found.details if one.share >= few[-1]][:MOST]
        for one in told:
            table.add_row(Text(f"  {concerned(run.scenario, cause, one.issue, one.whose)}"), percent(one.share))
        if rest := found.details[len(told) :]:
            table.add_row(f"  {counted(len(rest), 'other combination')}", percent(sum(one.share for one in rest)))
    return table
