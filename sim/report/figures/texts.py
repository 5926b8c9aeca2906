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
from sim.report.words import counted, dated, histories, issue_labels, labels, listed, percent

from .registry import figure
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
SEEN = 0.05
"""Bands of texts are drawn on days on which at least this share of histories has one: less is noise."""
APART = 3
"""With more parties than this, there is no room for a fan each: they share a panel, with their medians only."""
DOTTED = (0, (1, 1.5))
ANCHORS, GAP = 1.5, 0.15
"""Inches for the words of the scale, and between panels."""
HIGH, TOGETHER, BELOW = 2.1, 2, 0.12
"""Inches of height for the panels of a picture, so that it has about the shape of a slide, 16 to 9; the issues that share it, and inches below each."""

Bands = NDArray[np.float64]


@figure("texts", place=6)
def draw(run: Run, summary: Summary) -> dict[str, Drawing]:  # noqa: ARG001 - all figures are called alike
    """Pictures of two issues each, fit for a slide, by the name of their files: `texts`, or `texts_1` and so on where there are several."""
    groups = [run.issues[first : first + TOGETHER] for first in range(0, len(run.issues), TOGETHER)]
    return {f"texts_{place}" if len(groups) > 1 else "texts": _of_some(run, issues) for place, issues in enumerate(groups, start=1)}


@in_house_style
def _of_some(run: Run, issues: list[str]) -> Drawing:
    places = [run.issues.index(issue) for issue in issues]
    text, demand = quantiles_of_counts(run.series["text"][places], SHARES), quantiles_of_counts(run.series["demand"][:, places], SHARES)
    on_table = run.series["text"][0].sum(axis=-1)
    text = np.where(on_table >= SEEN * run.n, text, np.nan)
    parties = looks(run)
    together = len(parties) > APART
    heads = ["text on the table or in force", *(["what the parties hold out for"] if together else [f"{party.label} holds out for" for party in parties])]
    panels = Panels(run, len(heads))
    heads = [wrapped(words, panels.wide, SMALL) for words in heads]
    names = [wrapped(_what_moves(run, issue, text[2, i], on_table), INNER, BODY, bold=True) for i, issue in enumerate(issues)]
    top, name = max(height_of(words, SMALL) for words in heads) + 0.06, max(height_of(words, BODY) for words in names) + 0.06
    high = max(HIGH / len(issues), *(0.5 * scale_height(run.scenario.issues[issue], ANCHORS - 0.12) for issue in issues))

    page = Page(run, _title(run, places), _note(run, demand[2]), top + len(issues) * (name + high + BELOW) + 0.4, _key(parties, together=together))
    for panel, words in enumerate(heads):
        page.write(MARGIN + ANCHORS + panels.left(panel), 0, words, fontsize=SMALL)
    for i, issue in enumerate(issues):
        y = top + i * (name + high + BELOW)
        page.write(MARGIN, y, names[i], fontsize=BODY, fontweight="bold")
        axes = page.axes(MARGIN + ANCHORS, y + name, INNER - ANCHORS, high)
        scale_axis(axes, run.scenario.issues[issue], ANCHORS - 0.12, high)
        panels.frame(axes, run, labelled=i + 1 == len(issues))
        _draw_panels(axes, panels, run, text[:, i], demand[:, :, i])
    return Drawing(page.figure, page.title, _alt(run, issues, text, demand, on_table), _rows(run, issues, text, demand))


def _draw_panels(axes: Axes, panels: Panels, run: Run, text: Bands, demand: Bands) -> None:
    """The fans of one issue: `text` (5, days), `demand` (5, parties, days)."""
    parties = looks(run)
    _fan(axes, panels.days(0), text, INK, "-")
    for k, party in enumerate(parties):
        bands = demand[:, run.parties.index(party.name)]
        if len(parties) > APART:
            axes.plot(panels.days(1), _broken(bands[2]), color=party.colour, linestyle=party.line, linewidth=1.6)
        else:
            _fan(axes, panels.days(k + 1), bands, party.colour, party.line)
    again = np.concatenate([panels.days(panel) for panel in range(1, panels.count)])
    axes.plot(again, np.tile(_broken(text[2]), panels.count - 1), color=INK, linewidth=0.9, linestyle=DOTTED)


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
        """The lines around the panels, and under the last row the days."""
        axes.set_xlim(0, INNER - ANCHORS)
        for panel in range(self.count):
            axes.axvline(self.left(panel), color=GREY, linewidth=0.7)
        # The date of a day is half an inch wide and may not reach into the next panel.
        days = [day for day in days_to_name(run, self.wide / 0.55) if not day or (day + 0.5) * self.day <= self.wide - 0.27] if labelled else []
        labels = ["\n".join(day_label(run, day).rsplit(" ", 1)) for day in days]
        axes.set_xticks([self.days(panel)[day] for panel in range(self.count) for day in days], labels * self.count)


