"""The page on calibration says what the files of its results hold."""

import csv
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "docs/studies"))

import calibrated

AGAIN = "fill the page again with `python docs/studies/calibrated.py`"


def test_the_page_says_what_was_found():
    """Every sentence between the marks is what the results give."""
    assert calibrated.filled() == calibrated.PAGE.read_text(encoding="utf-8"), AGAIN


def test_the_computation_is_calibrated():
    """Over all data sets drawn, 90 % intervals of positions cover 88 to 92 % of the truths, and no tenth of the ranks is much fuller than another."""
    rows = calibrated.read("sbc")
    assert 0.88 <= np.mean([int(row["covered"]) for row in rows if row["covered"]]) <= 0.92
    ranks = np.array([int(row["rank"]) for row in rows if row["parameter"] == "last"])
    tenths = np.bincount(ranks // 10, minlength=10)
    assert tenths.max() < 1.25 * tenths.mean()
    assert tenths.min() > 0.75 * tenths.mean()


def test_figures_are_those_of_the_results():
    """The numbers kept beside each figure are those that it would be drawn with today."""
    for name, draw in (("diet", calibrated.diet), ("ranks", calibrated.ranks)):
        with (calibrated.PICTURES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            kept = list(csv.DictReader(file))
        assert kept == [{key: str(value) for key, value in row.items()} for row in draw().rows], AGAIN
