"""What the page on bands says and shows of the runs behind it: sentences, tables and figures, all from the files in docs/data."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from bands import CRISES, DAYS, KINDS, WORLDS, chance_of_mediator
from matplotlib.lines import Line2D
from population import PRIORS, YEAR
from robustness import Row, read

from sim.report.figures.style import BLUE, GREEN, GREY, INK, MARGIN, ORANGE, SKY, Drawing, Page, in_house_style

CAPTION = "Studies of bands: a made-up population of crises, 250 histories each"
DRAWS = 2000
FAILED = {30: 4.2, 365: 22.9, 730: 28.6, 1825: 32.4}
"""Percent of peace agreements 1975-2021 that failed within so many days (computed from the UCDP Peace Agreement Dataset, 336 agreements)."""
STOOD = {"full": 77.4, "partial": 68.8}
"""Percent of full and of partial agreements that stood after five years (from the same data)."""
AGREED = {"mediated": 62.7, "unmediated": 19.8}
"""Percent of international crises 1918-2021 that ended in a formal or semi-formal agreement (computed from the data of the ICB project, 511 crises)."""
LASTED = {"mediated": 130, "unmediated": 50}
"""Median days that these crises lasted (from the same data)."""
SPANS = ((0, 30), (30, 365), (365, 730), (730, 1825))


class Interval(NamedTuple):
    """A number with the ends of its 95 % band or interval."""

    middle: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies inside."""
        return self.low <= value <= self.high

    def said(self, form: str = ".0f") -> str:
        """In words."""
        return f"{self.middle:{form}} ({self.low:{form}} to {self.high:{form}})"


# --- what becomes of deals ------------------------------------------------------------------------------------------------


@cache
def followed() -> dict[str, dict[tuple[int, int], Row]]:
    """Rows by kind, then by world and crisis."""
    found: dict[str, dict[tuple[int, int], Row]] = {kind.name: {} for kind in KINDS}
    for row in read("bands_followed"):
        found[row["kind"]][int(row["world"]), int(row["crisis"])] = row
    return found


def pooled(rows: list[Row], days: int) -> float:
    """Percent of all deals of some crises that failed within so many days."""
    deals = np.array([row["deals"] for row in rows])
    failed = np.array([row[f"failed_{days}"] for row in rows])
    return float(100 * np.sum(deals * np.where(deals > 0, failed, 0.0)) / deals.sum())


@cache
def failures(days: int, kind: str | None = None) -> Interval:
    """Percent of deals failed within so many days: the median world and the 95 % band over worlds; all kinds together, or one."""
    kinds = followed() if kind is None else {kind: followed()[kind]}
    worlds = sorted({world for rows in kinds.values() for world, _ in rows})
    shares = [pooled([row for rows in kinds.values() for (w, _), row in rows.items() if w == world], days) for world in worlds]
    return Interval(*(float(value) for value in np.quantile(shares, (0.5, 0.025, 0.975))))


def hazard(failed: dict[int, float], span: tuple[int, int]) -> float:
    """Percent of the deals still standing that fail in thirty days, on average over a span of days."""
    standing = [1.0 - (failed[day] / 100 if day else 0.0) for day in span]
    return 100 * (1 - (standing[1] / standing[0]) ** (30 / (span[1] - span[0])))


@cache
def model_hazards() -> dict[tuple[int, int], Interval]:
    """The same in the model: the median world and the 95 % band over worlds."""
    kinds = followed()
    worlds = sorted({world for rows in kinds.values() for world, _ in rows})
    each = []
    for world in worlds:
        rows = [row for rows in kinds.values() for (w, _), row in rows.items() if w == world]
        failed = {days: pooled(rows, days) for days in DAYS}
        each.append([hazard(failed, span) for span in SPANS])
    return {span: Interval(*np.quantile(values, (0.5, 0.025, 0.975))) for span, values in zip(SPANS, zip(*each, strict=True), strict=True)}


def verdict(inside: bool) -> str:
    """How a comparison comes out."""
    return "inside" if inside else "**outside**"


