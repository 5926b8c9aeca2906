"""Why there was no deal: a bar a cause, and below it whom it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.analysis.intervals import wilson
from sim.endings import CAUSE
from sim.report.summary import Cause, Summary
from sim.report.words import CAUSE_LABELS, WHY_NO_DEAL, concerned, histories, interval, listed, percent

from .registry import figure
from .style import BLUE, BODY, FINE, GREY, INK, INNER, MARGIN, SKY, SMALL, Drawing, Page, height_of, in_house_style, percent_ticks, say_instead, wrapped

if TYPE_CHECKING:
    from sim.ensemble.run import Run

LABELS, NUMBERS, GAP = 3.6, 1.45, 0.14
"""Inches for the words on the left and the numbers on the right, and between two causes."""
TOLD = 4
"""Of whom a cause concerns, so many shares are told apart."""


@figure("why_no_deal", place=3)
@in_house_style
def draw(run: Run, summary: Summary) -> Drawing:
    """A bar a cause, as a share of the histories without any deal, in the order in which causes are asked."""
    without, found = summary.n - summary.any_deal.count, {cause: one for cause, one in summary.why_no_deal.items() if one.share}
    title = _title(summary, without)
    if not found:
        page = Page(run, title, WHY_NO_DEAL, 1.0)
        axes = page.axes(MARGIN, 0, INNER, 1.0)
        axes.set_axis_off()
        say_instead(axes, "there is nothing to explain")
        return Drawing(page.figure, page.title, f"No bars: {title[0].lower()}{title[1:]}. There is nothing to explain.", [_row("", "", "", 0, 0.0)])
    lines = {cause: _lines(run, cause, one) for cause, one in found.items()}
    heights = {cause: sum(height_of(words, size) for words, size, _ in told) + GAP for cause, told in lines.items()}
    reading = (
        f"Bar: share of the {histories(without)} without any deal; line across its end: 95 % interval. Dark: no text could be signed; light: there was one."
    )
    note = f"{reading} {WHY_NO_DEAL}"
    page = Page(run, title, note, sum(heights.values()) + 0.3)
    left, width, top = MARGIN + LABELS, INNER - LABELS - NUMBERS, 0.0
    axes = page.axes(left, 0, width, sum(heights.values()))
    shares = {cause: wilson(round(one.share * without), without) for cause, one in found.items()}
    for cause, told in lines.items():
        share, at = shares[cause], top + height_of(told[0][0], BODY) / 2
        axes.barh(at, share.share, 0.18, color=SKY if CAUSE[cause].room else BLUE, edgecolor=INK, linewidth=0.8)
        axes.plot([share.low, share.high], [at, at], color=INK, linewidth=1.6, marker="|", markersize=7)
        page.write(left + width + 0.15, at, f"{percent(share.share)}  ({interval(share)})", fontsize=SMALL, va="center")
        down = top
        for words, size, look in told:
            page.write(MARGIN, down, words, fontsize=size, **look)
            down += height_of(words, size)
        top += heights[cause]
    axes.set_ylim(top, 0)
    axes.set_yticks([])
    ticks, names = percent_ticks(max(share.high for share in shares.values()))
    axes.set_xlim(0, ticks[-1])
    axes.set_xticks(ticks, names)
    axes.grid(axis="x")
    return Drawing(page.figure, page.title, _alt(run, found, without), _rows(found, without))


def _title(summary: Summary, without: int) -> str:
    if not without:
        return "Every history saw a deal come into force"
    most = max(summary.why_no_deal, key=lambda cause: summary.why_no_deal[cause].share)
    label = CAUSE_LABELS[most]
    return f"{label[0].upper()}{label[1:]} in {percent(summary.why_no_deal[most].share)} of the {histories(without)} without a deal"


def _lines(run: Run, cause: str, found: Cause) -> list[tuple[str, float, dict[str, Any]]]:
    """What stands at the left of a bar, with its size and look: the cause, what it means, and whom it concerns."""
    room = LABELS - 0.15
    told: list[tuple[str, float, dict[str, Any]]] = [
        (wrapped(CAUSE_LABELS[cause], room, BODY, bold=True), BODY, {"fontweight": "bold"}),
        (wrapped(CAUSE[cause].means, room, FINE), FINE, {"color": GREY}),
    ]
    parts = [f"{percent(one.share)}  {concerned(run.scenario, cause, one.issue, one.whose)}" for one in found.details[:TOLD]]
    told += [(wrapped(words, room, FINE), FINE, {}) for words in parts]
    if rest := found.details[TOLD:]:
        told.append((f"{percent(sum(one.share for one in rest))}  others", FINE, {}))
    return told


def _alt(run: Run, found: dict[str, Cause], without: int) -> str:
    parts = []
    for cause, one in found.items():
        who = f" (most often {concerned(run.scenario, cause, one.details[0].issue, one.details[0].whose)})" if one.details else ""
        parts.append(f"{CAUSE_LABELS[cause]} {percent(one.share)}{who}")
    return f"Bar chart of why {histories(without)} came to no deal: {listed(parts)}. {WHY_NO_DEAL}"


def _rows(found: dict[str, Cause], without: int) -> list[dict[str, Any]]:
    """A row a cause, and below it one for each of those whom it concerns."""
    rows = []
    for cause, one in found.items():
        rows.append(_row(cause, "", "", round(one.share * without), one.share))
        rows += [_row(cause, part.issue, " + ".join(part.whose), round(part.share * without), part.share) for part in one.details]
    return rows


def _row(cause: str, issue: str, whose: str, count: int, share: float) -> dict[str, Any]:
    return {"cause": cause, "issue": issue, "whose": whose, "histories": count, "share": share}
