"""A comparison of runs as words and tables for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text

from sim.analysis.compare import Comparison, Variant, comparable
from sim.analysis.intervals import Difference
from sim.grid import Grid
from sim.scenario.differences import Change
from sim.scenario.settings import in_yaml

from .findings import allowance, in_words, is_share, row_labels
from .table import without_lines
from .words import CAVEAT, ENDING_LABELS, counted, issue_labels, listed, one_line, percent, provenance

if TYPE_CHECKING:
    from sim.ensemble.run import Run

MOST_CHANGES = 20
"""So many changed settings are listed one by one."""
LONG = 60
"""Letters beyond which what only one of two scenarios has is not spelt out."""
MOST_NAMED = 4
"""So many variants are named at the head."""


class ComparisonTable:
    """What rich lays out: a table of each variant, or one of all side by side; then what each changes and comes to.

    `explained` gives the commands that tell of one history of a variant and of its twin; `impossible` what could not be left out, and why. With
    `everything` what is within noise is shown too.
    """

    def __init__(
        self, comparison: Comparison, explained: Callable[[int, int], Sequence[str]], impossible: Mapping[str, str] | None = None, *, everything: bool = False
    ) -> None:
        self.comparison, self.explained, self.impossible, self.everything = comparison, explained, impossible or {}, everything

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay the blocks out one below the other."""
        del console, options
        baseline, variants = self.comparison.baseline, self.comparison.variants
        beside = listed([variant.name for variant in variants]) if len(variants) <= MOST_NAMED else counted(len(variants), "variant")
        yield Text(f"{one_line(baseline.scenario.title)}, beside {beside}", style="bold")
        yield Text(f"{provenance(baseline)}{'; all with the same luck, history by history' if self.comparison.paired else ''}")
        if len(variants) > 1:
            yield from self._side_by_side()
        yield from (Text(f"\nWithout {label} the scenario would be none: {why}.") for label, why in self.impossible.items())
        for place, variant in enumerate(variants):
            yield from self._block(place, variant)
        yield Text(f"\n{CAVEAT}")

    def _block(self, place: int, variant: Variant) -> Iterator[RenderableType]:
        baseline, alone = self.comparison.baseline, len(self.comparison.variants) == 1
        yield Text(f"\n{variant.name}, beside {baseline.name}", style="bold")
        if variant.unpaired:
            yield Text(f"Not paired, since {variant.unpaired}: intervals are those of runs that have nothing to do with each other, and wider.")
        if (rests_on := provenance(variant.run)) != provenance(baseline):
            yield Text(f"{variant.name} rests on other histories: {rests_on}.")
        yield from map(Text, _changes(variant.changed))
        if alone:
            yield _table(variant)
        if left := _not_compared(baseline, variant.run):
            yield Text(f"Terms not compared, since only one has the issue or its scale is another: {listed(left)}.")
        told = list(in_words(variant, everything=self.everything))
        yield from map(Text, told if alone else told[1:])
        for flip in variant.flips if alone or self.everything else []:
            alike = "" if flip.alike == 1 else f", as in {flip.alike - 1:,} more"
            yield Text(f"History {flip.history:,}: {ENDING_LABELS[flip.before]} becomes {ENDING_LABELS[flip.after]}{alike}")
            yield from (Text(f"  {command}") for command in self.explained(place, flip.history))

    def _side_by_side(self) -> Iterator[RenderableType]:
        """All variants in one table, outcome by outcome; outcomes on which none stands beyond noise are counted."""
        variants = self.comparison.variants
        rows = list(dict.fromkeys(row for variant in variants for row in variant.rows()))
        shown = [row for row in rows if self.everything or row == "any_deal" or any(row in variant.beyond for variant in variants)]
        shown.sort(key=lambda row: row != "any_deal")
        yield Text(f"\nSide by side; * stands beyond noise, {allowance(variants[0].looked_at)}", style="bold")
        for row in shown:
            labels = next(named for variant in variants if row in (named := row_labels(variant)))
            yield _outcome(labels[row], row, self.comparison)
        if left := len(rows) - len(shown):
            yield Text(f"Nothing differs beyond noise in {counted(left, 'more outcome')}; --all shows them.")
        yield Text("Differences of shares are in points of a hundred, of days in days, of terms in points of the scale; intervals are at 95 %, each by itself.")


def _outcome(label: str, row: str, comparison: Comparison) -> Grid:
    table = without_lines()
    table.add_column(label, overflow="fold", min_width=14)
    for column in ("baseline", "here", "difference", "95 % interval", "n"):
        table.add_column(column, justify="right", no_wrap=True)
    for variant in comparison.variants:
        found = variant.rows().get(row)
        if found is not None:
            table.add_row(Text(variant.name), *_cells(found, is_share(row), star=row in variant.beyond))
    return table


def _changes(changed: Sequence[Change]) -> Iterator[str]:
    if not changed:
        yield "No setting differs."
    for change in changed[:MOST_CHANGES]:
        yield f"  {_change(change)}"
    if len(changed) > MOST_CHANGES:
        yield f"  and {len(changed) - MOST_CHANGES} settings more, which comparison.json and --json list"


def _change(change: Change) -> str:
    if change.before is None or change.after is None:
        value, where = (change.after, "only in the variant") if change.before is None else (change.before, "only in the baseline")
        told = in_yaml(value)
        return f"{change.path}: {where}" if isinstance(value, dict) and len(told) > LONG else f"{change.path}: {told}, {where}"
    return f"{change.path}: {in_yaml(change.before)} -> {in_yaml(change.after)}"


def _not_compared(baseline: Run, run: Run) -> list[str]:
    """The labels of issues whose terms cannot be laid side by side."""
    labels = {**issue_labels(run), **issue_labels(baseline)}
    alike = comparable(baseline.scenario, run.scenario)
    return [label for issue, label in labels.items() if issue not in alike]


def _table(variant: Variant) -> Grid:
    table, labels = without_lines(), row_labels(variant)
    table.add_column("", overflow="fold", min_width=14)
    for column in ("baseline", "here", "difference", "95 % interval", "n"):
        table.add_column(column, justify="right", no_wrap=True)
    for row, found in variant.rows().items():
        name = {"any_deal": "any deal, at any time", "deal_day": "day of the first deal"}.get(row, labels[row].removeprefix("terms on "))
        table.add_row(Text(name), *_cells(found, is_share(row), star=row in variant.beyond))
    return table


def _cells(found: Difference, share: bool, *, star: bool) -> list[str]:
    """What it was and is, how far it differs (with a star where that stands beyond noise), the interval, and the histories that it rests on."""
    scale, number = (100.0, percent) if share else (1.0, lambda value: f"{value:.0f}")
    return [
        "-" if found.baseline is None else number(found.baseline),
        "-" if found.variant is None else number(found.variant),
        "-" if found.difference is None else f"{signed(found.difference * scale)}{' *' if star else ''}",
        "-" if found.low is None or found.high is None else f"{signed(found.low * scale)} to {signed(found.high * scale)}",
        f"{found.n:,}",
    ]


def signed(value: float) -> str:
    """A difference with its sign, to a tenth."""
    return "0.0" if abs(value) < 0.05 else f"{value:+.1f}"
