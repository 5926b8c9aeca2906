"""`new --from`: a small file that changes another scenario, from anywhere."""

import re

import pytest
from command_line import TEMPLATES

from sim.scenario import load


@pytest.mark.parametrize("base", ["doha-2024-08", "doha-2024-08/written-guarantee", "ec-car-emissions", "split-the-pie"])
def test_a_change_of_a_library_scenario_is_written_and_changes_nothing_yet(talks, tmp_path, base):
    """It lies in a folder of one's own, extends by name, has no warnings, and is the other scenario but for its title and summary."""
    assert talks("new", "mine.yaml", "--from", base).code == 0
    assert talks("check", "mine.yaml").err == ""
    mine, there = (load(reference).scenario.model_dump() for reference in (tmp_path / "mine.yaml", base))
    assert {name for name, value in mine.items() if value != there[name]} == {"title", "summary"}


@pytest.mark.parametrize("base", ["doha-2024-08", "split-the-pie"])
def test_every_suggestion_in_it_can_be_taken(talks, tmp_path, base):
    """With the comment signs taken away the file loads, and every number there is the one of the other scenario."""
    talks("new", "mine.yaml", "--from", base)
    file = tmp_path / "mine.yaml"
    head, _, suggestions = file.read_text(encoding="utf-8").partition("lists everything):\n")
    file.write_text(f"{head}lists everything):\n{re.sub('^# ', '', suggestions, flags=re.MULTILINE)}", encoding="utf-8")
    warnings = load(file).warnings
    assert len(warnings) >= 5
    assert all("changes nothing, since it is" in line for line in warnings)


def test_a_file_of_ones_own_is_changed_beside_it(talks, tmp_path):
    """By its name in the same folder; from another folder it is refused, and nothing is written."""
    (tmp_path / "town.yaml").write_bytes((TEMPLATES / "mediator.yaml").read_bytes())
    (tmp_path / "other").mkdir()
    assert talks("new", "mine.yaml", "--from", "town.yaml").code == 0
    assert load(tmp_path / "mine.yaml").chain == (tmp_path / "town.yaml",)
    refused = talks("new", "other/mine.yaml", "--from", "town.yaml")
    assert refused.code == 2
    assert "lies in another folder" in refused.err
    assert not (tmp_path / "other" / "mine.yaml").exists()


def test_a_template_and_another_scenario_exclude_each_other(talks):
    """One or the other."""
    assert talks("new", "mine.yaml", "--from", "deadline", "--template", "full").code == 2