def failures_table() -> str:
    """Failures by day in the world and in the model."""
    lines = ["| days in force | peace agreements 1975-2021, % failed | the model: median world (95 % band), % | |", "|---|---|---|---|"]
    lines += [f"| {days} | {share} | {failures(days).said('.1f')} | {verdict(failures(days).holds(share))} |" for days, share in FAILED.items()]
    lines += ["", "| span of days | agreements, % failing in 30 days | the model (95 % band) | |", "|---|---|---|---|"]
    for span, found in model_hazards().items():
        world = hazard(FAILED, span)
        lines.append(f"| {span[0]} to {span[1]} | {world:.2f} | {found.said('.2f')} | {verdict(found.holds(world))} |")
    return "\n".join(lines)


def failures_sentences() -> str:
    """How failures fall, in a few sentences."""
    found, world = model_hazards(), {span: hazard(FAILED, span) for span in SPANS}
    first, last = SPANS[0], SPANS[-1]
    outside = [f"{days} days" for days, share in FAILED.items() if not failures(days).holds(share)]
    return (
        f"In the world the chance that a standing agreement fails in thirty days falls from {world[first]:.1f} % in the first month to {world[last]:.2f} % in years "
        f"three to five, by a factor of {world[first] / world[last]:.0f}. In the median world of the model it goes from {found[first].middle:.1f} % to "
        f"{found[last].middle:.2f} %, by a factor of {found[first].middle / found[last].middle:.1f}. "
        + (
            f"The counts of the world lie outside the model's band at {', '.join(outside)}."
            if outside
            else "The counts of the world lie inside the model's band at all four times."
        )
    )


# --- twins ---------------------------------------------------------------------------------------------------------------


def resampled(values: np.ndarray, what: Callable[[np.ndarray], float]) -> Interval:
    """A statistic of crises (crises, ...) with its interval when crises are drawn anew."""
    luck = np.random.default_rng(1)
    again = [what(values[luck.integers(len(values), size=len(values))]) for _ in range(DRAWS)]
    return Interval(what(values), *(float(end) for end in np.quantile(again, (0.025, 0.975))))


@cache
def twins(kind: str, days: int = 5 * YEAR) -> dict[str, Interval]:
    """What playing a crisis in another kind changes, on average over crises, in points: its share of deals, and of these that failed within so many days."""
    rows = [(before, followed()[kind][place]) for place, before in followed()["full"].items()]
    deals = np.array([[before["deals"], after["deals"]] for before, after in rows])
    failed = np.array([[before[f"failed_{days}"], after[f"failed_{days}"]] for before, after in rows])
    both = np.all(deals > 0, axis=1)

    def change(values: np.ndarray) -> float:
        return float(100 * np.mean(values[:, 1] - values[:, 0]))

    return {"deals": resampled(deals, change), "failed": resampled(failed[both], change)}


def stages_sentences() -> str:
    """Full and partial deals."""
    full, partial = failures(5 * YEAR, "full"), failures(5 * YEAR, "partial")
    deals, soon, late = twins("partial")["deals"], twins("partial", YEAR)["failed"], twins("partial")["failed"]
    return (
        f"Of full agreements {STOOD['full']} % stood after five years, of partial ones {STOOD['partial']} %. In the model's median world it is {100 - full.middle:.0f} % of full deals "
        f"(band {100 - full.high:.0f} to {100 - full.low:.0f}) and {100 - partial.middle:.0f} % of partial ones (band {100 - partial.high:.0f} to {100 - partial.low:.0f}). Settling the "
        f"same crisis in two stages instead of at once changes the share of histories with a deal by {deals.middle:+.0f} points ({deals.low:+.0f} to {deals.high:+.0f}), and the share of "
        f"deals that fail by {soon.middle:+.0f} points within a year ({soon.low:+.0f} to {soon.high:+.0f}) and by {late.middle:+.0f} within five ({late.low:+.0f} to {late.high:+.0f})."
    )


def guarantees_sentences() -> str:
    """Deals with a guarantee and without."""
    found = twins("full, guaranteed")
    return (
        f"A mediator's guarantee changes the share of histories with a deal by {found['deals'].middle:+.0f} points ({found['deals'].low:+.0f} to "
        f"{found['deals'].high:+.0f}), and the share of deals that fail within five years by {found['failed'].middle:+.0f} points "
        f"({found['failed'].low:+.0f} to {found['failed'].high:+.0f}), crisis by crisis."
    )


