"""What the page on the library says: `python docs/studies/library.py` plays the cases from history, `--draw` only fills the page from docs/data."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from sim.ensemble.run import rows_of_many
from sim.report.words import ENDING_LABELS, one_line, percent
from sim.scenario import Entry, library, load
from sim.scenario.schema import Scenario

DOCS = Path(__file__).parents[1]
PAGE, DATA = DOCS / "explanation" / "library.md", DOCS / "data" / "history.csv"
HISTORIES, SEED, NEAR = 1000, 1, 25.0
_MARKED = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> None:
    """Play the cases whose end is known, unless told to draw only, and fill the page."""
    if "--draw" not in sys.argv:
        rows = [row for entry in bases("history") for row in played(entry)]
        with DATA.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    PAGE.write_text(filled(), encoding="utf-8")


@cache
def entries() -> list[Entry]:
    """The library, read once."""
    return library()


def bases(group: str) -> list[Entry]:
    """The scenarios of a folder, without what differs from them."""
    return [entry for entry in entries() if entry.group == group and entry.base is None]


def played(entry: Entry) -> list[dict[str, object]]:
    """How often a case ends as it did, and where its deals lie beside the real one."""
    scenario = load(entry.path).scenario
    happened = scenario.information.what_happened
    if happened is None:
        return []
    rows = rows_of_many([scenario], n=HISTORIES, seed=SEED)[0]
    share = float((rows["ending"] == happened.ending).mean())
    stopped = rows["stopped_at_home"] > 0
    mended = float((rows["any_deal"][stopped]).mean()) if stopped.any() else 0.0
    home = {"stopped": f"{float(stopped.mean()):.3f}", "mended": f"{mended:.3f}"}
    found: list[dict[str, object]] = []
    for issue, point in happened.terms.items():
        terms = rows[f"term.{issue}"][np.isfinite(rows[f"term.{issue}"])]
        middle = "" if not len(terms) else f"{np.median(terms):.0f}"
        near = "" if not len(terms) else f"{float((np.abs(terms - point) <= NEAR).mean()):.3f}"
        found.append(_row(scenario, entry, share, one_line(scenario.issues[issue].label), f"{point:g}", middle, near) | home)
    return found or [_row(scenario, entry, share, "", "", "", "") | home]


def _row(scenario: Scenario, entry: Entry, share: float, issue: str, point: str, middle: str, near: str) -> dict[str, object]:
    happened = scenario.information.what_happened
    ending = happened.ending if happened else ""
    return {"scenario": entry.name, "ending": ending, "share": f"{share:.3f}", "issue": issue, "happened": point, "middle": middle, "near": near}


def read() -> list[dict[str, str]]:
    """What was played last."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def filled() -> str:
    """The page with its tables."""
    says: dict[str, Callable[[], str]] = {
        **{group: partial(_listed, group) for group in ("gaza", "history", "textbook")},
        "repeats": repeats,
    }
    return _MARKED.sub(lambda found: f"{found[1]}{says[found[2]]()}\n{found[3]}", PAGE.read_text(encoding="utf-8"))


def _listed(group: str) -> str:
    rows = [f"| `{entry.name}` | {one_line(entry.title)} | {one_line(entry.summary)} |" for entry in entries() if entry.group == group]
    return "\n".join(["| name | title | what for |", "|:---|:---|:---|", *rows])


def repeats() -> str:
    """How often the model ends as history did, and how near its terms come."""
    rows = read()
    terms_of = "terms: real, middle of the model's deals, share of deals within 25 points"
    lines = [f"| case | ended in | of 1,000 histories so do | a signed text is stopped at home | of these a deal comes after all | {terms_of} |"]
    lines += ["|:---|:---|---:|---:|---:|:---|"]
    for name in dict.fromkeys(row["scenario"] for row in rows):
        own = [row for row in rows if row["scenario"] == name]
        terms = "; ".join(f"{row['issue']}: {row['happened']}, {row['middle']}, {percent(float(row['near']))}" for row in own if row["near"])
        share, stopped, mended = (percent(float(own[0][column])) for column in ("share", "stopped", "mended"))
        lines.append(f"| `{name}` | {ENDING_LABELS[own[0]['ending']]} | {share} | {stopped} | {mended if float(own[0]['stopped']) else '-'} | {terms} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
