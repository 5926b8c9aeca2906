"""A comparison of runs as words and tables for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from sim.analysis.compare import Comparison, Variant, comparable
from sim.analysis.intervals import FEWEST, Difference, histories_to_settle
from sim.scenario.differences import Change
from sim.scenario.settings import in_yaml

from .table import without_lines
from .words import CAVEAT, ENDING_LABELS, histories, issue_labels, listed, one_line, percent, provenance

if TYPE_CHECKING:
    from sim.ensemble.run import Run

MOST_CHANGES = 20
"""So many changed settings are listed one by one."""
LONG = 60
"""Letters beyond which what only one of two scenarios has is not spelt out."""


class ComparisonTable:
    """What rich lays out: a block a variant. `explained` gives the commands that tell of one history of a variant and of its twin."""

    def __init__(self, comparison: Comparison, explained: Callable[[int, int], Sequence[str]]) -> None:
        self.comparison, self.explained = comparison, explained

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay the blocks out one below the other."""
        del console, options
        baseline, variants = self.comparison.baseline, self.comparison.variants
        yield Text(f"{one_line(baseline.scenario.title)}, beside {listed([variant.name for variant in variants])}", style="bold")
        yield Text(f"{provenance(baseline)}{'; all with the same luck, history by history' if self.comparison.paired else ''}")
        for place, variant in enumerate(variants):
            yield Text(f"\n{variant.name}, beside {baseline.name}", style="bold")
            if variant.unpaired:
                yield Text(f"Not paired, since {variant.unpaired}: intervals are those of runs that have nothing to do with each other, and wider.")
            if (rests_on := provenance(variant.run)) != provenance(baseline):
                yield Text(f"{variant.name} rests on other histories: {rests_on}.")
            yield from map(Text, _changes(variant.changed))
            yield _table(variant, issue_labels(variant.run))
            if left := _not_compared(baseline, variant.run):
                yield Text(f"Terms not compared, since only one has the issue or its scale is another: {listed(left)}.")
            yield from map(Text, in_words(variant))
            for flip in variant.flips:
                alike = "" if flip.alike == 1 else f", as in {flip.alike - 1:,} more"
                yield Text(f"History {flip.history:,}: {ENDING_LABELS[flip.before]} becomes {ENDING_LABELS[flip.after]}{alike}")
                yield from (Text(f"  {command}") for command in self.explained(place, flip.history))
        yield Text(f"\n{CAVEAT}")


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


def _table(variant: Variant, issues: dict[str, str]) -> Table:
    table = without_lines()
    table.add_column("", overflow="fold", min_width=14)
    for column in ("baseline", "here", "difference", "95 % interval", "n"):
        table.add_column(column, justify="right", no_wrap=True)

    def row(name: str, found: Difference, share: bool) -> None:
        scale, number = (100.0, percent) if share else (1.0, lambda value: f"{value:.0f}")
        cells = [
            "-" if found.baseline is None else number(found.baseline),
            "-" if found.variant is None else number(found.variant),
            "-" if found.difference is None else signed(found.difference * scale),
            "-" if found.low is None or found.high is None else f"{signed(found.low * scale)} to {signed(found.high * scale)}",
            f"{found.n:,}",
        ]
        table.add_row(Text(name), *cells)

    for ending, found in variant.endings.items():
        row(ENDING_LABELS[ending], found, share=True)
    row("any deal, at any time", variant.any_deal, share=True)
    row("day of the first deal", variant.deal_day, share=False)
    for issue, found in variant.terms.items():
        row(issues[issue], found, share=False)
    return table


def signed(value: float) -> str:
    """A difference with its sign, to a tenth."""
    return "0.0" if abs(value) < 0.05 else f"{value:+.1f}"


def in_words(variant: Variant) -> Iterator[str]:
    """What the table says, in sentences: how much is noise, how many histories would settle it, how many histories flipped."""
    both = " of histories with a deal in both" if variant.unpaired is None else ""
    yield f"Differences of shares are in points of a hundred, of days in days, of terms in points of the scale{both and f'; means are{both}'}."
    issues = issue_labels(variant.run)
    terms = {issues[issue]: term for issue, term in variant.terms.items()}
    found = {ENDING_LABELS[ending]: difference for ending, difference in variant.endings.items()} | {"any deal": variant.any_deal}
    found |= {"the day of the first deal": variant.deal_day} | {f"terms on {name}": term for name, term in terms.items()}
    clear = [name for name, difference in found.items() if not difference.noise]
    noise = {name: one for name, one in found.items() if one.noise and one.low is not None and (one.baseline or one.variant)}
    yield f"Beyond noise: {listed(clear)}." if clear else "Nothing differs beyond noise."
    still = [name for name, difference in noise.items() if histories_to_settle(difference) is None]
    if still:
        yield f"Within noise: {listed(still)}; no difference was seen."
    for name, difference in noise.items():
        needed = histories_to_settle(difference)
        if needed is not None:
            run = needed * variant.run.n / difference.n  # of histories to run only so many have a number to compare
            yield f"Within noise: {name}; if it is as large as it looks, about {histories(_rounded(ceil(run)))} would settle it."
    few = [name for name, difference in {"the day": variant.deal_day, **terms}.items() if 0 < difference.n < FEWEST]
    if few:
        yield f"Too few deals (below {FEWEST}) for intervals of {'the day and the terms' if len(few) == len(terms) + 1 else listed(few)}."
    if variant.flipped is not None:
        yield f"{percent(variant.flipped)} of histories end in another way."


def _rounded(n: int) -> int:
    """A number of histories to two digits, upwards."""
    step: int = max(1, 10 ** (len(str(n)) - 2))
    return -(-n // step) * step