@cache
def mediation() -> dict[str, Interval]:
    """Raw and paired differences between mediated and unmediated talks, in points of the share of deals and in days."""
    cases: dict[int, dict[int, Row]] = {}
    for row in read("bands_paired"):
        cases.setdefault(int(row["crisis"]), {})[int(row["mediated"])] = row
    chance = np.array([chance_of_mediator(case[1]["hardness"]) for case in cases.values()])
    found = {}
    for what, scale in (("deals", 100.0), ("days", 1.0)):
        values = np.column_stack([chance, *(np.array([scale * case[k][what] for case in cases.values()]) for k in (0, 1))])
        found[f"raw {what}"] = resampled(values, lambda v: float(np.average(v[:, 2], weights=v[:, 0]) - np.average(v[:, 1], weights=1 - v[:, 0])))
        found[f"paired {what}"] = resampled(values, lambda v: float(np.mean(v[:, 2] - v[:, 1])))
        found[f"mediated {what}"] = resampled(values, lambda v: float(np.average(v[:, 2], weights=v[:, 0])))
        found[f"unmediated {what}"] = resampled(values, lambda v: float(np.average(v[:, 1], weights=1 - v[:, 0])))
    return found


def mediation_sentences() -> str:
    """What the raw comparison says and what mediators do."""
    found = mediation()
    return (
        f"Compared as they come, crises with a mediator differ from those without by {found['raw deals'].middle:+.0f} points of the share with a deal "
        f"({found['raw deals'].low:+.0f} to {found['raw deals'].high:+.0f}) and by {found['raw days'].middle:+.0f} days ({found['raw days'].low:+.0f} to "
        f"{found['raw days'].high:+.0f}) until a deal or the end of the talks. Compared with itself, the same crisis with a mediator differs by "
        f"{found['paired deals'].middle:+.0f} points ({found['paired deals'].low:+.0f} to {found['paired deals'].high:+.0f}) and by "
        f"{found['paired days'].middle:+.0f} days ({found['paired days'].low:+.0f} to {found['paired days'].high:+.0f})."
    )


def mediation_table() -> str:
    """The world's raw comparison beside the model's raw and paired ones."""
    found, more = mediation(), AGREED["mediated"] - AGREED["unmediated"]
    return "\n".join(
        [
            "| | crises 1918-2021 | the model, as they come | the model, same crisis |",
            "|---|---|---|---|",
            f"| agreement if mediated | {AGREED['mediated']} % | {found['mediated deals'].said()} % | |",
            f"| agreement if not | {AGREED['unmediated']} % | {found['unmediated deals'].said()} % | |",
            f"| difference, points | {more:+.1f} | {found['raw deals'].said('+.0f')} | {found['paired deals'].said('+.0f')} |",
            f"| days if mediated | median {LASTED['mediated']} | mean {found['mediated days'].said()} | |",
            f"| days if not | median {LASTED['unmediated']} | mean {found['unmediated days'].said()} | |",
            f"| difference, days | {LASTED['mediated'] - LASTED['unmediated']:+d} | {found['raw days'].said('+.0f')} | {found['paired days'].said('+.0f')} |",
        ]
    )


def priors_table() -> str:
    """Every prior of the population."""
    lines = ["| quantity | from | to | meaning |", "|---|---|---|---|"]
    lines += [f"| {name.replace('_', ' ')} | {low:g} | {high:g} | {meaning} |" for name, (low, high, meaning) in PRIORS.items()]
    return "\n".join(lines)


# --- figures -------------------------------------------------------------------------------------------------------------


