"""The terms of the deals, against how far each party could go."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.report.quantiles import quantiles_of_counts
from sim.report.summary import Spread, Summary
from sim.report.words import dated, issue_labels, percent, scale_points
from sim.scenario.schema import Issue

from .registry import figure
from .style import BODY, GREY, INK, INNER, MARGIN, PALE, SMALL, Drawing, Look, Page, Sample, height_of, in_house_style, looks, width_of, wrapped

if TYPE_CHECKING:
    from sim.ensemble.run import Run

GAP = 0.35
"""Inches between two columns."""
MEAN: dict[str, Any] = {"marker": "*", "color": "white", "markeredgecolor": INK, "markersize": 11}
MEDIAN: dict[str, Any] = {"marker": "D", "color": "white", "markeredgecolor": INK, "markersize": 5}


@dataclass(frozen=True)
class Room:
    """What a party could accept on an issue in the median history, and where its limit lies in nine tenths of them; points of the scale."""

    low: float
    high: float
    position: float
    limit: float
    limit_p5: float
    limit_p95: float


def room_of(run: Run, party: str, issue: str) -> Room:
    """From the limit to the end of the scale that the party cares for; for one that wants a certain point, as far on either side of it."""
    p, k = run.parties.index(party), run.issues.index(issue)
    position = float(quantiles_of_counts(run.series["position"][p, k], (0.5,))[0])
    p5, limit, p95 = (float(value) for value in quantiles_of_counts(run.series["limit"][p, k], (0.05, 0.5, 0.95)))
    reach = abs(limit - position)
    low, high = {"more": (limit, 100.0), "less": (0.0, limit), "peak": (max(0.0, position - reach), min(100.0, position + reach))}[
        run.scenario.parties[party].stances[issue].wants
    ]
    return Room(low, high, position, limit, p5, p95)


@dataclass(frozen=True)
class Reach:
    """Where on an issue all whose signature is needed could meet: in which share of histories at each whole point (101,), and anywhere."""

    by_point: NDArray[np.float64]
    anywhere: float
    beyond: bool
    """Whether the median deal lies where less than half as many histories had room as at the best point: what was signed then, ranges had moved."""


def reach_of(run: Run, summary: Summary, issue: str) -> Reach:
    """Counted history by history on the first day of the talks, on this issue alone."""
    k, settled = run.issues.index(issue), summary.terms[issue].p50
    by_point = run.series["common"][k] / run.n
    beyond = settled is not None and bool(by_point[round(settled)] < by_point.max() / 2)
    return Reach(by_point, float(run.series["meet"][k] / run.n), beyond)


@figure("terms", place=5)
@in_house_style
def draw(run: Run, summary: Summary) -> Drawing:
    """A panel an issue: how far each party would go, where that leaves room for all who must sign, and below that the terms of the deals."""
    rooms = {issue: {party: room_of(run, party, issue) for party in run.parties} for issue in run.issues}
    reach = {issue: reach_of(run, summary, issue) for issue in run.issues}
    parties = looks(run)
    names = _names(run, parties)
    left_of = min(2.0, max(0.8, *(width_of(name, SMALL) + 0.12 for name in names)))
    names = [wrapped(name, left_of - 0.1, SMALL) for name in names]
    columns = 1 if len(run.issues) <= 3 else 2
    wide = (INNER - left_of - 0.1 - GAP * (columns - 1)) / columns
    row = max(0.24, *(height_of(name, SMALL) + 0.06 for name in names))
    high = row * (len(parties) + 1) + 0.32
    heads = {issue: wrapped(label, wide, BODY, bold=True) for issue, label in issue_labels(run).items()}
    said = {issue: wrapped(_where_they_meet(reach[issue]), wide, SMALL) for issue in run.issues}
    head = max(height_of(heads[issue], BODY) + height_of(said[issue], SMALL) for issue in run.issues) + 0.06
    anchors = {issue: _anchors(run.scenario.issues[issue], wide) for issue in run.issues}
    foot = max(height_of(words, SMALL) for of_issue in anchors.values() for words in of_issue.values()) + 0.25

    page = Page(run, _title(run), _note(run), -(-len(run.issues) // columns) * (head + high + foot) - 0.1, _key())
    for k, issue in enumerate(run.issues):
        left, top = MARGIN + left_of + (k % columns) * (wide + GAP), (k // columns) * (head + high + foot)
        page.write(left, top, heads[issue], fontsize=BODY, fontweight="bold")
        page.write(left, top + height_of(heads[issue], BODY), said[issue], fontsize=SMALL)
        axes = page.axes(left, top + head, wide, high)
        axes.set_xlim(0, 100)
        axes.set_ylim(high, 0)
        for r, party in enumerate(parties):
            _range(axes, rooms[issue][party.name], party, (r + 0.5) * row)
        _reach(axes, reach[issue], (len(parties) + 1) * row, row - 0.05)
        _terms(axes, summary, issue, high - 0.16)
        axes.set_xticks(list(anchors[issue]), list(anchors[issue].values()), linespacing=1.2)
        for point, label in zip(anchors[issue], axes.get_xticklabels(), strict=True):
            label.set_horizontalalignment("left" if point == 0 else "right" if point == 100 else "center")
        places = [(r + 0.5) * row for r in range(len(parties) + 1)] + [high - 0.16]
        axes.set_yticks(places, [*names, "deals"] if k % columns == 0 else [""] * len(places), linespacing=1.15)
        axes.tick_params(axis="y", length=0)
    return Drawing(page.figure, page.title, _alt(run, summary, reach), _rows(run, summary, rooms, reach))


def _names(run: Run, parties: list[Look]) -> list[str]:
    """What stands beside the rows: the parties, and who together must sign."""
    protocol, needed = run.scenario.protocol, run.scenario.required
    if protocol.quota is not None:
        return [*(f"{party.label} (required)" if party.name in needed else party.label for party in parties), "enough to sign"]
    spared = [party for party in parties if needed and party.name not in needed]
    return [*(f"{party.label} (not required)" if party in spared else party.label for party in parties), "all who must sign" if spared else "all"]


def _note(run: Run) -> str:
    return (
        f"Range: how far a party would give way on {dated(run.scenario, 0)} on this issue alone, all else being as it wants, before a deal is worth less "
        "to it than none or its red line is met. Guarantees and leverage of that day count. Bars show the median history. Where ranges do not meet, "
        "nothing could be signed that day; where they meet on every issue, there still need not be one text for all. Ranges move later."
    )


def _range(axes: Axes, room: Room, party: Look, y: float) -> None:
    axes.plot([room.low, room.high], [y, y], color=party.colour, linewidth=2.5, solid_capstyle="butt")
    axes.plot([room.position, room.limit], [y, y], color=party.colour, linewidth=8, solid_capstyle="butt")
    axes.plot([room.limit_p5, room.limit_p95], [y, y], color=INK, linewidth=1, marker="|", markersize=7)
    axes.plot(room.position, y, party.marker, color="white", markeredgecolor=INK, markersize=6, clip_on=False)


def _terms(axes: Axes, summary: Summary, issue: str, y: float) -> None:
    axes.axhline(y - 0.16, color=PALE, linewidth=0.7)
    found = summary.terms[issue]
    for baseline, look in ((summary.weighted_mean[issue], MEAN), (summary.weighted_median[issue], MEDIAN)):
        if baseline is not None:
            axes.plot(baseline, y, **look, clip_on=False)
    if found.p10 is not None and found.p50 is not None and found.p90 is not None:
        axes.plot([found.p10, found.p90], [y, y], color=INK, linewidth=2.5, solid_capstyle="butt")
        axes.plot(found.p50, y, "o", color=INK, markersize=5.5, clip_on=False)


def _reach(axes: Axes, reach: Reach, floor: float, height: float) -> None:
    """The share of histories in which all who must sign could go to a point, as a height over it."""
    edges = np.clip(np.arange(102) - 0.5, 0.0, 100.0)
    axes.stairs(floor - reach.by_point * height, edges, baseline=floor, fill=True, color=GREY)
    axes.axhline(floor - height, color=PALE, linewidth=0.5, linestyle=(0, (2, 2)))


def _key() -> list[Sample]:
    return [
        Line2D([], [], color=GREY, linewidth=2.5, label="content"),
        Rectangle((0, 0), 0, 0, facecolor=GREY, label="acceptable, at a price"),
        Line2D([], [], color=INK, linewidth=1, marker="|", markersize=7, markevery=2, label="limit in nine tenths of histories"),
        Line2D([], [], linestyle="none", marker=6, color=GREY, markersize=9, label="height: share of histories in which all could go there"),
        Line2D([], [], color=INK, linewidth=2.5, marker="o", markersize=5.5, markevery=[1], label="deals: eight tenths and median"),
        Line2D([], [], linestyle="none", **MEAN, label="weighted mean of positions"),
        Line2D([], [], linestyle="none", **MEDIAN, label="weighted median"),
    ]


def _anchors(issue: Issue, width: float) -> dict[float, str]:
    """The points of the scale to be named below axes `width` inches wide, so far apart that their words fit; the ends first."""
    scale = scale_points(issue)
    kept: list[float] = []
    for point in sorted(scale, key=lambda point: (point not in {0, 100}, abs(point - 50), point)):
        if all(abs(point - other) / 100 * width >= 0.8 for other in kept):
            kept.append(point)
    kept.sort()
    # The labels at the ends stand inside the scale, so they get more than half of the way to their neighbours.
    edges = [0.0, *((low + high) / 2 for low, high in pairwise(kept)), 100.0]
    edges[1], edges[-2] = 0.62 * kept[1], 100 - 0.62 * (100 - kept[-2])
    cells = {}
    for k, point in enumerate(kept):
        below, above = point - edges[k], edges[k + 1] - point
        # A label in the middle is centred, so its narrower side counts twice.
        room = (2 * min(below, above) if below and above else below + above) / 100 * width - 0.08
        cells[point] = f"{point:g}\n{wrapped(scale[point], room, SMALL)}" if scale[point] else f"{point:g}"
    return cells


def _where_they_meet(reach: Reach) -> str:
    where = {0.0: "no history", 1.0: "every history"}.get(reach.anywhere, f"{percent(reach.anywhere)} of histories")
    return f"ranges meet in {where}{'; by the time of the deals they had moved' if reach.beyond else ''}"


def _title(run: Run) -> str:
    meet, day = run.series["meet"][-1] / run.n, "on the first day"
    where = "" if len(run.issues) == 1 else " on every issue"
    if meet in {0.0, 1.0}:
        return f"Ranges meet{where} in {'every' if meet else 'no'} history {day}"
    return f"Ranges meet{where} in {percent(meet)} of histories {day}"


def _alt(run: Run, summary: Summary, reach: dict[str, Reach]) -> str:
    names = issue_labels(run)
    ranges = "; ".join(f"{names[issue]}: {_where_they_meet(found)}" for issue, found in reach.items())
    terms = "; ".join(f"{names[issue]}: {_terms_in_words(found)}" for issue, found in summary.terms.items())
    return f"Ranges of what each party could accept on the first day, an issue a panel, with the terms of the deals below. {ranges}. Deals settle {terms}."


def _terms_in_words(found: Spread) -> str:
    if found.p50 is None:
        return "never"
    return f"median of {found.p50:.0f}, eight tenths between {found.p10:.0f} and {found.p90:.0f} (n = {found.n:,})"


def _rows(run: Run, summary: Summary, rooms: dict[str, dict[str, Room]], reach: dict[str, Reach]) -> list[dict[str, Any]]:
    """A row for each issue and party, one for the deals, and one for each point of the scale that all who must sign could go to in some history."""
    numbers = ("low", "high", "position", "limit", "limit_p5", "limit_p95", "n", "p10", "p50", "p90", "weighted_mean", "weighted_median", "ranges_meet")
    blank = dict.fromkeys(("issue", "who", *numbers, "point", "share"))
    rows = []
    for issue in run.issues:
        rows += [blank | {"issue": issue, "who": party} | vars(room) for party, room in rooms[issue].items()]
        baselines = {"weighted_mean": summary.weighted_mean[issue], "weighted_median": summary.weighted_median[issue]}
        rows.append(blank | {"issue": issue, "who": "deals", "ranges_meet": reach[issue].anywhere} | vars(summary.terms[issue]) | baselines)
        shares = enumerate(reach[issue].by_point.tolist())
        rows += [blank | {"issue": issue, "who": "all", "point": point, "share": share} for point, share in shares if share]
    return rows
