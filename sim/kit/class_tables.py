"""What a class expected, and where it placed statements, as tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from sim.endings import ENDINGS
from sim.ensemble import Run
from sim.report.summary import summarise
from sim.report.table import without_lines
from sim.report.words import CAVEAT, ENDING_LABELS, histories, percent

from .coding import Coded, Statement
from .forecasts import Forecast, best, scored

_CODINGS = (
    "\nclass: mean of the middles of the intervals; spread: their standard deviation; project: where it placed the statement (each coder); "
    "meet it: the share of the class whose interval touches one of those."
)


class ScoreTable:
    """What rich lays out: the score of each forecast beside a run, the best first, and what the scores mean."""

    def __init__(self, given: Sequence[Forecast], run: Run) -> None:
        self.given, self.run = given, run
        summary = summarise(run)
        self.shares = {ending: summary.endings[ending].share for ending in ENDINGS}

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay it out."""
        del console, options
        happened, shares = self.run.scenario.information.what_happened, self.shares
        found = sorted(scored(self.given, shares, happened.ending if happened else None), key=lambda score: score.brier)
        table = without_lines()
        for column in ("who", "Brier score, against the model", *(["against what happened"] if happened else [])):
            table.add_column(column, justify="left" if column == "who" else "right")
        for score in found:
            history = [] if score.against_history is None else [f"{score.against_history:.3f}"]
            table.add_row(Text(score.who), f"{score.brier:.3f}", *history)
        yield table
        ends = ", ".join(f"{ENDING_LABELS[ending]} {percent(share)}" for ending, share in shares.items() if share)
        n, lowest = histories(self.run.n).capitalize(), best(shares)
        yield Text(f"\n0 is best, 2 worst. {n}: {ends}. Whoever had expected just that would score {lowest:.3f}.")
        if happened:
            yield Text(f"What happened: {ENDING_LABELS[happened.ending]}. One ending proves nobody right.")
        yield Text(CAVEAT)


class CodingTable:
    """What rich lays out: where a class placed each statement, beside the project."""

    def __init__(self, statements: Sequence[Statement], found: Sequence[Coded]) -> None:
        self.statements, self.found = statements, found

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay it out."""
        del console, options
        table = without_lines()
        for column in ("no.", "class", "spread", "n", "project", "meet it", "what was said"):
            table.add_column(column, justify="left" if column in {"project", "what was said"} else "right", overflow="fold")
        for one in self.found:
            project = " / ".join(f"{low:g}-{high:g}" for low, high in one.statement.codings)
            spread = "-" if one.spread is None else f"{one.spread:.0f}"
            said = Text(f"{one.statement.by}, {one.statement.issue}: {one.statement.says}")
            number = str(self.statements.index(one.statement) + 1)
            table.add_row(number, f"{one.middle:.0f}", spread, str(one.n), project, f"{100 * one.overlap:.0f} %", said)
        yield table
        yield Text(_CODINGS)
