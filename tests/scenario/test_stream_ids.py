"""Names of streams of draws, and the order that they give, are told by one function."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from scenario_builder import SCENARIO, mistakes, overlay

from sim.scenario import resolved, with_changes
from sim.scenario.streams import by_stream, stream_id

SIM = Path(__file__).parents[2] / "sim"


def test_what_is_renamed_stays_in_its_place():
    """The order goes by the kept names of streams, not by the names in the file nor by their order there."""
    own = {"b": SimpleNamespace(stream_id=None), "renamed": SimpleNamespace(stream_id="a"), "c": SimpleNamespace(stream_id=None)}
    assert list(by_stream(own)) == ["renamed", "b", "c"]
    assert [stream_id(*item) for item in own.items()] == ["b", "a", "c"]


def test_nobody_else_makes_up_names_of_streams():
    """No other file says again what a missing name stands for."""
    assert [path.relative_to(SIM).as_posix() for path in SIM.rglob("*.py") if "stream_id or " in path.read_text(encoding="utf-8")] == ["scenario/streams.py"]


@pytest.mark.parametrize("part", ["issues", "parties", "mediators"])
def test_files_keep_their_key(part):
    """What the code calls `stream_id` is `luck_id` in files, in overrides and in what a run keeps."""
    name = next(iter(getattr(SCENARIO, part)))
    changed = with_changes(SCENARIO, {f"{part}.{name}.luck_id": "kept"})
    assert getattr(changed, part)[name].stream_id == "kept"
    assert resolved(changed)[part][name]["luck_id"] == "kept"
    assert "stream_id" not in str(resolved(changed))


def test_the_word_of_the_code_leads_to_the_key(tmp_path):
    """Whoever writes `stream_id` is told the key that files use, with the place."""
    name = next(iter(SCENARIO.parties))
    (said,) = mistakes(overlay(tmp_path, f"parties: {{{name}: {{stream_id: kept}}}}"))
    assert said.endswith(f"change.yaml:2:{len(name) + 14}: parties.{name}.stream_id: unknown setting (did you mean 'luck_id'?)")
