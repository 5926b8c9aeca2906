"""`new --from`: a small file that changes another scenario, from anywhere."""

import json
import re

import jsonschema
import pytest
from command_line import TEMPLATES, names_in

from sim.scenario import load
from sim.scenario.reading import read


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


@pytest.mark.parametrize("words", [[], ["--template", "full"], ["--template", "two-parties"], ["--from", "doha-2024-08"]])
def test_editors_are_led_to_a_schema_that_is_there(talks, tmp_path, words):
    """The first line names a file beside the new one; it is the schema of this version, and the new file keeps to it."""
    assert talks("new", "mine.yaml", *words).code == 0
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    target = re.match(r"# yaml-language-server: \$schema=(.+)\n", text)[1]
    schema = json.loads((tmp_path / target).read_text(encoding="utf-8"))
    assert schema == json.loads(talks("schema").out)
    assert schema["$id"] == "urn:proximity-talks:schema:scenario"
    jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(read(tmp_path / "mine.yaml").data, default=str)))
    assert names_in(tmp_path) == ["mine.yaml", "scenario.schema.json"]


def test_a_schema_of_an_older_version_is_replaced_and_somebody_elses_is_not(talks, tmp_path):
    """What bears the name of ours is brought up to date; another file stays, and no first line leads to it."""
    there = tmp_path / "scenario.schema.json"
    there.write_text('{"$id": "urn:proximity-talks:schema:scenario", "title": "Old"}', encoding="utf-8")
    assert talks("new", "mine.yaml").code == 0
    assert '"Old"' not in there.read_text(encoding="utf-8")
    there.write_text('{"title": "Theirs"}', encoding="utf-8")
    assert talks("new", "other.yaml").code == 0
    assert there.read_text(encoding="utf-8") == '{"title": "Theirs"}'
    assert "yaml-language-server" not in (tmp_path / "other.yaml").read_text(encoding="utf-8")
