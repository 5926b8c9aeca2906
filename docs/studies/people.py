"""Fill the page on how people bargain from the fit that is kept, and draw its figure: `python docs/studies/people.py`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.report.figures import write_picture
from sim.report.people import draw

ROOT = Path(__file__).parents[2]
KEPT, PAGE, PICTURES = ROOT / "calibration/people/posterior.json", ROOT / "docs/explanation/people.md", ROOT / "docs/images/people"
CLOSE = 0.05
"""Within so much of people a share counts as met."""


def kept() -> dict[str, Any]:
    """The fit that is kept."""
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def counts(found: dict[str, Any]) -> str:
    """The table of the model beside people."""
    lines = ["| count | people | model | 90 % of draws | |", "| --- | --- | --- | --- | --- |"]
    for one in found["counts"]:
        near = "within 5 points" if abs(one["people"] - one["model"]) <= CLOSE else "**further off**"
        lines.append(f"| {one['what']} | {one['people']:.3f} | {one['model']:.3f} | {one['low']:.3f} to {one['high']:.3f} | {near} |")
    return "\n".join(lines)


def numbers(found: dict[str, Any]) -> str:
    """The table of the posterior."""
    lines = ["| number | 5 % | middle | 95 % | contraction | covered |", "| --- | --- | --- | --- | --- | --- |"]
    for name, one in found["numbers"].items():
        lines.append(f"| `{name}` | {one['low']:.3f} | {one['middle']:.3f} | {one['high']:.3f} | {one['contraction']:.2f} | {one['covered']:.2f} |")
    return "\n".join(lines)


def together(found: dict[str, Any]) -> str:
    """The strongest correlations of the posterior, in a sentence."""
    order, rows = found["order"], found["correlation"]
    pairs = sorted(((abs(rows[i][j]), rows[i][j], order[i], order[j]) for i in range(len(order)) for j in range(i)), reverse=True)[:3]
    told = "; ".join(f"`{one}` and `{other}` ({value:+.2f})" for _, value, one, other in pairs)
    return f"Strongest correlations of the posterior: {told}."


def filled(page: str) -> str:
    """The page with its tables made anew."""
    found = kept()
    for name, text in (("counts", counts(found)), ("numbers", numbers(found)), ("together", together(found))):
        before, mark, rest = page.partition(f"<!-- generated: {name} -->\n")
        page = f"{before}{mark}{text}\n{rest[rest.index('<!-- end -->') :]}"
    return page


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    write_picture("people", draw(kept()), PICTURES)
