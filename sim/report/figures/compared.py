"""Figures of a comparison: the runs side by side, and how far each differs from the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from sim.analysis.beyond_noise import by_chance
from sim.analysis.compare import Comparison, Variant
from sim.analysis.intervals import FEWEST, Difference, wilson
from sim.endings import ENDINGS
from sim.ensemble.run import Run
from sim.report.findings import allowance, headline, row_labels
from sim.report.words import ENDING_LABELS, counted, issue_labels, listed, percent, provenance
from sim.scenario.isolates import isolated

from .letters import drawn_for, legible, words_of
from .registry import figure, figures_of
from .style import (
    BLUE,
    BODY,
    GREEN,
    GREY,
    INK,
    INNER,
    MARGIN,
    ORANGE,
    PURPLE,
    SKY,
    SMALL,
    VERMILLION,
    Drawing,
    Page,
    day_axis,
    days_to_name,
    height_of,
    in_house_style,
    percent_ticks,
    shortened,
    wrapped,
)
from .writing import write

_LOOKS: list[tuple[str, str, Any]] = [
    (INK, "o", "-"),
    (BLUE, "s", (0, (5, 1.5))),
    (ORANGE, "D", (0, (1.2, 1.2))),
    (GREEN, "^", (0, (6, 1.5, 1.2, 1.5))),
    (PURPLE, "v", "-"),
    (SKY, "P", (0, (5, 1.5))),
    (VERMILLION, "X", (0, (1.2, 1.2))),
]
_MOST = len(_LOOKS)
"""Runs that can be told apart in a figure."""
_LABELS = 2.1
"""Inches for the names on the left."""
_NOTE = (
    "Marks: share of all histories. Upright lines: the baseline. Lines across: 95 % intervals, of the baseline its own, of each other run "
    "that of its difference from the baseline, history by history where they share their luck. What crosses the upright line may be noise."
)
_NAMES = INNER - 0.5
"""Inches for the name of a run in the key."""


def draw_all(comparison: Comparison, folder: Path) -> list[dict[str, Any]]:
    """Write every figure of a comparison as PNG and SVG, with its numbers as CSV beside it; returns what a manifest says of each."""
    return [write(name, drawing, folder) for name, drawing in pictures(comparison)]


def pictures(comparison: Comparison) -> Iterator[tuple[str, Drawing]]:
    """Every figure of a comparison by its name; where no variant has an issue in common with the baseline, there is none of terms."""
    runs = [comparison.baseline, *(variant.run for variant in comparison.variants)]
    words = [word for run in runs for word in words_of(run)] + [variant.name for variant in comparison.variants]
    with drawn_for(words):
        comparison = replace(comparison, baseline=legible(comparison.baseline))
        for one in figures_of("comparison").values():
            yield from one.pictures(comparison).items()


def _variants(comparison: Comparison) -> list[Variant]:
    """The variants that are drawn, in their order: where there are too many to be told apart, those that differ most clearly."""
    clearest = sorted(comparison.variants, key=lambda variant: min(map(by_chance, variant.rows().values()), default=1.0))[: _MOST - 1]
    return [variant for variant in comparison.variants if any(variant is one for one in clearest)]


def _runs(comparison: Comparison) -> list[tuple[str, Run]]:
    named = [(comparison.baseline.name, comparison.baseline), *((variant.name, variant.run) for variant in _variants(comparison))]
    return [(isolated(name), run) for name, run in named]


def _page(comparison: Comparison, title: str, note: str, height: float, key: Sequence[Line2D]) -> Page:
    hidden = len(comparison.variants) - len(_variants(comparison))
    if hidden:
        note += f" {counted(hidden, 'run')} that {'differs' if hidden == 1 else 'differ'} less clearly {'is' if hidden == 1 else 'are'} left out."
    return Page(_about(comparison), title, note, height, key)


def _about(comparison: Comparison) -> str:
    """What each run rests on, said once for those where it is the same."""
    resting: dict[str, list[str]] = {}
    for name, run in _runs(comparison):
        resting.setdefault(provenance(run), []).append(name)
    said = "; ".join(f"{listed(names)}: {rests_on}" for rests_on, names in resting.items())
    paired = all(variant.unpaired is None for variant in _variants(comparison))
    return f"{said}; {'the same luck history by history' if paired else 'not all with the same luck'}."


def _key(comparison: Comparison) -> list[Line2D]:
    return [
        Line2D([], [], color=colour, marker=marker, linestyle="None", markersize=6, label=shortened(name, _NAMES, SMALL))
        for (name, _), (colour, marker, _) in zip(_runs(comparison), _LOOKS, strict=False)
    ]


@figure("endings", of="comparison", place=1)
@in_house_style
def endings(comparison: Comparison) -> Drawing:
    """Shares of endings side by side: the baseline with its Wilson interval, each variant with the interval of its difference, laid out from the baseline."""
    runs, step = _runs(comparison), 0.19
    row = step * len(runs) + 0.2
    page = _page(
        comparison,
        headline(comparison, lambda row: row.startswith("ending="), "how the histories end"),
        _NOTE,
        row * len(ENDINGS) + 0.3,
        _key(comparison),
    )
    axes = page.axes(MARGIN + 1.2, 0, INNER - 1.3, row * len(ENDINGS))
    rows: list[dict[str, Any]] = []
    reached: list[float] = []
    for e, ending in enumerate(ENDINGS):
        apart = [None, *(variant.endings[ending] for variant in _variants(comparison))]
        base = wilson(int((comparison.baseline.histories["ending"] == ending).sum()), comparison.baseline.n)
        axes.plot([base.share] * 2, [e * row + 0.1, (e + 1) * row - 0.1], color=INK, linewidth=0.8)
        for k, ((name, run), difference) in enumerate(zip(runs, apart, strict=True)):
            found = wilson(int((run.histories["ending"] == ending).sum()), run.n)
            low, high = (None, None) if difference is None else (difference.low, difference.high)
            ends = (found.low, found.high) if low is None or high is None else (max(base.share + low, 0.0), min(base.share + high, 1.0))
            colour, marker, _ = _LOOKS[k]
            y = e * row + 0.1 + (k + 0.5) * step
            reached += [found.share, *ends]
            axes.plot(ends, [y, y], color=colour, linewidth=1.4, marker="|", markersize=6)
            axes.plot(found.share, y, marker, color=colour, markersize=6, clip_on=False)
            rows.append(
                {"ending": ending, "run": name, "share": found.share, "low": found.low, "high": found.high, "difference_low": low, "difference_high": high}
            )
        if e:
            axes.axhline(e * row, color=GREY, linewidth=0.4)
    axes.set_ylim(row * len(ENDINGS), 0)
    axes.set_yticks([(e + 0.5) * row for e in range(len(ENDINGS))], [ENDING_LABELS[ending] for ending in ENDINGS])
    axes.tick_params(axis="y", length=0)
    ticks, names = percent_ticks(min(1.0, max(reached)))
    axes.set_xlim(0, ticks[-1])
    axes.set_xticks(ticks, names)
    axes.grid(axis="x")
    said = [f"{name}: " + listed([f"{ENDING_LABELS[str(row['ending'])]} {percent(row['share'])}" for row in rows if row["run"] == name]) for name, _ in runs]
    return Drawing(page.figure, page.title, f"Dot plot of endings. {'; '.join(said)}.", rows)


@figure("differences", of="comparison", place=2)
@in_house_style
def shares(comparison: Comparison) -> Drawing:
    """How far each share differs from the baseline, with a line at zero."""
    found = {
        variant.name: {**{ENDING_LABELS[ending]: difference for ending, difference in variant.endings.items()}, "any deal": variant.any_deal}
        for variant in _variants(comparison)
    }
    names = [*ENDING_LABELS.values(), "any deal"]
    title = headline(comparison, lambda row: row == "any_deal" or row.startswith("ending="), "endings and deals")
    return _forest(comparison, title, "in points of a hundred", names, found, 100.0)


@figure("terms", of="comparison", place=4, where=lambda comparison: any(variant.terms for variant in _variants(comparison)))
@in_house_style
def terms(comparison: Comparison) -> Drawing:
    """How far the terms of deals differ from the baseline, on the issues that some variant shares with it, with a line at zero."""
    labels = {issue: label for issue, label in issue_labels(comparison.baseline).items() if any(issue in variant.terms for variant in _variants(comparison))}
    found = {variant.name: {labels[issue]: difference for issue, difference in variant.terms.items()} for variant in _variants(comparison)}
    title = headline(comparison, lambda row: row.startswith("term."), "terms of deals")
    return _forest(comparison, title, "in points of each scale, over histories with a deal", list(labels.values()), found, 1.0)


@figure("attendance", of="comparison", place=5, where=lambda comparison: any(variant.attendance for variant in _variants(comparison)))
@in_house_style
def attendance(comparison: Comparison) -> Drawing:
    """How far the share of sessions to which each party came differs from the baseline, with a line at zero."""
    found = {variant.name: {row_labels(variant)[f"in_person.{party}"]: one for party, one in variant.attendance.items()} for variant in _variants(comparison)}
    names = sorted({name for differences in found.values() for name in differences}, key=str.casefold)
    title = headline(comparison, lambda row: row.startswith("in_person."), "who comes to the sessions")
    return _forest(comparison, title, "in points of a hundred of the sessions held", names, found, 100.0)


def _forest(comparison: Comparison, title: str, unit: str, names: Sequence[str], found: dict[str, dict[str, Difference]], scale: float) -> Drawing:
    step = 0.2
    heads = [wrapped(name, _LABELS - 0.15, BODY) for name in names]
    row = max(step * len(found) + 0.16, *(height_of(head, BODY) + 0.1 for head in heads))
    looked_at = max(variant.looked_at for variant in comparison.variants)
    note = f"Marks: {unit}, less {comparison.baseline.name}; lines: 95 % intervals. What crosses the line at zero may be noise. "
    note += f"The title names the largest that stands beyond it, {allowance(looked_at)}."
    if any(one.difference is not None and one.low is None for differences in found.values() for one in differences.values()):
        note += f" Marks without a line rest on fewer than {FEWEST} histories."
    page = _page(comparison, title, note, row * len(names) + 0.3, _key(comparison)[1:])
    axes = page.axes(MARGIN + _LABELS, 0, INNER - _LABELS - 0.1, row * len(names))
    rows: list[dict[str, Any]] = []
    for place, name in enumerate(names):
        page.write(MARGIN, (place + 0.5) * row, heads[place], va="center", fontsize=BODY)
        for k, (variant, differences) in enumerate(found.items(), start=1):
            one = differences.get(name)
            if one is None or one.difference is None:
                continue
            colour, marker, _ = _LOOKS[k]
            y = place * row + row / 2 + (k - (len(found) + 1) / 2) * step
            if one.low is not None and one.high is not None:
                axes.plot([one.low * scale, one.high * scale], [y, y], color=colour, linewidth=1.5, marker="|", markersize=7)
            axes.plot(one.difference * scale, y, marker, color=colour, markersize=6, clip_on=False)
            rows.append({"what": name, "variant": variant, "difference": one.difference, "low": one.low, "high": one.high, "n": one.n})
        if not any(entry["what"] == name for entry in rows):
            axes.text(0, (place + 0.5) * row, "  no deals to compare", va="center", fontsize=SMALL, color=GREY)
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_ylim(row * len(names), 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    widest = max([1.0, *(abs(entry[end] or 0.0) * scale for entry in rows for end in ("low", "high", "difference"))])
    axes.set_xlim(-1.08 * widest, 1.08 * widest)
    axes.grid(axis="x")
    said = [
        f"{entry['variant']}, {entry['what']}: {entry['difference'] * scale:+.1f}"
        + ("" if entry["low"] is None else f" ({entry['low'] * scale:+.1f} to {entry['high'] * scale:+.1f})")
        for entry in rows
    ]
    nothing = "no histories to compare"
    return Drawing(
        page.figure, page.title, f"Differences with 95 % intervals around a line at zero, {unit}. {'; '.join(said) or nothing}.", rows or [{"what": None}]
    )


@figure("deals_by_day", of="comparison", place=3)
@in_house_style
def deals_by_day(comparison: Comparison) -> Drawing:
    """The share of histories that have seen a deal, day by day, a line a run; dates stand below the days where all runs start on the same."""
    runs = _runs(comparison)
    key = [
        Line2D([], [], color=colour, linestyle=line, linewidth=2, label=shortened(name, _NAMES, SMALL))
        for (name, _), (colour, _, line) in zip(runs, _LOOKS, strict=False)
    ]
    dated = len({run.scenario.calendar.start for _, run in runs}) == 1
    page = _page(
        comparison,
        headline(comparison, lambda row: row in ("deal_day", "any_deal"), "when deals come, and how many"),
        f"Height: share of all histories that have seen a deal by that day.{'' if dated else ' Days are counted from the start of each.'}",
        2.9 if dated else 2.75,
        key,
    )
    axes = page.axes(MARGIN + 0.5, 0.05, INNER - 0.7, 2.4)
    longest = max((run for _, run in runs), key=lambda run: run.scenario.days)
    by_day = {}
    for (name, run), (colour, _, line) in zip(runs, _LOOKS, strict=False):
        days = np.sort(run.histories["deal_day"][np.isfinite(run.histories["deal_day"])])
        share = by_day[name] = np.searchsorted(days, np.arange(run.scenario.days), side="right") / run.n
        # Half a day more, so that what comes into force on the last day is seen too.
        axes.step([*range(run.scenario.days), run.scenario.days - 0.5], [*share, share[-1]], where="post", color=colour, linestyle=line, linewidth=1.8)
    day_axis(axes, longest)
    if not dated:
        ticks = days_to_name(longest, 2 * INNER)
        axes.set_xticks(ticks, [f"{'day ' if day == 0 else ''}{day}" for day in ticks])
    heights, labels = percent_ticks(max(float(share.max()) for share in by_day.values()) or 0.05)
    axes.set_ylim(0, heights[-1] * 1.02)
    axes.set_yticks(heights, labels)
    axes.grid(axis="y")
    rows = [{"day": day, **{name: float(share[day]) if day < len(share) else None for name, share in by_day.items()}} for day in range(longest.scenario.days)]
    said = listed([f"{name} {percent(float(share[-1]))}" for name, share in by_day.items()])
    return Drawing(page.figure, page.title, f"Rising step lines, one a run. By the end a deal has come into force in {said}; all start at none.", rows)