@in_house_style
def draw_failures() -> Drawing:
    """Shares of failed deals by days in force, in the model and in the world; and how the hazard falls."""
    key = [
        Line2D([], [], color=BLUE, label="the model: median world, with its 95 % band"),
        Line2D([], [], color=ORANGE, marker="D", linestyle="None", label="peace agreements 1975-2021"),
    ]
    page = Page(
        CAPTION,
        "The model's deals fail too seldom in their first month and too often later",
        "Left: share of deals that have failed, by years in force. Right: share of the deals still standing that fail within thirty days, on average over "
        f"a span of time (log scale). {WORLDS} worlds, each with its own constants and {CRISES} crises, every crisis in three kinds.",
        2.75,
        key,
    )
    left, right = page.axes(MARGIN + 0.5, 0.05, 3.1, 2.2), page.axes(MARGIN + 4.5, 0.05, 2.9, 2.2)
    bands = [failures(days) for days in DAYS]
    years = [0.0, *(days / YEAR for days in DAYS)]
    left.fill_between(years, [0.0, *(band.low for band in bands)], [0.0, *(band.high for band in bands)], color=SKY, alpha=0.35, linewidth=0)
    left.plot(years, [0.0, *(band.middle for band in bands)], color=BLUE)
    left.plot([days / YEAR for days in FAILED], list(FAILED.values()), "D", color=ORANGE, markeredgecolor=INK, markeredgewidth=0.5)
    left.set_ylim(0, 100)
    left.set_xlim(0, 5.1)
    left.set_xlabel("years in force")
    left.set_ylabel("% failed")
    found = model_hazards()
    for place, (span, band) in enumerate(found.items()):
        right.plot([place, place], [max(band.low, 0.01), max(band.high, 0.01)], color=SKY, linewidth=7, alpha=0.5, solid_capstyle="butt")
        right.plot([place - 0.2, place + 0.2], [max(band.middle, 0.01)] * 2, color=BLUE)
        right.plot(place, hazard(FAILED, span), "D", color=ORANGE, markeredgecolor=INK, markeredgewidth=0.5)
    right.set_yscale("log")
    right.set_yticks([0.1, 1, 10], ["0.1 %", "1 %", "10 %"])
    right.minorticks_off()
    right.set_xticks(range(4), ["first\nmonth", "rest of\nyear 1", "year 2", "years\n3 to 5"])
    right.set_xlim(-0.5, 3.5)
    rows: list[dict[str, Any]] = [{"days": days, **failures(days)._asdict(), "agreements": FAILED.get(days, "")} for days in DAYS]
    return Drawing(page.figure, page.title, "A rising curve with its band beside four points. " + failures_sentences(), rows)


@in_house_style
def draw_mediation() -> Drawing:
    """Crises by hardness with and without a mediator, and the two comparisons."""
    found = mediation()
    key = [
        Line2D([], [], color=BLUE, marker="o", linestyle="None", label="with a mediator"),
        Line2D([], [], color=ORANGE, marker="s", linestyle="None", markerfacecolor="none", label="the same crisis without"),
        Line2D([], [], color=GREY, linestyle="--", label="chance of finding a mediator"),
    ]
    page = Page(
        CAPTION,
        "Hard crises find mediators, and that makes the records misleading",
        "Left: share of histories with a deal, by how hard the crisis is. Right: the difference a mediator makes as the records would show it, and in the same "
        "crisis; with 95 % intervals.",
        2.75,
        key,
    )
    left, right = page.axes(MARGIN + 0.5, 0.05, 3.6, 2.2), page.axes(MARGIN + 5.2, 0.05, 2.2, 2.2)
    rows = read("bands_paired")
    for mediated, look in ((1, {"marker": "o", "color": BLUE}), (0, {"marker": "s", "color": ORANGE, "markerfacecolor": "none"})):
        some = [row for row in rows if row["mediated"] == mediated]
        left.plot([row["hardness"] for row in some], [100 * row["deals"] for row in some], linestyle="None", markersize=4, **look)
    left.plot([0, 1], [100 * chance_of_mediator(0.0), 100 * chance_of_mediator(1.0)], "--", color=GREY)
    left.set_xlabel("how hard the crisis is")
    left.set_ylabel("% of histories with a deal")
    left.set_ylim(-2, 102)
    for place, (name, colour) in enumerate((("raw deals", INK), ("paired deals", GREEN))):
        one = found[name]
        right.plot([place, place], [one.low, one.high], color=colour)
        right.plot(place, one.middle, "o" if place == 0 else "D", color=colour)
    right.axhline(0, color=GREY, linewidth=0.8)
    right.set_xlim(-0.6, 1.6)
    right.set_xticks([0, 1], ["as they\ncome", "same\ncrisis"])
    right.set_ylabel("points of the share with a deal")
    data = [{"comparison": name, **one._asdict()} for name, one in found.items()]
    return Drawing(page.figure, page.title, "Dots of crises by hardness, and two differences. " + mediation_sentences(), data)


SAYS = {
    "failures": failures_sentences,
    "failures table": failures_table,
    "stages": stages_sentences,
    "guarantees": guarantees_sentences,
    "mediation": mediation_sentences,
    "mediation table": mediation_table,
    "priors table": priors_table,
}
DRAWS_FIGURES = {"bands_failures": draw_failures, "bands_mediation": draw_mediation}
