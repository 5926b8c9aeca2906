"""The glossary names what there is, in the words that the code uses, and the code uses no older ones."""

import io
import re
import tokenize
from pathlib import Path

import pytest

from sim.endings import CAUSES, ENDINGS
from sim.rules.registry import is_shipped, kinds, rules
from sim.scenario.shape import shape_at

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/glossary.md").read_text(encoding="utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in PAGE.split("\n## ")[1:]}
OLD = "Older names in the code"
SCRIPTS = [path for folder in ("benchmarks", "docs", "examples", "sim", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]


def rows(section):
    """The rows of a section, each a list of cells."""
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in SECTIONS[section].splitlines() if line.startswith("| ")][2:]


def names_in(text):
    """The names in the code of a file."""
    return {token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type == tokenize.NAME}


NAMES = {path: names_in(path.read_text(encoding="utf-8")) for path in SCRIPTS}


@pytest.mark.parametrize(
    ("section", "there"),
    [
        ("Endings", ENDINGS),
        ("Causes of no deal", CAUSES),
        ("Modules", shape_at(("modules",)).of.choices),
        ("Rules that a scenario chooses by name", [rule.name for kind in kinds() for rule in rules(kind) if is_shipped(rule)]),
    ],
)
def test_what_there_is_has_its_entry(section, there):
    """Every ending, cause, module and rule stands in the glossary, and nothing that there is not."""
    assert [row[0] for row in rows(section)] == sorted(there)


@pytest.mark.parametrize("section", SECTIONS)
def test_entries_are_in_order_and_whole(section):
    """Entries go by the alphabet, none twice, and each has all its cells; what a word means is one sentence."""
    found = rows(section)
    words = [row[0].casefold() for row in found]
    assert words == sorted(set(words))
    assert all(all(row) and len(row) == (2 if section == OLD else 3) for row in found)
    assert section == OLD or all(row[2].endswith(".") for row in found)


@pytest.mark.parametrize("old", [row[0] for row in rows(OLD)])
def test_no_code_uses_an_older_name(old):
    """An older name is nowhere the name of anything in the product, its tests, scripts and examples."""
    assert [path.relative_to(ROOT).as_posix() for path, names in NAMES.items() if old in names] == []


@pytest.mark.parametrize("new", [name for row in rows(OLD) for name in re.findall(r"\w+", row[1])])
def test_the_name_that_came_instead_is_there(new):
    """Whoever looks an older name up is sent to one that the product has."""
    assert any(new in names for path, names in NAMES.items() if path.is_relative_to(ROOT / "sim"))


def test_readers_are_led_to_the_glossary():
    """The README and the description of the model point to it."""
    for page in ("README.md", "docs/explanation/model.md", "CONTRIBUTING.md"):
        assert "glossary.md" in (ROOT / page).read_text(encoding="utf-8"), page
