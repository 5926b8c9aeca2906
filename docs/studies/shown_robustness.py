"""What the page on robustness says and shows of the runs behind it: sentences, tables and figures, all from the files in docs/data."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from bases import NAMES, RANGES
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from robustness import KNIFE, LOOK_CLOSER, Row, read, steps

from sim.analysis.screening import effects
from sim.analysis.variance import components_of_shares, resampled
from sim.bounds import BLOCK
from sim.endings import OUTCOMES
from sim.report.figures.style import BLUE, GREY, INK, MARGIN, ORANGE, SKY, Drawing, Page, in_house_style

SOURCES = ("stances", "constants", "both together", "luck")
TOLD = 12
"""Constants that the table and the figure name."""
DRAWS = 2000
DOHA = "doha-2024-08"
CAPTION = "Studies of robustness, 250 histories a point"


# --- where the spread comes from -----------------------------------------------------------------------------------------


class Spread(NamedTuple):
    """Of one base and outcome: its mean, standard deviations in points with 95 % intervals (4, each), and shares of the variance of one history (4,)."""

    mean: float
    points: np.ndarray
    low: np.ndarray
    high: np.ndarray
    shares: np.ndarray


@cache
def spreads(outcome: str = "any_deal") -> dict[str, Spread]:
    """Where the spread of an outcome comes from, by base."""
    found = {}
    for base, rows in by(read("robustness_crossed"), "base").items():
        cells = np.zeros((1 + max(int(row["stances"]) for row in rows), 1 + max(int(row["constants"]) for row in rows)))
        for row in rows:
            cells[int(row["stances"]), int(row["constants"])] = row[outcome]
        one, again = components_of_shares(cells, BLOCK), resampled(cells, BLOCK, draws=DRAWS, generator=np.random.default_rng(1))
        low, high = np.quantile(again.deviations, (0.025, 0.975), axis=1)
        kept = np.maximum(one.stacked, 0.0)
        shares = kept / kept.sum() if kept.sum() > 0 else np.full(4, np.nan)
        found[base] = Spread(float(cells.mean()), 100 * one.deviations, 100 * low, 100 * high, shares)
    return found


def by(rows: list[Row], key: str) -> dict[str, list[Row]]:
    """Rows by the value of one column, in the order in which values first come."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


def spread_sentences() -> str:
    """What the crossed design says, in a few sentences."""
    every = list(spreads().values())
    constants, stances = (np.array([one.points[k] for one in every]) for k in (1, 0))
    shares = np.median([one.shares for one in every], axis=0)
    doha = spreads()[DOHA]
    return (
        f"In {len(every)} scenarios, another set of constants from the stated ranges typically moves the share of histories with a deal by "
        f"{constants.min():.0f} to {constants.max():.0f} points (median {np.median(constants):.0f}; one standard deviation); another draw of the stances "
        f"moves it by {stances.min():.0f} to {stances.max():.0f} points (median {np.median(stances):.0f}). Of the variance of a single history's outcome, the "
        f"median scenario owes {shares[0]:.0%} to stances, {shares[1]:.0%} to constants, {shares[2]:.0%} to the two together and {shares[3]:.0%} to luck. "
        f"For Doha, August 2024: stances {doha.points[0]:.0f} points ({doha.low[0]:.0f} to {doha.high[0]:.0f}), constants {doha.points[1]:.0f} points "
        f"({doha.low[1]:.0f} to {doha.high[1]:.0f}), the two together {doha.points[2]:.0f} points ({doha.low[2]:.0f} to {doha.high[2]:.0f})."
    )


def spread_table() -> str:
    """A row a base: deals on average, and what each source moves them by."""
    usual = {row["base"]: row["any_deal"] for row in read("robustness_bases")}
    lines = [
        "| scenario | deals at the defaults | deals over all sets | stances | constants | both together | luck's share of the variance of one history |",
        "|---|---|---|---|---|---|---|",
    ]
    for base, one in spreads().items():
        cells = [f"{one.points[k]:.0f} ({one.low[k]:.0f} to {one.high[k]:.0f})" for k in range(3)]
        lines.append(f"| {base} | {usual[base]:.0%} | {one.mean:.0%} | {' | '.join(cells)} | {one.shares[3]:.0%} |")
    return "\n".join(lines)


