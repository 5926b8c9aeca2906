"""The page on how people bargain elsewhere says what the model gives."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "docs/studies"))

import elsewhere


def test_the_page_says_what_the_model_gives():
    """Its table is what the model gives today."""
    again = "fill the page again with `python docs/studies/elsewhere.py`"
    assert elsewhere.filled() == elsewhere.PAGE.read_text(encoding="utf-8"), again
