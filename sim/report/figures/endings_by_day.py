"""How histories move from talks to their ends, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.report.summary import Summary
from sim.report.words import dated, histories, percent

from .registry import figure
from .style import ENDING_LOOKS, GREY, INK, INNER, MARGIN, Drawing, Page, day_axis, in_house_style, name_ends, percent_ticks

if TYPE_CHECKING:
    from sim.ensemble.run import Run

LABELS = 1.45
WIDE, HIGH = INNER - 0.45 - LABELS, 3.4
STATES = {
    "in_force": ("a deal in force", "agreement"),
    "broken": ("deal broken or lapsed", "broken"),
    "open": ("no deal, talks not over", "stalemate"),
    "over": ("talks over", "breakdown"),
}
"""What a history can be in on a day, from the bottom of the stack to its top: its words, and the ending whose look it has."""


def shares_by_day(run: Run) -> dict[str, NDArray[np.float64]]:
    """The share of histories in each state on each day (days,): they compete, so each day's sum to 1.

    A deal counts as in force from the first that came into force until the last is broken; a gap between two deals is not told apart.
    """
    column = run.histories
    # An end without a day is known at the horizon only.
    ended = np.nan_to_num(column["ended_day"], nan=run.scenario.days - 1)
    share = {"broken": _reached(ended[column["ending"] == "broken"], run), "over": _reached(ended[column["ending"] == "breakdown"], run)}
    share["in_force"] = _reached(column["deal_day"][np.isfinite(column["deal_day"])], run) - share["broken"]
    share["open"] = 1 - share["in_force"] - share["broken"] - share["over"]
    return {state: share[state] for state in STATES}


def _reached(on: NDArray[Any], run: Run) -> NDArray[np.float64]:
    return np.searchsorted(np.sort(on), np.arange(run.scenario.days), side="right") / run.n


@figure("endings_by_day", place=2)
@in_house_style
def draw(run: Run, summary: Summary) -> Drawing:  # noqa: ARG001 - all figures are called alike
    """Shares of all histories by day, stacked: the cumulative incidence of ends that compete (Kalbfleisch & Prentice 1980)."""
    shares = shares_by_day(run)
    last = {state: float(share[-1]) for state, share in shares.items()}
    how_many = {0.0: "no history", 1.0: "every history"}.get(last["in_force"], f"{percent(last['in_force'])} of histories")
    title = f"At the end a deal is in force in {how_many}"
    note = "Height of a band on a day: the share of all histories that are there on that day. Bands add up to all histories."
    page = Page(run, title, note, HIGH + 0.45)
    axes = page.axes(MARGIN + 0.45, 0, WIDE, HIGH)
    edges, base = np.arange(run.scenario.days + 1) - 0.5, np.zeros(run.scenario.days)
    for state, share in shares.items():
        if share.any():
            axes.stairs(base + share, edges, baseline=base, fill=True, edgecolor=INK, linewidth=0.7, **ENDING_LOOKS[STATES[state][1]])
        base = base + share
    day_axis(axes, run)
    axes.set_ylim(0, 1)
    axes.set_yticks(*percent_ticks(1))

    seen = {state: value for state, value in last.items() if value > 0}
    middles = np.cumsum(list(seen.values())) - np.array(list(seen.values())) / 2
    names = {f"{percent(value)} {STATES[state][0]}": float(middle) for (state, value), middle in zip(seen.items(), middles, strict=True)}
    name_ends(axes, names, [{"color": GREY, "linewidth": 0.7}] * len(names), (WIDE, HIGH), LABELS)

    halfway = run.scenario.days // 2
    alt = (
        f"Stacked bands over {run.scenario.days} days, as shares of {histories(run.n)}. On {dated(run.scenario, halfway)} a deal is in force in "
        f"{percent(float(shares['in_force'][halfway]))} and talks are over in {percent(float(shares['over'][halfway]))}. "
        f"At the end a deal is in force in {percent(last['in_force'])}, broken or lapsed in {percent(last['broken'])}; "
        f"talks are over in {percent(last['over'])}, and {percent(last['open'])} have neither."
    )
    rows = [{"day": day, **{state: float(share[day]) for state, share in shares.items()}} for day in range(run.scenario.days)]
    return Drawing(page.figure, page.title, alt, rows)