def _note(run: Run, medians: Bands) -> str:
    note = f"A text counts while it is on the table, and once signed as long as the deal stands; drawn while {percent(SEEN)} of histories have one."
    if len(run.issues) == 1:
        return note
    if not any(_cross(medians[:, i]) for i in range(medians.shape[1])):
        return f"{note} A demand is a whole package."
    return (
        f"{note} Demands that cross do not mean that a deal is at hand: a demand is a whole package, and a party that holds out for much elsewhere "
        "gives way first where that costs it least."
    )


def _cross(medians: Bands) -> bool:
    """Whether two of the median demands (parties, days) change their order from the first day that has them to the last."""
    known = medians[:, np.isfinite(medians).all(axis=0)]
    if not known.size:
        return False
    gaps = known[:, None] - known[None, :]
    return bool((gaps[..., 0] * gaps[..., -1] < 0).any())


def _broken(values: NDArray[Any]) -> NDArray[Any]:
    """Values (..., days) with a nan after the last day, so that several lines can be drawn as one."""
    return np.concatenate([values, np.full((*values.shape[:-1], 1), np.nan)], axis=-1)


def _fan(axes: Axes, days: NDArray[np.floating[Any]], bands: Bands, colour: str, line: Any) -> None:
    """The 90 and 50 % bands and the median of quantiles (5, days)."""
    for low, high, alpha in ((0, 4, 0.16), (1, 3, 0.3)):
        axes.fill_between(days[:-1], bands[low], bands[high], color=colour, alpha=alpha, linewidth=0)
    axes.plot(days[:-1], bands[2], color=colour, linestyle=line, linewidth=2)


def _key(parties: list[Look], *, together: bool) -> list[Sample]:
    of_fans: list[Sample] = [
        Line2D([], [], color=INK, linewidth=2, label="median"),
        Rectangle((0, 0), 0, 0, facecolor=INK, alpha=0.41, label="half of histories"),
        Rectangle((0, 0), 0, 0, facecolor=INK, alpha=0.16, label="nine tenths"),
        Line2D([], [], color=INK, linewidth=0.9, linestyle=DOTTED, label="median of the text"),
    ]
    of_parties = [Line2D([], [], color=party.colour, linestyle=party.line, linewidth=1.6, label=f"{party.label} (median)") for party in parties if together]
    return [*of_fans, *of_parties]


def _title(run: Run, places: list[int]) -> str:
    title = "No text is ever tabled" if not run.series["text"][0].any() else "Texts, and what the parties hold out for"
    if len(run.issues) == len(places):
        return title
    return f"{title}: issue{'s' if len(places) > 1 else ''} {listed(str(place + 1) for place in places)} of {len(run.issues)}"


def _what_moves(run: Run, issue: str, medians: Bands, on_table: NDArray[Any]) -> str:
    """An issue, and from where to where its median text goes."""
    label, known = issue_labels(run)[issue], _known(medians)
    if not known.size:
        return f"{label}: {'hardly any' if on_table.any() else 'no'} text"
    first, last = f"{known[0]:.0f}", f"{known[-1]:.0f}"
    return f"{label}: texts stay at {last}" if first == last else f"{label}: texts move from {first} to {last}"


def _alt(run: Run, issues: list[str], text: Bands, demand: Bands, on_table: NDArray[Any]) -> str:
    day, most, names = int(on_table.argmax()), int(on_table.max()), labels(run)
    of_issue = [issue_labels(run)[issue] for issue in issues]
    said = [f"Fan charts over {counted(run.scenario.days, 'day')} for {listed(of_issue)} on scales from 0 to 100."]
    if most >= SEEN * run.n:
        where = ", ".join(f"{label} {text[2, i, day]:.0f}" for i, label in enumerate(of_issue))
        said.append(f"On {dated(run.scenario, day)}, when {most:,} of {histories(run.n)} have a text, its median is: {where}.")
    else:
        said.append(f"Of {histories(run.n)}, never more than {most:,} have a text.")
    ends = []
    for i, label in enumerate(of_issue):
        medians = {names[party]: _known(demand[2, run.parties.index(party), i]) for party in names}
        ends.append(f"{label} " + ", ".join(f"{party} {median[0]:.0f} to {median[-1]:.0f}" for party, median in medians.items() if median.size))
    said.append(f"Median demands at first and at last: {'; '.join(ends)}.")
    return " ".join(said)


def _known(values: Bands) -> Bands:
    return values[np.isfinite(values)]


def _rows(run: Run, issues: list[str], text: Bands, demand: Bands) -> list[dict[str, Any]]:
    """A row for each issue, who (the text or a party) and day."""
    fans = [(issue, "text", text[:, i]) for i, issue in enumerate(issues)]
    fans += [(issue, party, demand[:, p, i]) for i, issue in enumerate(issues) for p, party in enumerate(run.parties)]
    names = [f"p{100 * share:.0f}" for share in SHARES]
    return [
        {"issue": issue, "who": who, "day": day} | {name: None if isnan(value) else round(value) for name, value in zip(names, values, strict=True)}
        for issue, who, bands in fans
        for day, values in enumerate(bands.T.tolist())
    ]
