import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import Field
from scenario_builder import HERE, TALKS, written

from sim.rules.bridging import BridgingRule
from sim.rules.registry import RuleSettings, forget, rule
from sim.scenario import json_schema, library, load, resolved
from sim.scenario.json_schema import write_schemas
from sim.scenario.reading import read, read_value
from sim.scenario.schema import Mediator

ON_DISK = HERE.parents[1] / "docs" / "reference"
WHOLE, OVERLAY = Draft202012Validator(json_schema(overlay=False)), Draft202012Validator(json_schema(overlay=True))
FIELD_MISTAKES = [
    "out-of-bounds",
    "wrong-words",
    "bad-spreads",
    "bad-durations",
    "lists-and-groups",
    "bad-scales",
    "unknown-settings",
    "yes-and-no",
    "bad-names",
]


def test_the_schemas_on_disk_are_those_of_the_code(tmp_path):
    """After a change of the schema, or of a rule: `python docs/model_tables.py`."""
    write_schemas(tmp_path)
    for name in ("scenario.schema.json", "overlay.schema.json"):
        assert (ON_DISK / name).read_text(encoding="utf-8") == (tmp_path / name).read_text(encoding="utf-8"), f"{name} is out of date"


@pytest.mark.parametrize("validator", [WHOLE, OVERLAY])
def test_the_schemas_are_valid(validator):
    """By the rules of draft 2020-12."""
    Draft202012Validator.check_schema(validator.schema)
    json.dumps(validator.schema, allow_nan=False)


@pytest.mark.parametrize("path", [TALKS, *(entry.path for entry in library())], ids=lambda path: path.stem)
def test_every_scenario_fits(path):
    """What the program reads, an editor accepts; what extends another fits both schemas."""
    data = read(path).data
    WHOLE.validate(data)
    if "extends" in data:
        OVERLAY.validate(data)


def test_a_resolved_scenario_fits():
    """All defaults are valid as they are written."""
    WHOLE.validate(resolved(load(TALKS).scenario))


def test_an_overlay_needs_nothing_and_may_delete_anything():
    """A difference may be as small as one setting, or a deletion at any level."""
    for text in (
        {},
        {"parties": {"a": {"demand": {"beta": 2}}}},
        {"title": None, "parties": {"a": None, "b": {"stances": None, "no_deal": {"expected": None}}}, "events": None},
    ):
        OVERLAY.validate(text)
        WHOLE.validate({"extends": "base.yaml", **text})
    assert not WHOLE.is_valid({"title": "x"})
    assert not OVERLAY.is_valid({"parties": {"a": {"stances": {"x": {"position": {"mean": None, "sd": 1}}}}}})


@pytest.mark.parametrize("name", FIELD_MISTAKES)
def test_an_editor_finds_what_the_program_finds(name):
    """Files with mistakes in single settings do not fit."""
    data = read(HERE / "broken" / f"{name}.yaml").data
    assert not OVERLAY.is_valid(data)
    assert not WHOLE.is_valid(data)


def explained(part, where) -> None:
    """Every setting of a part has its title and description; rules between settings are no settings."""
    for name, setting in part.get("properties", {}).items():
        if "not" not in setting:
            assert setting.get("title"), (where, name)
            assert len(setting.get("description", "")) > 3, (where, name)
    for inside in (value for key, value in part.items() if key not in {"if", "then"}):
        for item in inside if isinstance(inside, list) else [inside]:
            if isinstance(item, dict):
                explained(item, where)


def test_every_setting_is_explained():
    """Each has a title and a description, in both schemas, down to the parts of a spread."""
    for schema in (WHOLE.schema, OVERLAY.schema):
        assert schema["title"]
        assert schema["description"]
        for name, definition in schema["$defs"].items():
            assert definition["title"], name
            assert definition["description"], name
            explained(definition, name)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("lag", ["3 days", "1 week", 0, "2 months"], ["3", -1, "soon", 1.5]),
        ("no_deal_add", [0.1, {"mean": 0, "sd": 0.1}, {"low": 0, "mode": 0, "high": 1}], [2, "0.1", {"mean": 0}, {"mean": 0, "low": 0}, []]),
        ("veto", [True], ["yes", 0]),
    ],
)
def test_values_are_written_as_people_write_them(tmp_path, name, good, bad):
    """The schema and the program agree on spreads, durations and words."""
    for value in (*good, *bad):
        data = {"extends": "talks.yaml", "parties": {"upland": {"factions": {"millers": {name: value}}}}}
        assert OVERLAY.is_valid(data) == (value in good), value
        (tmp_path / "talks.yaml").write_bytes(TALKS.read_bytes())
        file = written(tmp_path, json.dumps(data))
        if value in good:
            load(Path(file))
        else:
            with pytest.raises(Exception, match=f"millers.{name}: must"):
                load(Path(file))


@pytest.mark.parametrize(
    ("bridging", "fits"),
    [
        ("{rule: one_sided, favours: upland}", True),
        ("{rule: one_sided}", False),
        ("{rule: nash, favours: upland}", True),
        ("{favours: upland}", True),
        ("{rule: reversed, pull: 0.5, favours: upland}", False),
        ("{rule: reversed, pull: 0.5}", True),
        ("{rule: reversed, pull: 2}", False),
        ("{rule: reversed}", False),
        ("{rule: nash, pull: 0.5}", False),
        ("{pull: 0.5}", False),
    ],
)
def test_an_editor_knows_which_settings_belong_to_which_rule(bridging, fits):
    """With a rule of a user's own registered, the schema allows just what the loader does: its settings beside its name, nobody else's."""

    class Pull(RuleSettings):
        """How far."""

        pull: float = Field(ge=0, le=1, description="How far it goes.")

    parts = {"name": "reversed", "__doc__": "Go back. Source: assumption.", "__module__": __name__, "Settings": Pull, "text": lambda _, draft: draft}
    rule(type("Reversed", (BridgingRule,), parts))
    try:
        part = read_value(bridging, "")
        schema = json_schema(overlay=False)
        found = Draft202012Validator({**schema["$defs"]["Bridging"], "$defs": schema["$defs"]})
        assert found.is_valid(part) is fits
        assert "reversed" in schema["$defs"]["Bridging"]["properties"]["rule"]["enum"]
        if fits:
            Mediator.model_validate({"label": "x", "bridging": part})
        else:
            with pytest.raises(ValueError, match="bridging"):
                Mediator.model_validate({"label": "x", "bridging": part})
    finally:
        forget(__name__)
