"""The page on the library says what the library holds."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "docs/studies"))

import library as page

from sim.scenario import library, load

AGAIN = "fill the page again with `python docs/studies/library.py`, or only with `--draw`"


def test_the_page_lists_the_library_and_says_what_was_found():
    """Every scenario stands in its table, and how often history repeats itself is what was played."""
    assert page.filled() == page.PAGE.read_text(encoding="utf-8"), AGAIN


def test_every_case_from_history_was_played():
    """No case whose end is known is left out, and its terms are those of its file."""
    rows = page.read()
    cases = page.bases("history")
    assert len(cases) == 6
    for entry in cases:
        happened = load(entry.path).scenario.information.what_happened
        assert [row["happened"] for row in rows if row["scenario"] == entry.name and row["issue"]] == [f"{point:g}" for point in happened.terms.values()], AGAIN


def test_situations_of_the_documents_name_scenarios_that_exist():
    """Each scenario that the page names is in the library."""
    text = page.PAGE.read_text(encoding="utf-8")
    names = {entry.name for entry in library()}
    table = text[text.index("| document |") : text.index("## History")]
    named = {word for word in table.split("`")[1::2] if "*" not in word}
    assert {name for name in named if name not in names and f"doha-2024-08/{name}" not in names} == set()
