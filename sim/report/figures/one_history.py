"""One history from day to day: what the text was worth to each party, and what happened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.ensemble.columns import LINE_AT_HOME, LINE_OF_ITS_OWN
from sim.report.summary import Summary
from sim.report.words import ENDING_PHRASES, counted, dated, labels, listed

from .marks import crowded, happening, times_in_force
from .registry import figure
from .style import BLUE, FAINT, GREY, INK, MARGIN, PALE, SMALL, WIDTH, Drawing, Page, Sample, day_axis, height_of, in_house_style, looks, width_of, wrapped

if TYPE_CHECKING:
    from sim.ensemble.run import Run

LANE, GAP, ESCALATION = 0.22, 0.16, 0.75
NO_DEAL = (0, (4, 2))
BAND = 0.09
"""Height of a bar over days on which a red line is crossed, as a share of a panel."""
LINES = {LINE_OF_ITS_OWN: "the red line", LINE_AT_HOME: "a red line at home"}
CROSSED: dict[int, dict[str, Any]] = {LINE_OF_ITS_OWN: {"facecolor": INK}, LINE_AT_HOME: {"facecolor": "white", "hatch": "|||"}}


@figure("one_history", place=9)
@in_house_style
def draw(run: Run, summary: Summary, history: int | None = None) -> Drawing:
    """The timeline of one of the watched histories, by its place; if none is given, of the first that ends as most histories do."""
    k = typical(run, summary) if history is None else history
    parties = looks(run)
    longest = max(width_of(party.label, SMALL, bold=True) for party in parties)
    left = MARGIN + min(2.2, max(1.6, longest + 0.5))
    wide = WIDTH - MARGIN - left - 0.1
    names = [wrapped(party.label, left - MARGIN - 0.45, SMALL, bold=True) for party in parties]
    panel = max(1.05 if len(parties) <= 3 else 0.7, *(height_of(name, SMALL) for name in names))
    lanes = LANE * max(1, len(happening(run.series["watched_events"][k])))
    tension = GAP + ESCALATION if run.scenario.on("escalation") else 0.0
    page = Page(run, _title(run, k), _note(run, chosen=history is not None), lanes + (GAP + panel) * len(parties) + tension + 0.4, _key())
    top = 0.0
    _lanes(page.axes(left, top, wide, lanes), run, run.series["watched_events"][k])
    top += lanes + GAP
    low, high = _span(run.series["watched_value"][k], run.series["watched_no_deal"][k])
    for party, name in zip(parties, names, strict=True):
        p = run.parties.index(party.name)
        page.write(MARGIN, top + panel / 2, name, fontsize=SMALL, fontweight="bold", va="center")
        axes = page.axes(left, top, wide, panel)
        crossed = run.series["watched_crossed"][k, p]
        _values(axes, run.series["watched_value"][k, p], run.series["watched_no_deal"][k, p], crossed > 0, party.colour)
        axes.set_ylim(low, high)
        _crossings(axes, crossed, (low, high))
        axes.set_yticks([low, high], [f"{low:.1f}", f"{high:.1f}"])
        day_axis(axes, run, labelled=not tension and party is parties[-1])
        top += panel + GAP
    if tension:
        page.write(MARGIN, top + ESCALATION / 2, "escalation", fontsize=SMALL, fontweight="bold", va="center")
        _escalation(page.axes(left, top, wide, ESCALATION), run, run.series["watched_escalation"][k])
    return Drawing(page.figure, page.title, _alt(run, k), _rows(run, k))


def typical(run: Run, summary: Summary) -> int:
    """The place of the first watched history that has the commonest ending, or of the first if none has."""
    commonest = max(summary.endings, key=lambda ending: summary.endings[ending].share)
    found = (run.histories["ending"][: len(run.series["watched_events"])] == commonest).nonzero()[0]
    return int(found[0]) if found.size else 0


def _key() -> list[Sample]:
    return [
        Line2D([], [], color=GREY, linewidth=2.2, label="text or deal"),
        Line2D([], [], color=INK, linewidth=1.2, linestyle=NO_DEAL, label="no deal"),
        Rectangle((0, 0), 0, 0, facecolor=PALE, label="it is worth more"),
        Rectangle((0, 0), 0, 0, facecolor="none", edgecolor=GREY, hatch="////", label="no deal is worth more"),
        Rectangle((0, 0), 0, 0, edgecolor=INK, label="the text crosses its red line", **CROSSED[LINE_OF_ITS_OWN]),
        Rectangle((0, 0), 0, 0, edgecolor=INK, label="the text crosses a red line at home", **CROSSED[LINE_AT_HOME]),
    ]


def _lanes(axes: Axes, run: Run, events: NDArray[Any]) -> None:
    """A lane for each kind of thing that happens, so that no mark hides another."""
    marks = happening(events)
    for start, end in times_in_force(events):
        axes.axvspan(start, end, color=BLUE, alpha=0.12, linewidth=0)
    for lane, mark in enumerate(marks):
        days = ((events & mark.bit) > 0).nonzero()[0]
        axes.plot(days, np.full(len(days), lane), linestyle="none", clip_on=False, **crowded(mark, events[None], axes.get_position().width * WIDTH))
        axes.axhline(lane, color=FAINT, linewidth=0.7, zorder=0)
    axes.set_ylim(max(1, len(marks)) - 0.5, -0.5)
    axes.set_yticks(range(len(marks)), [mark.label for mark in marks])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    day_axis(axes, run, labelled=False)
    if not marks:
        axes.set_yticks([0], ["nothing happens"])


def _span(*values: NDArray[Any]) -> tuple[float, float]:
    """Tenths that hold all values."""
    known = np.concatenate([value[np.isfinite(value)] for value in values])
    return (floor(known.min() * 10) / 10, ceil(known.max() * 10 + 1e-9) / 10) if known.size else (0.0, 1.0)


def _values(axes: Axes, text: NDArray[Any], no_deal: NDArray[Any], crossed: NDArray[Any], colour: str) -> None:
    """What the text and no deal are worth; where the text crosses a red line it does not count which is worth more."""
    days = np.arange(len(text))
    axes.fill_between(days, no_deal, text, where=(text >= no_deal) & ~crossed, color=colour, alpha=0.3, linewidth=0, step="mid")
    axes.fill_between(days, text, no_deal, where=(text < no_deal) & ~crossed, facecolor="none", edgecolor=GREY, hatch="////", linewidth=0, step="mid")
    axes.plot(days, text, color=colour, linewidth=2.2, drawstyle="steps-mid")
    axes.plot(days, no_deal, color=INK, linewidth=1.2, linestyle=NO_DEAL)


def _crossings(axes: Axes, crossed: NDArray[Any], span: tuple[float, float]) -> None:
    """Bars along the foot of a panel over the days on which the text crosses a red line: full where it is the party's own, hollow where it is one at home."""
    low, high = span
    days = np.arange(len(crossed))
    for bit, look in CROSSED.items():
        lift = low + (high - low) * (0.0 if bit == LINE_OF_ITS_OWN else BAND)
        axes.fill_between(days, lift, lift + (high - low) * BAND, where=(crossed & bit) > 0, step="mid", linewidth=0.8, edgecolor=INK, **look)


