"""What the page on calibration says and shows: `python docs/studies/calibrated.py`, after `sbc.py`; one fit, and the files in docs/data."""

from __future__ import annotations

import csv
import datetime as dt
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from matplotlib.lines import Line2D

from sim.calibration.evidence import evidence
from sim.calibration.records import read_case
from sim.calibration.stances import fit, points, without_each
from sim.report.figures import write_picture
from sim.report.figures.style import BLUE, GREY, INNER, MARGIN, ORANGE, Drawing, Page, in_house_style, wrapped

DOCS = Path(__file__).parents[1]
PICTURES = DOCS / "images" / "calibration"
PAGE = DOCS / "explanation" / "calibration.md"
AUGUST = dt.date(2024, 8, 15)
BINS, DRAWS = 20, 99
CAVEAT = "A teaching model, not a forecast."
_MUCH, _ROUGH = 5.0, 0.7
SHOWN = {
    "last": "positions",
    "tolerance": "distance to what would be signed",
    "log_salience": "saliences",
    "noise": "noise",
    "voice_sd": "spread of voices",
    "walk_sd": "walk",
    "bias": "bias",
}


def main() -> None:
    """Write the numbers of the source diet, and both figures."""
    case = read_case("gaza")
    found = fit(evidence(case, AUGUST, case.setting.measurement), case.setting.measurement)
    ev, whole = found.evidence, points(found.position[..., -1]).mean(axis=0)
    counts = Counter(ev.outlets[k] for _, k in dict.fromkeys(zip(ev.ids, map(int, ev.outlet), strict=True)))
    rows = [
        {
            "outlet": outlet,
            "statements": counts[outlet],
            "party": one.party,
            "issue": one.issue,
            "with": round(before, 1),
            "without": round(after, 1),
            "pareto_k": round(k, 2),
        }
        for outlet, (means, k) in without_each(found).items()
        for one, before, after in zip(ev.series, map(float, whole), map(float, means), strict=True)
    ]
    with (DOCS / "data" / "diet.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    PICTURES.mkdir(exist_ok=True)
    write_picture("diet", diet(), PICTURES)
    write_picture("ranks", ranks(), PICTURES)
    PAGE.write_text(filled(), encoding="utf-8")


def filled() -> str:
    """The page with what was found between the marks `<!-- generated: NAME -->` and `<!-- end -->`."""
    says = {"computation": said_of_computation(), "diet": said_of_diet()}
    marks = re.compile(r"<!-- generated: (\w+) -->.*?<!-- end -->", re.DOTALL)
    return marks.sub(lambda mark: f"<!-- generated: {mark[1]} -->\n{says[mark[1]]}\n<!-- end -->", PAGE.read_text(encoding="utf-8"))


def said_of_computation() -> str:
    """How many data sets were drawn, and what the intervals covered."""
    rows = read("sbc")
    sets, covered = len({row["set"] for row in rows}), np.mean([int(row["covered"]) for row in rows if row["covered"]])
    series = len({row["place"] for row in rows if row["parameter"] == "last"})
    return (
        f"Simulation-based calibration (Talts et al. 2018): {sets} data sets of the size of the record of August 2024 were drawn from the prior (one coding\n"
        f"a statement, full weights), fitted with one chain each, and the truth ranked among {DRAWS} draws. The 90 % intervals of positions cover\n"
        f"{covered * 100:.1f} % of the truths, pooled over {series} series."
    )


def said_of_diet() -> str:
    """Which outlets move a position by more than five points."""
    rows = read("diet")
    moving, moved = {row["outlet"] for row in rows if _shift(row) > _MUCH}, max(rows, key=_shift)
    count, rough = len({row["outlet"] for row in rows}), {row["outlet"] for row in rows if float(row["pareto_k"]) >= _ROUGH}
    parties = read_case("gaza").setting.parties
    what = f"{parties[moved['party']]} on {moved['issue'].replace('_', ' ')}, {moved['with']} with {moved['outlet']} and {moved['without']} without"
    return (
        f"Leaving out all statements of one outlet moves some position by more than {_MUCH:.0f} points for {len(moving)} of {count} outlets.\n"
        f"The largest shift is {_shift(moved):.0f} points: {what}. For {len(rough)} outlets the estimate is rough (Pareto k of {_ROUGH} or more);\n"
        "`calibrate gaza --without OUTLET` fits anew."
    )


def read(name: str) -> list[dict[str, str]]:
    """The rows of a file in docs/data."""
    with (DOCS / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@in_house_style
def diet() -> Drawing:
    """For each outlet the largest shift of a position if its reports were not there."""
    rows = read("diet")
    largest: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["outlet"] not in largest or _shift(row) > _shift(largest[row["outlet"]]):
            largest[row["outlet"]] = row
    shown = sorted(largest.values(), key=_shift)[-15:]
    high = 0.26 * len(shown)
    key = [Line2D([], [], color=c, marker="o", ls="None", label=label) for c, label in ((BLUE, "reliable (k below 0.7)"), (ORANGE, "rough (k above)"))]
    note = "For each outlet the position that moves most if all its statements are left out. Fifteen outlets that move one most; stances of 15 August 2024."
    page = Page("Gaza record up to 15 August 2024, importance sampling from one fit.", "What one outlet does", note, high + 0.5, key, caveat=CAVEAT)
    axes = page.axes(MARGIN + 3.9, 0, INNER - 4.0, high)
    for k, row in enumerate(shown):
        colour = BLUE if float(row["pareto_k"]) < _ROUGH else ORANGE
        axes.plot([float(row["with"]), float(row["without"])], [k, k], color=GREY, lw=1)
        axes.plot([float(row["without"])], [k], "o", color=colour, markersize=5)
        axes.plot([float(row["with"])], [k], "|", color=GREY, markersize=9)
    parties = read_case("gaza").setting.parties
    names = [wrapped(f"{row['outlet']}: {parties[row['party']]}, {row['issue'].replace('_', ' ')}", 3.8, 7.5) for row in shown]
    axes.set_yticks(range(len(shown)), names, fontsize=7.5)
    axes.set_xlim(0, 100)
    axes.set_xlabel("position: | with, dot without the outlet")
    alt = f"The largest shift is {_shift(shown[-1]):.0f} points ({shown[-1]['outlet']})."
    return Drawing(page.figure, page.title, alt, [dict(row) for row in shown])


def _shift(row: dict[str, str]) -> float:
    return abs(float(row["with"]) - float(row["without"]))


@in_house_style
def ranks() -> Drawing:
    """Histograms of the ranks of truths among their draws, with the band in which 95 of 100 bins lie if all is right."""
    rows = read("sbc")
    sets = len({row["set"] for row in rows})
    covered = np.mean([int(row["covered"]) for row in rows if row["covered"]])
    note = f"{sets} data sets drawn from the prior at the size of the record: ranks of the truth among {DRAWS} draws. "
    note += f"90 % intervals of positions cover {covered * 100:.1f} %."
    page = Page(
        "Simulation-based calibration (Talts et al. 2018): it checks the computation, not the measurement.", "Is it computed right?", note, 3.7, caveat=CAVEAT
    )
    wide = (INNER - 3 * 0.35) / 4
    table = []
    for k, (name, label) in enumerate(SHOWN.items()):
        values = np.array([int(row["rank"]) for row in rows if row["parameter"] == name])
        bins = np.bincount(values * BINS // (DRAWS + 1), minlength=BINS)
        expected = len(values) / BINS
        # Ranks of one data set hang together; the band is for independent ones, so wide groups may leave it more often.
        spread = 1.96 * np.sqrt(expected * (1 - 1 / BINS))
        axes = page.axes(MARGIN + (k % 4) * (wide + 0.35), (k // 4) * 1.95 + 0.2, wide, 1.35)
        axes.axhspan(expected - spread, expected + spread, color=GREY, alpha=0.2, lw=0)
        axes.bar(range(BINS), bins, width=0.9, color=BLUE)
        axes.set_title(label, fontsize=8)
        axes.set_xticks([])
        axes.set_yticks([])
        table += [{"parameter": name, "bin": place, "count": int(count), "expected": expected} for place, count in enumerate(bins)]
    return Drawing(page.figure, page.title, f"Rank histograms of {len(SHOWN)} kinds of parameters; coverage {covered * 100:.1f} %.", table)


if __name__ == "__main__":
    main()