def endings_table() -> str:
    """A row an ending: how far constants and stances move its share, over the bases in which it occurs."""
    lines = ["| outcome | mean share | stances, median (largest) | constants, median (largest) |", "|---|---|---|---|"]
    for outcome in OUTCOMES:
        every = list(spreads(outcome).values())
        points = np.array([one.points for one in every])
        cells = [f"{np.median(points[:, k]):.0f} ({points[:, k].max():.0f})" for k in (0, 1)]
        lines.append(f"| {outcome.replace('_', ' ')} | {np.mean([one.mean for one in every]):.0%} | {' | '.join(cells)} |")
    return "\n".join(lines)


@in_house_style
def draw_spread() -> Drawing:
    """Bars of shares of variance, and the points that stances and constants move the share of deals by."""
    found = spreads()
    looks: list[dict[str, Any]] = [
        {"facecolor": BLUE},
        {"facecolor": ORANGE, "hatch": "//"},
        {"facecolor": SKY, "hatch": ".."},
        {"facecolor": "#f2f2f2"},
    ]
    key = [Rectangle((0, 0), 1, 1, edgecolor=INK, linewidth=0.5, label=source, **look) for source, look in zip(SOURCES, looks, strict=True)]
    page = Page(
        CAPTION,
        "One history is mostly luck; shares hang on stances and constants",
        "Left: share of the variance of whether one history brings a deal. Right: by how many points stances (circles) and constants (squares) move the "
        "share of histories with a deal, one standard deviation with its 95 % interval.",
        0.34 * len(found) + 0.45,
        key,
    )
    height = 0.34 * len(found)
    bars, dots = page.axes(MARGIN + 1.15, 0.0, 3.0, height), page.axes(MARGIN + 4.5, 0.0, 2.85, height)
    for place, one in enumerate(found.values()):
        left = 0.0
        for share, look in zip(one.shares, looks, strict=True):
            bars.barh(place, share, left=left, height=0.66, edgecolor=INK, linewidth=0.5, **look)
            left += share
        for k, colour, marker, shift in ((0, BLUE, "o", -0.14), (1, ORANGE, "s", 0.14)):
            dots.plot([one.low[k], one.high[k]], [place + shift] * 2, color=colour, linewidth=1.2)
            dots.plot(one.points[k], place + shift, marker, color=colour, markersize=4.5, markeredgecolor=INK, markeredgewidth=0.5)
    for axes in (bars, dots):
        axes.set_ylim(len(found) - 0.5, -0.5)
    bars.set_yticks(range(len(found)), list(found))
    bars.set_xlim(0, 1)
    bars.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    bars.set_xlabel("share of the variance of one history")
    dots.set_yticks(range(len(found)), [""] * len(found))
    dots.set_xlim(0, None)
    dots.grid(axis="x")
    dots.set_xlabel("points of the share of deals")
    rows = [
        {
            "base": base,
            "deals": one.mean,
            **{
                f"{source} {what}": float(value[k])
                for k, source in enumerate(SOURCES)
                for what, value in zip(("points", "low", "high", "share"), (one.points, one.low, one.high, one.shares), strict=True)
            },
        }
        for base, one in found.items()
    ]
    alt = f"Bars of {len(found)} scenarios. " + spread_sentences()
    return Drawing(page.figure, page.title, alt, rows)


# --- comparisons ---------------------------------------------------------------------------------------------------------


class Change(NamedTuple):
    """What a change of a scenario does to the share of deals, in points: at the defaults, and under each other set of constants."""

    base: str
    name: str
    usual: float
    others: list[float]

    @property
    def same_way(self) -> int:
        """Under how many sets it goes the same way as at the defaults, by more than a point."""
        return sum(other * self.usual > 0 and abs(other) > 1 for other in self.others)

    @property
    def other_way(self) -> int:
        """Under how many sets it goes the other way, by more than a point."""
        return sum(other * self.usual < 0 and abs(other) > 1 for other in self.others)


@cache
def changes() -> list[Change]:
    """Every change tried."""
    found: dict[tuple[str, str], list[float]] = {}
    for row in read("robustness_compared"):
        found.setdefault((row["base"], row["change"]), []).append(100 * row["any_deal"])
    return [Change(base, name, values[0], values[1:]) for (base, name), values in found.items()]


