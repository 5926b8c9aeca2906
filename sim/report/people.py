"""The model's bargains beside those of people."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.report.figures.style import BLUE, MARGIN, Drawing, Page, in_house_style, percent_ticks


@in_house_style
def draw(kept: dict[str, Any]) -> Drawing:
    """Shares without a deal by best equal deal and by opposition: people as rings, the model with 90 % of its draws."""
    counts, classes, quarters = kept["counts"], kept["classes"], kept["quarters"]
    page = Page(
        "Bargains of people and of the model that played the same game",
        "The model fails where people fail",
        "Share of bargains without a deal. Rings: people. Bars: the model with 90 % of draws from its posterior.",
        2.6,
    )
    parts = [("largest number of points that both can have", classes, 0), ("how opposed what they want is, by quarters", range(1, quarters + 1), len(classes))]
    for place, (label, ticks, start) in enumerate(parts):
        axes = page.axes(MARGIN + 0.55 + place * 3.9, 0.35, 3.0, 1.95)
        some = counts[start : start + len(ticks)]
        at = np.arange(len(ticks))
        model, low, high = (np.array([one[name] for one in some]) for name in ("model", "low", "high"))
        axes.errorbar(at, model, [model - low, high - model], fmt="s", color=BLUE, ms=5, lw=1.6)
        axes.plot(at + 0.12, [one["people"] for one in some], "o", mfc="white", mec="black", ms=6)
        axes.set_xticks(at, [str(tick) for tick in ticks])
        axes.set_xlabel(label)
        axes.set_yticks(*percent_ticks(1.0))
        axes.set_ylim(0, 1.02)
    far = max(abs(one["people"] - one["model"]) for one in counts[: len(classes) + quarters])
    alt = (
        "Two panels of shares of bargains without a deal, in classes by the best equal deal and in quarters of opposition. "
        f"The model lies at most {100 * far:.0f} points from people."
    )
    return Drawing(page.figure, page.title, alt, counts)
