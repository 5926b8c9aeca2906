"""Who came, session by session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.report.summary import Summary
from sim.report.words import histories, labels, percent

from .registry import figure
from .style import BLUE, BODY, INK, INNER, MARGIN, PALE, SKY, SMALL, Drawing, Page, height_of, in_house_style, say_instead, wrapped

if TYPE_CHECKING:
    from sim.ensemble.run import Run

LOOKS: dict[str, dict[str, Any]] = {
    "in person": {"facecolor": BLUE, "hatch": ""},
    "through a channel": {"facecolor": SKY, "hatch": "////"},
    "absent": {"facecolor": PALE, "hatch": ".."},
}


SEEN = 0.05
"""Sessions that fewer histories than this share hold are left out of the picture: the shares of so few are noise."""


@figure("attendance", place=7)
@in_house_style
def draw(run: Run, summary: Summary) -> Drawing:
    """How many histories hold a first session, a second and so on; and how a party took part in those that are held, a panel a party."""
    held = run.series["attendance"][0].sum(axis=-1)
    last = int(held.nonzero()[0][-1]) + 1 if held.any() else 0
    shown = int((held >= max(1.0, SEEN * run.n)).sum())
    names = labels(run)
    columns, gap, axis = (1 if len(names) <= 3 else 2), 0.3, 0.5
    wide = (INNER - gap * (columns - 1)) / columns - axis
    high = 1.0 if columns == 1 else 0.85
    heads = [wrapped(label, axis + wide, BODY, bold=True) for label in ("Histories that hold the session", *names.values())]
    parts = [wrapped(words, axis + wide, SMALL) for words in (_still(run, held, shown), *(_parts(summary, party) for party in names))]
    head = max(height_of(name, BODY) + height_of(words, SMALL) for name, words in zip(heads, parts, strict=True)) + 0.1

    key = [Rectangle((0, 0), 0, 0, edgecolor=INK, linewidth=0.6, label=how, **look) for how, look in LOOKS.items()]
    page = Page(run, _title(run, summary), _note(shown, last), -(-len(heads) // columns) * (head + high + 0.15) + 0.3, key)
    for k, (name, words) in enumerate(zip(heads, parts, strict=True)):
        left, top = MARGIN + (k % columns) * (axis + wide + gap), (k // columns) * (head + high + 0.15)
        page.write(left, top, name, fontsize=BODY, fontweight="bold")
        page.write(left, top + height_of(name, BODY), words, fontsize=SMALL)
        axes = page.axes(left + axis, top + head, wide, high)
        axes.set_ylim(0, 1)
        axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
        if not shown:
            axes.set_xticks([])
            say_instead(axes, "no session was held")
            continue
        if k:
            counts = run.series["attendance"][run.parties.index(list(names)[k - 1]), :shown]
            _bands(axes, counts / held[:shown, None])
        else:
            axes.stairs(held[:shown] / run.n, np.arange(shown + 1) + 0.5, color=INK, linewidth=1.6)
            axes.grid(axis="y")
        _session_axis(axes, shown, wide, labelled=k + columns >= len(heads))
    return Drawing(page.figure, page.title, _alt(run, summary, held[:last]), _rows(run, last))


def _note(shown: int, last: int) -> str:
    note = "Top: share of all histories. Below: shares of those histories that hold the session. Shares named: of all sessions held."
    if shown < last:
        note += f" Sessions after number {shown}, held in fewer than {percent(SEEN)} of histories, are left out." if shown else ""
    return note


def _still(run: Run, held: NDArray[Any], shown: int) -> str:
    if not shown:
        return "no session was held"
    if shown == 1:
        return f"{percent(float(held[0]) / run.n)} hold a first"
    return f"{percent(float(held[0]) / run.n)} hold a first, {percent(float(held[shown - 1]) / run.n)} session {shown}; talks that have ended hold none"


def _bands(axes: Axes, shares: NDArray[Any]) -> None:
    """Stack the three shares (sessions, 3) session by session."""
    edges, base = np.arange(len(shares) + 1) + 0.5, np.zeros(len(shares))
    for look, share in zip(LOOKS.values(), shares.T, strict=True):
        axes.stairs(base + share, edges, baseline=base, fill=True, linewidth=0.5, edgecolor=INK, **look)
        base = base + share


def _session_axis(axes: Axes, last: int, width: float, *, labelled: bool) -> None:
    axes.set_xlim(0.5, last + 0.5)
    if not labelled:
        axes.set_xticks([])
        return
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, last) if last / step <= width / 0.6)
    ticks = [1, *range(step if step > 1 else 2, last + 1, step)]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.set_xlabel("session")


def _parts(summary: Summary, party: str) -> str:
    share = summary.attendance[party]
    if share.in_person is None or share.channel is None or share.absent is None:
        return "no session was held"
    return f"in person {percent(share.in_person)}, through a channel {percent(share.channel)}, absent {percent(share.absent)}"


def _title(run: Run, summary: Summary) -> str:
    came = {label: share for party, label in labels(run).items() if (share := summary.attendance[party].in_person) is not None}
    if not came:
        return "No session is held in any history"
    if len(came) <= 3:
        return f"In person at sessions: {', '.join(f'{label} {percent(share)}' for label, share in came.items())}"
    return f"In person at sessions: from {percent(min(came.values()))} to {percent(max(came.values()))} of the time"


def _alt(run: Run, summary: Summary, held: NDArray[Any]) -> str:
    said = "; ".join(f"{label}: {_parts(summary, party)}" for party, label in labels(run).items())
    sessions = f"{held[0]:,} of {histories(run.n)} hold a first session, {held[-1]:,} session {held.size}, the last" if held.size else "there are none"
    return f"Stacked bands by session, a panel a party, of those histories that hold it; {sessions}. Of all sessions held, {said}."


def _rows(run: Run, last: int) -> list[dict[str, Any]]:
    """Numbers of histories, a row for each party and session; one empty row if no session was held."""
    counts = run.series["attendance"]
    rows = [(party, session + 1, *counts[p, session].tolist()) for p, party in enumerate(run.parties) for session in range(last)]
    return [dict(zip(("party", "session", "in_person", "channel", "absent"), row, strict=True)) for row in rows or [("", None, None, None, None)]]