def changes_sentences() -> str:
    """How far comparisons hang on constants, in a few sentences."""
    telling = [change for change in changes() if abs(change.usual) > 3]
    tries, same, other = (sum(number) for number in zip(*((len(c.others), c.same_way, c.other_way) for c in telling), strict=True))
    sizes = [f"{change.name} ({change.base}): {change.usual:+.0f}, elsewhere {min(change.others):+.0f} to {max(change.others):+.0f}" for change in telling]
    return (
        f"{len(telling)} of {len(changes())} changes move the share of deals by more than 3 points at the defaults. Under other sets of constants they go the same way "
        f"in {same} of {tries} tries, the other way in {other}, and move it by a point or less in the rest. Their size varies more, in points: {'; '.join(sizes)}."
    )


def changes_table() -> str:
    """A row a change."""
    lines = [
        "| scenario | change | points at the defaults | under other constants: median (lowest to highest) | same way | other way |",
        "|---|---|---|---|---|---|",
    ]
    for one in changes():
        spread = f"{np.median(one.others):+.0f} ({min(one.others):+.0f} to {max(one.others):+.0f})"
        lines.append(f"| {one.base} | {one.name} | {one.usual:+.1f} | {spread} | {one.same_way} of {len(one.others)} | {one.other_way} of {len(one.others)} |")
    return "\n".join(lines)


@in_house_style
def draw_changes() -> Drawing:
    """A row a change: a mark for each set of constants."""
    key = [
        Line2D([], [], color=BLUE, marker="D", linestyle="None", label="at the defaults"),
        Line2D([], [], color=GREY, marker="|", markersize=9, linestyle="None", label="under another set of constants"),
    ]
    height = 0.3 * len(changes())
    page = Page(
        CAPTION,
        "What a change does: its direction is firmer than its size",
        "Points by which a change moves the share of histories with a deal, under the same luck, with ten sets of constants drawn from their ranges.",
        height + 0.5,
        key,
    )
    axes = page.axes(MARGIN + 2.75, 0.05, 4.6, height)
    for row, one in enumerate(changes()):
        axes.plot(one.others, [row] * len(one.others), "|", color=GREY, markersize=11)
        axes.plot(one.usual, row, "D", color=BLUE, markersize=5, markeredgecolor=INK, markeredgewidth=0.4)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_ylim(len(changes()) - 0.5, -0.5)
    axes.set_yticks(range(len(changes())), [f"{one.name} ({'Doha' if one.base == DOHA else one.base})" for one in changes()])
    axes.set_xlabel("points of the share of deals")
    axes.grid(axis="x")
    rows = [{"base": one.base, "change": one.name, "constants": k, "points": value} for one in changes() for k, value in enumerate([one.usual, *one.others])]
    return Drawing(page.figure, page.title, "Marks in a row for each change. " + changes_sentences(), rows)


# --- which constants matter ----------------------------------------------------------------------------------------------


class Moves(NamedTuple):
    """Effects on the share of deals across a constant's range, in points: size with its 95 % interval, mean, spread; and the ending it moves most, by how much."""

    size: float
    low: float
    high: float
    mean: float
    spread: float
    ending: str
    ending_size: float


@cache
def moves(group: str) -> dict[str, Moves]:
    """Elementary effects of each constant, the largest first."""
    walks: dict[tuple[str, float], np.ndarray] = {}
    for row in read("robustness_screened"):
        if (row["base"] == DOHA) == (group == DOHA):
            walk = walks.setdefault((row["base"], row["walk"]), np.zeros((len(NAMES), len(OUTCOMES))))
            walk[NAMES.index(row["constant"])] = [100 * row[outcome] for outcome in OUTCOMES]
    single = np.stack(list(walks.values()))
    whole = effects(single)
    again = np.random.default_rng(1).integers(len(single), size=(DRAWS, len(single)))
    low, high = np.quantile(np.abs(single[..., 0])[again].mean(axis=1), (0.025, 0.975), axis=0)
    found = {}
    for k, name in enumerate(NAMES):
        largest = 1 + int(whole.size[k, 1:].argmax())
        found[name] = Moves(
            float(whole.size[k, 0]),
            float(low[k]),
            float(high[k]),
            float(whole.mean[k, 0]),
            float(whole.spread[k, 0]),
            OUTCOMES[largest],
            float(whole.size[k, largest]),
        )
    return dict(sorted(found.items(), key=lambda entry: -entry[1].size))


GROUPS = {DOHA: "Doha, August 2024", "others": "the other scenarios"}


