"""The terms of the deals, against how far each party could go."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sim.report.quantiles import quantiles_of_counts
from sim.report.summary import Spread, Summary
from sim.report.words import issue_labels, scale_points
from sim.scenario.schema import Issue

from .style import BODY, GREY, INK, INNER, MARGIN, PALE, SMALL, Drawing, Look, Page, Sample, height_of, in_house_style, looks, width_of, wrapped

if TYPE_CHECKING:
    from sim.ensemble.run import Run

GAP = 0.35
"""Inches between two columns."""
MEAN: dict[str, Any] = {"marker": "*", "color": "white", "markeredgecolor": INK, "markersize": 11}


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


def common(run: Run, rooms: dict[str, Room]) -> tuple[float, float]:
    """Between which points all whose signature is needed could accept; where the first is above the second nobody's ranges meet, and they bound the gap."""
    needed = [room for party, room in rooms.items() if party in (run.scenario.required or run.parties)]
    return max(room.low for room in needed), min(room.high for room in needed)


@in_house_style
def draw(run: Run, summary: Summary) -> Drawing:
    """A panel an issue: the parties' ranges with what they have in common, and below them the terms of the deals."""
    rooms = {issue: {party: room_of(run, party, issue) for party in run.parties} for issue in run.issues}
    shared = {issue: common(run, rooms[issue]) for issue in run.issues}
    parties = looks(run)
    needed = run.scenario.required or run.parties
    names = {party.name: party.label if party.name in needed else f"{party.label} (not required)" for party in parties}
    left_of = min(2.0, max(0.8, *(width_of(name, SMALL) + 0.12 for name in names.values())))
    names = {party: wrapped(name, left_of - 0.1, SMALL) for party, name in names.items()}
    columns = 1 if len(run.issues) <= 3 else 2
    wide = (INNER - left_of - 0.1 - GAP * (columns - 1)) / columns
    row = max(0.24, *(height_of(name, SMALL) + 0.06 for name in names.values()))
    high = row * len(parties) + 0.32
    heads = {issue: wrapped(label, wide, BODY, bold=True) for issue, label in issue_labels(run).items()}
    said = {issue: wrapped(_what_is_common(*shared[issue]), wide, SMALL) for issue in run.issues}
    head = max(height_of(heads[issue], BODY) + height_of(said[issue], SMALL) for issue in run.issues) + 0.06
    anchors = {issue: _anchors(run.scenario.issues[issue], wide) for issue in run.issues}
    foot = max(height_of(words, SMALL) for of_issue in anchors.values() for words in of_issue.values()) + 0.25

    page = Page(run, _title(shared), NOTE, -(-len(run.issues) // columns) * (head + high + foot) - 0.1, _key(shared))
    for k, issue in enumerate(run.issues):
        left, top = MARGIN + left_of + (k % columns) * (wide + GAP), (k // columns) * (head + high + foot)
        page.write(left, top, heads[issue], fontsize=BODY, fontweight="bold")
        page.write(left, top + height_of(heads[issue], BODY), said[issue], fontsize=SMALL)
        axes = page.axes(left, top + head, wide, high)
        axes.set_xlim(0, 100)
        axes.set_ylim(high, 0)
        _shade_common(axes, *shared[issue], row * len(parties))
        for r, party in enumerate(parties):
            _range(axes, rooms[issue][party.name], party, (r + 0.5) * row)
        _terms(axes, summary, issue, high - 0.16)
        axes.set_xticks(list(anchors[issue]), list(anchors[issue].values()), linespacing=1.2)
        for point, label in zip(anchors[issue], axes.get_xticklabels(), strict=True):
            label.set_horizontalalignment("left" if point == 0 else "right" if point == 100 else "center")
        places = [(r + 0.5) * row for r in range(len(parties))] + [high - 0.16]
        axes.set_yticks(places, [*(names[party.name] for party in parties), "deals"] if k % columns == 0 else [""] * len(places), linespacing=1.15)
        axes.tick_params(axis="y", length=0)
    return Drawing(page.figure, page.title, _alt(run, summary, shared), _rows(run, summary, rooms))


NOTE = (
    "Range: how far a party could give way on this issue alone, all else being as it wants, before a deal is worth no more to it than none "
    "(or its red line is met); bars show the median, single histories differ. "
    "Ranges that meet on every issue still need not leave room for one deal on all of them."
)


def _range(axes: Axes, room: Room, party: Look, y: float) -> None:
    axes.plot([room.low, room.high], [y, y], color=party.colour, linewidth=8, alpha=0.35, solid_capstyle="butt")
    axes.plot([room.position, room.limit], [y, y], color=party.colour, linewidth=8, solid_capstyle="butt")
    axes.plot([room.limit_p5, room.limit_p95], [y, y], color=INK, linewidth=1, marker="|", markersize=7)
    axes.plot(room.position, y, party.marker, color="white", markeredgecolor=INK, markersize=6, clip_on=False)


def _terms(axes: Axes, summary: Summary, issue: str, y: float) -> None:
    axes.axhline(y - 0.16, color=PALE, linewidth=0.7)
    found, mean = summary.terms[issue], summary.weighted_mean[issue]
    if mean is not None:
        axes.plot(mean, y, **MEAN, clip_on=False)
    if found.p10 is not None and found.p50 is not None and found.p90 is not None:
        axes.plot([found.p10, found.p90], [y, y], color=INK, linewidth=2.5, solid_capstyle="butt")
        axes.plot(found.p50, y, "o", color=INK, markersize=5.5, clip_on=False)


def _shade_common(axes: Axes, low: float, high: float, depth: float) -> None:
    """Shade what all could accept; hatch the gap where nothing is."""
    if low <= high:
        axes.fill_between([low, high], 0, depth, color=PALE, alpha=0.55, linewidth=0, zorder=0)
    else:
        axes.fill_between([high, low], 0, depth, facecolor="none", edgecolor=GREY, hatch="////", linewidth=0.7, zorder=0)


def _key(shared: dict[str, tuple[float, float]]) -> list[Sample]:
    meets = [low <= high for low, high in shared.values()]
    return [
        Rectangle((0, 0), 0, 0, facecolor=GREY, alpha=0.35, label="content"),
        Rectangle((0, 0), 0, 0, facecolor=GREY, label="acceptable, at a price"),
        Line2D([], [], color=INK, linewidth=1, marker="|", markersize=7, markevery=2, label="limit in nine tenths of histories"),
        Line2D([], [], color=INK, linewidth=2.5, marker="o", markersize=5.5, markevery=[1], label="deals: eight tenths and median"),
        Line2D([], [], linestyle="none", **MEAN, label="weighted mean of positions"),
        *([Rectangle((0, 0), 0, 0, facecolor=PALE, alpha=0.55, label="where all ranges meet")] if any(meets) else []),
        *([Rectangle((0, 0), 0, 0, facecolor="none", edgecolor=GREY, hatch="////", label="gap between the ranges")] if not all(meets) else []),
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


def _what_is_common(low: float, high: float) -> str:
    if low > high:
        return f"ranges do not meet: {low - high:.0f} points apart"
    return f"all ranges meet from {low:.0f} to {high:.0f}"


def _title(shared: dict[str, tuple[float, float]]) -> str:
    meet = sum(low <= high for low, high in shared.values())
    if len(shared) == 1:
        return "The parties' ranges meet" if meet else "The parties' ranges do not meet"
    where = "no issue" if not meet else "each issue" if meet == len(shared) else f"{meet} of {len(shared)} issues"
    return f"The parties' ranges meet on {where}"


def _alt(run: Run, summary: Summary, shared: dict[str, tuple[float, float]]) -> str:
    names = issue_labels(run)
    ranges = "; ".join(f"{names[issue]}: {_what_is_common(*ends)}" for issue, ends in shared.items())
    terms = "; ".join(f"{names[issue]}: {_terms_in_words(found)}" for issue, found in summary.terms.items())
    return f"Ranges of what each party could accept, an issue a panel, with the terms of the deals below. {ranges}. Deals settle {terms}."


def _terms_in_words(found: Spread) -> str:
    if found.p50 is None:
        return "never"
    return f"median of {found.p50:.0f}, eight tenths between {found.p10:.0f} and {found.p90:.0f} (n = {found.n:,})"


def _rows(run: Run, summary: Summary, rooms: dict[str, dict[str, Room]]) -> list[dict[str, Any]]:
    """A row for each issue and party, and one for the deals."""
    blank = dict.fromkeys(("issue", "who", "low", "high", "position", "limit", "limit_p5", "limit_p95", "n", "p10", "p50", "p90", "weighted_mean"))
    rows = []
    for issue in run.issues:
        rows += [blank | {"issue": issue, "who": party} | vars(room) for party, room in rooms[issue].items()]
        rows.append(blank | {"issue": issue, "who": "deals"} | vars(summary.terms[issue]) | {"weighted_mean": summary.weighted_mean[issue]})
    return rows
