"""What mediators do after a refusal, week by week, and for which reason they take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.endings import REASONS, TOLD
from sim.report.sentences import TAKEN_FOR
from sim.report.summary import Summary
from sim.report.words import histories, percent
from sim.rules.moves import moves_of

from .registry import figure
from .style import BLUE, BODY, GREEN, INK, INNER, MARGIN, ORANGE, SKY, SMALL, Drawing, Page, day_axis, height_of, in_house_style, percent_ticks

if TYPE_CHECKING:
    from sim.ensemble.run import Run

LOOKS: dict[str, dict[str, Any]] = {
    "line": {"facecolor": BLUE, "hatch": ""},
    "price": {"facecolor": SKY, "hatch": "////"},
    "doubt": {"facecolor": ORANGE, "hatch": "xx"},
    "holding_out": {"facecolor": GREEN, "hatch": ".."},
}
WEEK = 7  # days
COLUMNS, GAP, AXIS, HIGH = 3, 0.25, 0.42, 0.75
SEEN = 0.05
"""Weeks with fewer sessions than this share of histories are left empty: the shares of so few are noise."""


def shares_by_week(run: Run) -> tuple[list[str], NDArray[np.float64], NDArray[np.int64]]:
    """The names of moves, the share of a week's sessions with each move and reason (weeks, moves, reasons), nan without sessions, and sessions."""
    first = np.arange(0, run.scenario.days, WEEK)
    made = np.add.reduceat(run.series["moves"].astype(np.int64), first, axis=0)
    held = np.add.reduceat(run.series["sessions"].astype(np.int64), first)
    with np.errstate(invalid="ignore"):
        shares = made / np.where(held > 0, held, np.nan)[:, None, None]
    return [move.name for move in moves_of([])], shares, held


def _any_made(run: Run, *_: Any) -> bool:
    return "moves" in run.series and bool(run.series["moves"].any())


@figure("moves", place=10, where=_any_made)
@in_house_style
def draw(run: Run, summary: Summary) -> Drawing:  # noqa: ARG001 - all figures are called alike
    """How often mediators make each of their moves at sessions, week by week, and for which reason they take the refusal that it answers."""
    names, shares, held = shares_by_week(run)
    total = run.series["moves"].sum(axis=(0, 2)) / held.sum()
    shown = [place for place in np.argsort(-total, kind="stable") if total[place] > 0]
    drawn = np.where((held >= max(1.0, SEEN * run.n))[:, None, None], shares, np.nan)
    top = float(np.nan_to_num(drawn[:, shown].sum(axis=2)).max()) if np.isfinite(drawn).any() else 1.0
    wide = (INNER - GAP * (COLUMNS - 1)) / COLUMNS - AXIS
    head, row = height_of("A", BODY) + height_of("A", SMALL) + 0.08, HIGH + 0.2
    lines = -(-len(shown) // COLUMNS)
    key = [Rectangle((0, 0), 0, 0, edgecolor=INK, linewidth=0.6, label=TAKEN_FOR[name], **look) for name, look in LOOKS.items()]
    first = shown[0]
    title = f"The move that mediators make most often: {_said(names[first])}, at {percent(float(total[first]))} of sessions"
    page = Page(run, title, _note(held, run.n), lines * (head + row) + 0.35, key)
    for k, place in enumerate(shown):
        left, above = MARGIN + (k % COLUMNS) * (AXIS + wide + GAP), (k // COLUMNS) * (head + row)
        page.write(left, above + 0.13, _said(names[place]), fontsize=BODY, fontweight="bold", va="baseline")
        page.write(left, above + 0.3, f"at {percent(float(total[place]))} of all sessions", fontsize=SMALL, va="baseline")
        axes = page.axes(left + AXIS, above + head, wide, HIGH)
        _bands(axes, drawn[:, place], run.scenario.days)
        day_axis(axes, run, labelled=k + COLUMNS >= len(shown))
        ticks, labels = percent_ticks(max(top, 0.01))
        axes.set_ylim(0, max(ticks[-1], top))
        axes.set_yticks([ticks[0], ticks[-1]], [labels[0], labels[-1]])
    return Drawing(page.figure, page.title, _alt(run, names, total, shown), _rows(names, run, held))


def _said(name: str) -> str:
    return name.replace("_", " ")


def _note(held: NDArray[np.int64], n: int) -> str:
    note = "Height: share of a week's sessions at which the move is made. Colours: what the mediator takes the refusal for."
    few = ((held > 0) & (held < max(1.0, SEEN * n))).any()
    return f"{note} Weeks with fewer sessions than {percent(SEEN)} of the number of histories are left empty." if few else note


def _bands(axes: Axes, shares: NDArray[Any], days: int) -> None:
    """Stack the shares (weeks, reasons) week by week."""
    edges = np.append(np.arange(0, days, WEEK), days) - 0.5
    base = np.zeros(len(shares))
    for look, share in zip(LOOKS.values(), np.nan_to_num(shares).T, strict=True):
        if share.any():
            axes.stairs(base + share, edges, baseline=base, fill=True, linewidth=0.4, edgecolor=INK, **look)
        base = base + share


def _alt(run: Run, names: list[str], total: NDArray[Any], shown: list[int]) -> str:
    made = "; ".join(f"{_said(names[place])} at {percent(float(total[place]))}" for place in shown)
    reasons = run.series["moves"].sum(axis=(0, 1))
    taken = "; ".join(f"{TAKEN_FOR[name]} {percent(float(count / reasons.sum()))}" for name, count in zip(REASONS[:TOLD], reasons, strict=True))
    return f"Stacked bands by week, a panel a move, of {histories(run.n)}. Of all sessions, {made}. What refusals are taken for when a move is made: {taken}."


def _rows(names: list[str], run: Run, held: NDArray[np.int64]) -> list[dict[str, Any]]:
    """How many moves were made, a row for each week and move, by what the refusal was taken for."""
    made = np.add.reduceat(run.series["moves"], np.arange(0, run.scenario.days, WEEK), axis=0)
    return [
        {"first_day": WEEK * week, "sessions": int(held[week]), "move": name, **dict(zip(REASONS[:TOLD], made[week, place].tolist(), strict=True))}
        for week in range(len(held))
        for place, name in enumerate(names)
    ]