def moves_sentences() -> str:
    """Which constants matter most, in a few sentences."""
    said = []
    for group, label in GROUPS.items():
        found = moves(group)
        top = [f"`{name}` ({one.size:.0f} points, {one.low:.0f} to {one.high:.0f})" for name, one in list(found.items())[:3]]
        small, still = sum(one.size < 5 for one in found.values()), sum(max(one.size, one.ending_size) == 0 for one in found.values())
        said.append(
            f"For {label} moving a constant across its whole range changes the share of deals most for {top[0]}, {top[1]} and {top[2]}; "
            f"{small} of {len(found)} move it by less than 5 points on average, and {still} move nothing there, because the scenario does not use them."
        )
    return " ".join(said)


def moves_table() -> str:
    """A row a constant, those that matter most in either group."""
    first, second = moves(DOHA), moves("others")
    named = sorted(NAMES, key=lambda name: -max(first[name].size, second[name].size))[:TOLD]
    lines = ["| constant | range | Doha: size | mean | spread | others: size | mean | spread |", "|---|---|---|---|---|---|---|---|"]
    for name in named:
        cells = [f"{one.size:.0f} ({one.low:.0f} to {one.high:.0f}) | {one.mean:+.0f} | {one.spread:.0f}" for one in (first[name], second[name])]
        lines.append(f"| `{name}` | {RANGES[name][0]:g} to {RANGES[name][1]:g} | {' | '.join(cells)} |")
    return "\n".join(lines)


@in_house_style
def draw_moves() -> Drawing:
    """Sizes of effects with intervals, and spread, of the constants that matter most."""
    groups = {group: moves(group) for group in GROUPS}
    named = sorted(NAMES, key=lambda name: -max(found[name].size for found in groups.values()))[:TOLD]
    key = [
        Line2D([], [], color=BLUE, marker="o", markersize=4, label="size: mean of absolute effects, 95 % interval"),
        Line2D([], [], color=ORANGE, marker="D", linestyle="None", label="spread between places"),
    ]
    height = 0.24 * len(named)
    page = Page(
        CAPTION,
        "A few constants carry most of what constants do",
        "Points by which moving one constant across its whole range changes the share of histories with a deal, from many places of the other ranges. "
        "A spread as large as the size: what the constant does hangs on the others.",
        height + 0.75,
        key,
    )
    for place, (group, found) in enumerate(groups.items()):
        axes = page.axes(MARGIN + 1.55 + place * 3.0, 0.25, 2.75, height)
        axes.set_title(GROUPS[group][0].upper() + GROUPS[group][1:], fontsize=9, loc="left", color=GREY)
        for row, name in enumerate(named):
            one = found[name]
            axes.plot([one.low, one.high], [row, row], color=BLUE, linewidth=1.4)
            axes.plot(one.size, row, "o", color=BLUE, markersize=4.5)
            axes.plot(one.spread, row, "D", color=ORANGE, markersize=4, markeredgecolor=INK, markeredgewidth=0.4)
        axes.set_ylim(len(named) - 0.5, -0.5)
        axes.set_yticks(range(len(named)), named if place == 0 else [""] * len(named))
        axes.set_xlim(0, max(max(found[name].high, found[name].spread) for found in groups.values() for name in named) * 1.04)
        axes.set_xlabel("points of the share of deals")
        axes.grid(axis="x")
    rows = [{"group": group, "constant": name, **one._asdict()} for group, found in groups.items() for name, one in found.items()]
    return Drawing(page.figure, page.title, "Dots with intervals for the constants that matter most. " + moves_sentences().replace("`", ""), rows)


# --- knife edges ---------------------------------------------------------------------------------------------------------


class Edge(NamedTuple):
    """The largest change of a share over a tenth of a constant's range, in one base."""

    base: str
    constant: str
    outcome: str
    before: float
    after: float
    change: float


