"""What CONTRIBUTING sends people to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SPANS = re.findall(r"`([^`\n]+)`", PAGE)
PATHS = sorted({words for words in SPANS if re.match(r"(sim|tests|docs|scenarios|calibration)(/[\w.]+)*(\.py|\.md)?$", words) and "://" not in words})


@pytest.mark.parametrize("path", PATHS)
def test_what_is_named_is_there(path):
    """A file or folder of the page exists, up to the first name that stands for one to be written."""
    there = re.split(r"/(?=KIND|FOLDER|NAME)", path)[0]
    assert (ROOT / there).exists()


def test_nothing_takes_more_than_two_files():
    """Each thing to add is written into one file or two, and tests come with it."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")][2:]
    assert [row[0] for row in rows][:3] == ["a rule", "a mechanism", "a figure"]
    assert len(rows) == 9
    for _, files, tests in rows:
        assert 1 <= files.count(", ") + 1 <= 2
        assert tests


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([\w-]+)", PAGE))))
def test_targets_are_those_of_the_makefile(target):
    """Whatever `make` is said to do, it can."""
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
