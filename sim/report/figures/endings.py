"""How the histories end: five shares with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.endings import ENDING, ENDINGS
from sim.report.summary import Summary
from sim.report.words import ENDING_LABELS, ENDING_PHRASES, histories, interval, listed, percent

from .registry import figure
from .style import BODY, ENDING_LOOKS, FINE, GREY, INK, INNER, MARGIN, SMALL, Drawing, Page, in_house_style, percent_ticks, wrapped

if TYPE_CHECKING:
    from sim.ensemble.run import Run

LABELS, NUMBERS, ROW = 1.75, 1.75, 0.62
"""Inches for the names on the left and the numbers on the right; height of a row."""


@figure("endings", place=1)
@in_house_style
def draw(run: Run, summary: Summary) -> Drawing:
    """A bar an ending with its 95 % Wilson interval; count, share and interval in figures beside it."""
    most = max(ENDINGS, key=lambda ending: summary.endings[ending].share)
    share = percent(summary.endings[most].share)
    title = f"The one history ends in {ENDING_PHRASES[most]}" if run.n == 1 else f"{share} of {run.n:,} histories end in {ENDING_PHRASES[most]}"
    page = Page(
        run, title, "Bar: share of all histories. Line across its end: 95 % Wilson interval of that share, which shrinks with more histories.", 5 * ROW + 0.3
    )
    left, width = MARGIN + LABELS, INNER - LABELS - NUMBERS
    axes = page.axes(left, 0, width, 5 * ROW)
    for row, ending in enumerate(ENDINGS):
        found = summary.endings[ending]
        axes.barh(row, found.share, 0.52, edgecolor=INK, linewidth=0.8, **ENDING_LOOKS[ending])
        axes.plot([found.low, found.high], [row, row], color=INK, linewidth=1.6, marker="|", markersize=9)
        page.write(MARGIN, (row + 0.5) * ROW - 0.15, ENDING_LABELS[ending], fontsize=BODY, fontweight="bold", va="center")
        page.write(MARGIN, (row + 0.5) * ROW - 0.06, wrapped(ENDING[ending].means, LABELS - 0.1, FINE), fontsize=FINE, color=GREY)
        page.write(left + width + 0.15, (row + 0.5) * ROW - 0.09, f"{percent(found.share)}  ({interval(found)})", fontsize=BODY, va="center")
        page.write(left + width + 0.15, (row + 0.5) * ROW + 0.1, f"{found.count:,} of {histories(run.n)}", fontsize=SMALL, color=GREY, va="center")
    axes.set_ylim(4.5, -0.5)
    axes.set_yticks([])
    ticks, names = percent_ticks(max(found.high for found in summary.endings.values()))
    axes.set_xlim(0, ticks[-1])
    axes.set_xticks(ticks, names)
    axes.grid(axis="x")

    parts = [f"{ENDING_LABELS[ending]} {percent(found.share)} ({interval(found)})" for ending, found in summary.endings.items()]
    alt = (
        f"Bar chart of how {histories(run.n)} end: {listed(parts)}; in brackets 95 % intervals. "
        f"A deal came into force at some time in {percent(summary.any_deal.share)} of histories."
    )
    rows = [
        {"ending": ending, "histories": found.count, "share": found.share, "low": found.low, "high": found.high} for ending, found in summary.endings.items()
    ]
    return Drawing(page.figure, page.title, alt, rows)