@cache
def scans() -> dict[tuple[str, str], list[Row]]:
    """Fine scans by base and constant."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in read("robustness_scanned"):
        found.setdefault((row["base"], row["constant"]), []).append(row)
    return found


@cache
def edges() -> list[Edge]:
    """The steepest step of every fine scan, the largest first."""
    found = []
    for (base, constant), rows in scans().items():
        changes = steps(rows)
        step, outcome = np.unravel_index(np.abs(changes).argmax(), changes.shape)
        found.append(Edge(base, constant, OUTCOMES[outcome], rows[step]["value"], rows[step + 1]["value"], float(changes[step, outcome])))
    return sorted(found, key=lambda edge: -abs(edge.change))


def edges_sentences() -> str:
    """How steep the steepest steps are, in a few sentences."""
    looked = {(row["base"], row["constant"]) for row in read("robustness_screened")}
    steepest, knives = edges()[0], [edge for edge in edges() if abs(edge.change) > KNIFE]
    many = "No step" if not knives else f"{len(knives)} step{'s' if len(knives) > 1 else ''}"
    return (
        f"Of {len(looked)} pairs of a scenario and a constant, {len(scans())} moved some share by {LOOK_CLOSER * 100:.0f} points or more across the range in some "
        f"walk and were scanned in tenths of it. {many} of a tenth of a range moved any share by more than {KNIFE * 100:.0f} points. The steepest: `{steepest.constant}` "
        f"in {steepest.base}, from {steepest.before:.3g} to {steepest.after:.3g}, where the share of {steepest.outcome.replace('_', ' ')} changes by "
        f"{steepest.change * 100:+.0f} points. The median steepest step of a scan is {np.median([abs(edge.change) for edge in edges()]) * 100:.0f} points."
    )


def edges_table() -> str:
    """The steepest steps."""
    lines = ["| scenario | constant | outcome | from | to | change in points |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {edge.base} | `{edge.constant}` | {edge.outcome.replace('_', ' ')} | {edge.before:.3g} | {edge.after:.3g} | {edge.change * 100:+.0f} |"
        for edge in edges()[:8]
    ]
    return "\n".join(lines)


def finer_sentences() -> str:
    """What the steepest steps look like in tenths of the step."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in read("robustness_refined"):
        found.setdefault((row["base"], row["constant"], row["step"]), []).append(row)
    said = []
    for (base, constant, _), rows in found.items():
        whole = np.array([rows[-1][outcome] - rows[0][outcome] for outcome in OUTCOMES])
        outcome = int(np.abs(whole).argmax())
        part = float(np.abs(steps(rows)[:, outcome]).max())
        kind = "a jump" if part > abs(whole[outcome]) / 2 else "a slope"
        said.append(
            f"`{constant}` in {base}, {rows[0]['value']:.3g} to {rows[-1]['value']:.3g}: {whole[outcome] * 100:+.0f} points of "
            f"{OUTCOMES[outcome].replace('_', ' ')} over the step, at most {part * 100:.0f} over a tenth of it, so {kind}"
        )
    return f"Looked at again in tenths of the step: {'; '.join(said)}. A jump would keep its size however small the step; a slope shrinks with it."


@in_house_style
def draw_edges() -> Drawing:
    """The shares of deals along the steepest scans."""
    chosen = edges()[:6]
    page = Page(
        CAPTION,
        "The steepest places: slopes, not steps" if abs(chosen[0].change) <= KNIFE else "The steepest places",
        "The scans with the steepest single step, each in its own scenario: the share that moves most, in tenths of the range of the constant, all other "
        "constants at their defaults and the same luck throughout.",
        4.15,
    )
    for place, edge in enumerate(chosen):
        across, down = place % 3, place // 3
        axes = page.axes(MARGIN + 0.5 + across * 2.45, 0.3 + down * 2.1, 2.0, 1.3)
        rows = scans()[edge.base, edge.constant]
        axes.plot([row["value"] for row in rows], [100 * row[edge.outcome] for row in rows], "o-", color=BLUE, markersize=3)
        axes.set_ylim(-3, 103)
        axes.set_yticks([0, 50, 100])
        axes.grid(axis="y")
        axes.set_title(f"{edge.base}: {edge.outcome.replace('_', ' ')}, %", fontsize=8.5, loc="left", color=INK)
        axes.set_xlabel(edge.constant)
    rows = [
        {"base": edge.base, "constant": edge.constant, "outcome": edge.outcome, "value": row["value"], "share": row[edge.outcome]}
        for edge in chosen
        for row in scans()[edge.base, edge.constant]
    ]
    return Drawing(page.figure, page.title, "Six lines of shares along the range of a constant. " + edges_sentences().replace("`", ""), rows)


SAYS = {
    "spread": spread_sentences,
    "spread table": spread_table,
    "endings table": endings_table,
    "changes": changes_sentences,
    "changes table": changes_table,
    "constants": moves_sentences,
    "constants table": moves_table,
    "edges": edges_sentences,
    "edges table": edges_table,
    "edges finer": finer_sentences,
}
DRAWS_FIGURES = {"robustness_spread": draw_spread, "robustness_changes": draw_changes, "robustness_constants": draw_moves, "robustness_edges": draw_edges}
