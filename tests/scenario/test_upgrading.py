"""`check --upgrade`: files of the first format rewritten, with their comments."""

from __future__ import annotations

import re

import pytest
from scenario_builder import TALKS, overlay, written

from sim.errors import InputError, ScenarioError
from sim.scenario import load
from sim.scenario.formats import news
from sim.scenario.upgrading import upgrade


def talks(folder, old="", new=""):
    """The talks in a folder of its own, with something put in the place of something else, and a comment at their head."""
    text = TALKS.read_text(encoding="utf-8")
    assert old in text
    return written(folder, f"# mine, keep\n{text.replace(old, new, 1) if old else text}", "talks.yaml")


def test_a_file_is_rewritten_with_its_comments(tmp_path):
    """All that changes is the row that names the format, which stands before the first setting, and rows with red lines; the file is of format 2 then."""
    path = talks(tmp_path)
    before = path.read_text(encoding="utf-8").splitlines()
    done = upgrade(path)
    after = path.read_text(encoding="utf-8").splitlines()
    assert after[0] == "# mine, keep"
    first, *lines = (line for line in after if line not in before)
    assert first == "format: 2"
    assert lines
    assert all(re.sub(r"red_line: \{mean: (\d+), sd: 5\}", r"red_line: \1", line) in before for line in lines)
    assert load(path).scenario.format == 2
    assert set(news(1)) <= set(done.changes)


def test_a_line_that_varied_with_its_position_becomes_a_spread_as_wide(tmp_path):
    """A plain red line beside a position with a spread is rewritten where it stands, in its own row, comment kept, and told of."""
    text = TALKS.read_text(encoding="utf-8")
    party, stance = next(
        (name, issue)
        for name, one in load(TALKS).scenario.parties.items()
        for issue, held in one.stances.items()
        if held.red_line is None and held.wants == "more"
    )
    row = next(line for line in text.splitlines() if re.match(rf"\s+{stance}: \{{wants: more", line))
    lined = re.sub(r"position: (\{[^}]*\}|[\d.]+)", "position: {mean: 70, sd: 7}, red_line: 40", row)
    path = talks(tmp_path, row, f"{lined}  # reported")
    done = upgrade(path)
    assert "red_line: {mean: 40, sd: 7}" in path.read_text(encoding="utf-8")
    assert "}  # reported" in path.read_text(encoding="utf-8")
    assert [line for line in done.changes if line.startswith(f"parties.{party}.stances.{stance}.red_line was 40")]


def test_a_file_that_says_its_old_format_says_the_new_one(tmp_path):
    """`format: 1` is replaced, not doubled."""
    path = talks(tmp_path)
    path.write_text(f"format: 1  # old\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    upgrade(path)
    assert path.read_text(encoding="utf-8").count("format:") == 1


def test_a_second_upgrade_changes_nothing(tmp_path):
    """What is of the newest format stays as it is, and so does what takes its format from another file."""
    path = talks(tmp_path)
    upgrade(path)
    once = path.read_bytes()
    assert upgrade(path).text is None
    assert path.read_bytes() == once
    change = overlay(tmp_path, "title: Other\n")
    before = change.read_bytes()
    assert "upgrade" in upgrade(change).changes[0]
    assert change.read_bytes() == before


def test_a_file_with_mistakes_stays_as_it_is(tmp_path):
    """Nothing is written where a file cannot be read, and nothing lies beside it afterwards."""
    path = talks(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "odd: 1\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(ScenarioError, match="odd"):
        upgrade(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["talks.yaml"]


def test_only_a_path_is_rewritten(tmp_path):
    """A name of the library is no file of one's own."""
    with pytest.raises(InputError, match="takes its path"):
        upgrade(tmp_path / "doha-2024-08")


def test_a_line_that_is_often_mended_is_told_of(tmp_path):
    """`check` warns where a drawn line lies beyond the drawn position in more than a tenth of histories, and not where that is rare."""
    first = next(iter(load(TALKS).scenario.parties))
    path = talks(tmp_path)
    party = load(path).scenario.parties[first]
    issue, stance = next((name, one) for name, one in party.stances.items() if one.wants != "peak")
    sign = -1.0 if stance.wants == "more" else 1.0
    where = f"parties.{first}.stances.{issue}"
    near, far = (load(path, [f"{where}.position={{mean: 50, sd: 5}}", f"{where}.red_line={{mean: {50 + sign * gap}, sd: 10}}"]).warnings for gap in (5.0, 40.0))
    assert any("crosses the position in about 33 % of histories" in line for line in near)
    assert not any("crosses the position" in line for line in far)
