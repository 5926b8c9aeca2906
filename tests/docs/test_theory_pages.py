"""The pages on the literature say what the tests assert."""

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))

import draw

ROOT = Path(__file__).parents[2]
CLAIMS = draw.claims()
AGAIN = "write the pages again with `make docs-figures`"


@pytest.mark.parametrize("name", CLAIMS)
def test_a_page_says_what_its_test_asserts(name):
    """Title, claim, kind, conditions and sources stand on the page as in the test, above a figure that is there."""
    written = (draw.PAGES / f"{name}.md").read_text(encoding="utf-8")
    assert written.startswith(draw.page(name, CLAIMS[name])), AGAIN
    assert (draw.PICTURES / f"{name}.png").is_file()


def test_the_table_lists_every_claim():
    """The page of all claims has a row for each, and there are no pages or figures of claims that are gone."""
    index = (draw.PAGES.parent / "theory.md").read_text(encoding="utf-8")
    assert index.endswith(f"{draw.table(CLAIMS)}\n"), AGAIN
    assert {path.stem for path in draw.PAGES.glob("*.md")} == set(CLAIMS)
    assert {path.stem for path in draw.PICTURES.iterdir()} == set(CLAIMS)


@pytest.mark.parametrize("name", CLAIMS)
def test_rules_named_on_a_page_exist(name):
    """The place in the code to which a claim points is there, and what is named there stands there itself, not only its use."""
    for rule in CLAIMS[name].CLAIM.rules:
        path, _, inside = rule.partition(":")
        written = (ROOT / path).read_text(encoding="utf-8")
        assert not inside or re.search(rf"^ *(?:(?:def|class) {inside}\b|{inside}:)", written, re.MULTILINE), rule