def _escalation(axes: Axes, run: Run, escalation: NDArray[Any]) -> None:
    threshold = run.scenario.escalation.threshold
    axes.fill_between(np.arange(len(escalation)), 0, escalation, facecolor=PALE, edgecolor=INK, linewidth=0.8)
    axes.axhline(threshold, color=INK, linewidth=0.9, linestyle=(0, (1, 2)))
    axes.set_ylim(0, 1)
    axes.set_yticks([0, threshold, 1] if 0.25 <= threshold <= 0.75 else [0, 1])
    day_axis(axes, run)


def _turns(run: Run, k: int, say: Callable[[float], str]) -> str:
    """How history k ends, and on which days it turned, each day said by `say`."""
    ending, deal, ended = (run.histories[name][k] for name in ("ending", "deal_day", "ended_day"))
    turns = [f"in force from {say(deal)}"] if np.isfinite(deal) else []
    turns += [f"{'broken or lapsed on' if ending == 'broken' else 'talks over from'} {say(ended)}"] if np.isfinite(ended) else []
    return f"ends in {ENDING_PHRASES[str(ending)]}" + (f": {', '.join(turns)}" if turns else "")


def _title(run: Run, k: int) -> str:
    return f"History {run.histories['history'][k]} {_turns(run, k, 'day {:.0f}'.format)}"


def _note(run: Run, *, chosen: bool) -> str:
    which = "" if chosen or run.n == 1 else "The first history that ends as most do; others go otherwise. "
    return (
        f"{which}Panels of parties: what the text on the table (or the deal that stands) and no deal are worth to each (1: all it wants). "
        f"{'Dotted line: escalation above it counts as escalated. ' if run.scenario.on('escalation') else ''}Shaded: a deal is in force."
    )


def _alt(run: Run, k: int) -> str:
    """What happens and how the text on the table compares, in words."""
    events, value, no_deal = (run.series[f"watched_{name}"][k] for name in ("events", "value", "no_deal"))
    marks = ", ".join(f"{mark.label} {int(((events & mark.bit) > 0).sum())}" for mark in happening(events)) or "nothing"
    said = []
    for party, label in labels(run).items():
        p = run.parties.index(party)
        tabled = np.isfinite(value[p])
        said.append(f"{label} on {int((value[p] >= no_deal[p])[tabled].sum())} of {counted(int(tabled.sum()), 'day')}")
    lines = []
    for party, label in labels(run).items():
        crossed = run.series["watched_crossed"][k, run.parties.index(party)]
        lines += [f"{whose} of {label} on {counted(days, 'day')}" for bit, whose in LINES.items() if (days := int(((crossed & bit) > 0).sum()))]
    worth = f"The text or deal is worth at least as much as no deal to {', '.join(said)} with one."
    which = f"Timeline of history {run.histories['history'][k]} over {counted(run.scenario.days, 'day')}"
    beyond = f" The text crosses {listed(lines)}." if lines else ""
    return f"{which}; it {_turns(run, k, partial(dated, run.scenario))}. Marks: {marks}. {worth}{beyond}"


def _rows(run: Run, k: int) -> list[dict[str, Any]]:
    """A row a day; empty where there is no text on the table."""
    series = {f"text.{issue}": run.series["watched_text"][k, i] for i, issue in enumerate(run.issues)}
    series |= {f"value.{party}": run.series["watched_value"][k, p] for p, party in enumerate(run.parties)}
    series |= {f"no_deal.{party}": run.series["watched_no_deal"][k, p] for p, party in enumerate(run.parties)}
    series |= {"escalation": run.series["watched_escalation"][k]}
    events = run.series["watched_events"][k]
    crossed = {f"crossed.{party}": run.series["watched_crossed"][k, p] for p, party in enumerate(run.parties)}
    return [
        {"day": day, "what": "; ".join(mark.label for mark in happening(events[day]))}
        | {name: f"{values[day]:.4g}" if np.isfinite(values[day]) else None for name, values in series.items()}
        | {name: "; ".join(whose for bit, whose in LINES.items() if values[day] & bit) for name, values in crossed.items()}
        for day in range(run.scenario.days)
    ]
