"""What is on the table and what the parties hold out for, day by day."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.report.quantiles import quantiles_of_counts
from sim.report.summary import Summary
from sim.report.words import counted, dated, histories, issue_labels, labels, percent

from .style import (
    BODY,
    GREY,
    INK,
    INNER,
    MARGIN,
    SMALL,
    Drawing,
    Look,
    Page,
    Sample,
    day_label,
    days_to_name,
    height_of,
    in_house_style,
    looks,
    scale_axis,
    scale_height,
    wrapped,
)

if TYPE_CHECKING:
    from sim.ensemble.run import Run

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
SINGLE = 5
"""So many single histories are drawn in each fan."""
SEEN = 0.05
"""Bands of texts are drawn on days on which at least this share of histories has one: less is noise."""
APART = 3
"""With more parties than this, there is no room for a fan each: they share a panel, with their medians only."""
DOTTED = (0, (1, 1.5))
ANCHORS, GAP, BELOW = 1.5, 0.15, 0.12
"""Inches for the words of the scale, between panels, and below each row of them."""

Bands = NDArray[np.float64]


@in_house_style
def draw(run: Run, summary: Summary) -> Drawing:  # noqa: ARG001 - all figures are called alike
    """A row of fan charts an issue: the text on the table, then what each party holds out for."""
    text, demand = quantiles_of_counts(run.series["text"], SHARES), quantiles_of_counts(run.series["demand"], SHARES)
    on_table = run.series["text"][0].sum(axis=-1)
    text = np.where(on_table >= SEEN * run.n, text, np.nan)
    parties = looks(run)
    together = len(parties) > APART
    heads = ["text on the table or in force", *(["what the parties hold out for"] if together else [f"{party.label} holds out for" for party in parties])]
    panels = Panels(run, len(heads))
    heads = [wrapped(words, panels.wide, SMALL) for words in heads]
    names = {issue: wrapped(label, INNER, BODY, bold=True) for issue, label in issue_labels(run).items()}
    top, name = max(height_of(words, SMALL) for words in heads) + 0.06, max(height_of(words, BODY) for words in names.values()) + 0.06
    high = min(2.0, max(1.25 if len(run.issues) > 4 else 1.6, *(scale_height(run.scenario.issues[issue], ANCHORS - 0.12) for issue in run.issues)))

    page = Page(run, _title(on_table), NOTE, top + len(run.issues) * (name + high + BELOW) + 0.42, _key(parties, together=together))
    for panel, words in enumerate(heads):
        page.write(MARGIN + ANCHORS + panels.left(panel), 0, words, fontsize=SMALL)
    for i, issue in enumerate(run.issues):
        y = top + i * (name + high + BELOW)
        page.write(MARGIN, y, names[issue], fontsize=BODY, fontweight="bold")
        axes = page.axes(MARGIN + ANCHORS, y + name, INNER - ANCHORS, high)
        scale_axis(axes, run.scenario.issues[issue], ANCHORS - 0.12, high)
        panels.frame(axes, run, labelled=i + 1 == len(run.issues))
        _fan(axes, panels.days(0), text[:, i], INK, "-", run.series["watched_text"][:SINGLE, i])
        for k, party in enumerate(parties):
            p = run.parties.index(party.name)
            if together:
                axes.plot(panels.days(1), _broken(demand[2, p, i]), color=party.colour, linestyle=party.line, linewidth=1.6)
            else:
                _fan(axes, panels.days(k + 1), demand[:, p, i], party.colour, party.line, run.series["watched_demand"][:SINGLE, p, i])
        again = np.concatenate([panels.days(panel) for panel in range(1, panels.count)])
        axes.plot(again, np.tile(_broken(text[2, i]), panels.count - 1), color=INK, linewidth=0.9, linestyle=DOTTED)
    return Drawing(page.figure, page.title, _alt(run, text, demand, on_table), _rows(run, text, demand))


class Panels:
    """Several panels of days side by side in the same axes, which has its inches as units: a fraction of the time that axes of their own would take."""

    def __init__(self, run: Run, count: int) -> None:
        self.count = count
        self.wide = (INNER - ANCHORS - GAP * (count - 1)) / count
        self.day = self.wide / run.scenario.days
        self.horizon = run.scenario.days

    def left(self, panel: int) -> float:
        """Where a panel begins."""
        return panel * (self.wide + GAP)

    def days(self, panel: int) -> NDArray[np.floating[Any]]:
        """Where the days of a panel are, and one place beyond them for the break between panels."""
        return self.left(panel) + (np.arange(self.horizon + 1) + 0.5) * self.day

    def frame(self, axes: Axes, run: Run, *, labelled: bool) -> None:
        """The lines around the panels, and under the last row the days, with the year in a line of its own."""
        axes.set_xlim(0, INNER - ANCHORS)
        for panel in range(self.count):
            axes.axvline(self.left(panel), color=GREY, linewidth=0.7)
        # The date of a day is half an inch wide and may not reach into the next panel.
        days = [day for day in days_to_name(run, self.wide / 0.55) if not day or (day + 0.5) * self.day <= self.wide - 0.27] if labelled else []
        labels = ["\n".join(day_label(run, day).rsplit(" ", 1)) for day in days]
        axes.set_xticks([self.days(panel)[day] for panel in range(self.count) for day in days], labels * self.count)


NOTE = (
    f"Bands hold the middle half and nine tenths of the histories, those of texts while at least {percent(SEEN)} of histories have one; "
    "a signed text counts as long as the deal stands. A demand is the package a party holds out for."
)


def _broken(values: NDArray[Any]) -> NDArray[Any]:
    """Values (..., days) with a nan after the last day, so that several lines can be drawn as one."""
    return np.concatenate([values, np.full((*values.shape[:-1], 1), np.nan)], axis=-1)


def _fan(axes: Axes, days: NDArray[np.floating[Any]], bands: Bands, colour: str, line: Any, single: NDArray[Any]) -> None:
    """The 90 and 50 % bands and the median of quantiles (5, days), with single histories (few, days)."""
    for low, high, alpha in ((0, 4, 0.16), (1, 3, 0.3)):
        axes.fill_between(days[:-1], bands[low], bands[high], color=colour, alpha=alpha, linewidth=0)
    axes.plot(np.tile(days, len(single)), _broken(single).ravel(), color=GREY, linewidth=0.5)
    axes.plot(days[:-1], bands[2], color=colour, linestyle=line, linewidth=2)


def _key(parties: list[Look], *, together: bool) -> list[Sample]:
    of_fans: list[Sample] = [
        Line2D([], [], color=INK, linewidth=2, label="median"),
        Rectangle((0, 0), 0, 0, facecolor=INK, alpha=0.41, label="half of histories"),
        Rectangle((0, 0), 0, 0, facecolor=INK, alpha=0.16, label="nine tenths"),
        Line2D([], [], color=GREY, linewidth=0.5, label="single histories"),
        Line2D([], [], color=INK, linewidth=0.9, linestyle=DOTTED, label="median of the text"),
    ]
    of_parties = [Line2D([], [], color=party.colour, linestyle=party.line, linewidth=1.6, label=f"{party.label} (median)") for party in parties if together]
    return [*of_fans, *of_parties]


def _title(on_table: NDArray[Any]) -> str:
    return "What is on the table, and what the parties hold out for" if on_table.any() else "No text is ever tabled; what the parties hold out for"


def _alt(run: Run, text: Bands, demand: Bands, on_table: NDArray[Any]) -> str:
    day, most, names = int(on_table.argmax()), int(on_table.max()), labels(run)
    said = [f"Fan charts over {counted(run.scenario.days, 'day')} for {counted(len(run.issues), 'issue')} on scales from 0 to 100."]
    if most >= SEEN * run.n:
        where = ", ".join(f"{label} {text[2, i, day]:.0f}" for i, label in enumerate(issue_labels(run).values()))
        said.append(f"On {dated(run.scenario, day)}, when {most:,} of {histories(run.n)} have a text, its median is: {where}.")
    else:
        said.append(f"Of {histories(run.n)}, never more than {most:,} have a text.")
    ends = []
    for i, label in enumerate(issue_labels(run).values()):
        medians = {names[party]: _known(demand[2, run.parties.index(party), i]) for party in names}
        ends.append(f"{label} " + ", ".join(f"{party} {median[0]:.0f} to {median[-1]:.0f}" for party, median in medians.items() if median.size))
    said.append(f"Median demands at first and at last: {'; '.join(ends)}.")
    return " ".join(said)


def _known(values: Bands) -> Bands:
    return values[np.isfinite(values)]


def _rows(run: Run, text: Bands, demand: Bands) -> list[dict[str, Any]]:
    """A row for each issue, who (the text or a party) and day."""
    fans = [(issue, "text", text[:, i]) for i, issue in enumerate(run.issues)]
    fans += [(issue, party, demand[:, p, i]) for i, issue in enumerate(run.issues) for p, party in enumerate(run.parties)]
    names = [f"p{100 * share:.0f}" for share in SHARES]
    return [
        {"issue": issue, "who": who, "day": day} | {name: None if isnan(value) else round(value) for name, value in zip(names, values, strict=True)}
        for issue, who, bands in fans
        for day, values in enumerate(bands.T.tolist())
    ]
