"""Folders with results of commands that are no runs: whole or not at all, and one command at a time."""

import hashlib
import json

import pytest
from command_line import names_in

from sim.cli.results import keep
from sim.errors import InputError

SIGN = "sweep.json"
SWEEP = {"command": "sweep", "settings": 1}


def test_a_second_command_refuses(tmp_path):
    """While one command is at work on a folder another is told so, and takes nothing from the first."""
    out = tmp_path / "kept"
    with keep(out, overwrite=False, made_by=SWEEP) as first:
        with pytest.raises(InputError, match="another command is at work there"), keep(out, overwrite=True, made_by=SWEEP):
            pass
        first.write(SIGN, {"mine": True})
    assert json.loads((out / SIGN).read_text(encoding="utf-8")) == {"mine": True}
    assert names_in(tmp_path) == ["kept"]


def test_what_a_killed_command_left_is_in_nobodys_way(tmp_path):
    """A folder half filled by a command that is gone is cleared away by the next."""
    making = tmp_path / "kept.unfinished" / "making"
    making.mkdir(parents=True)
    (making / "sweep.png").write_text("half", encoding="utf-8")
    with keep(tmp_path / "kept", overwrite=False, made_by=SWEEP) as results:
        results.write(SIGN, {})
    assert names_in(tmp_path / "kept") == ["contents.json", SIGN]
    assert names_in(tmp_path) == ["kept"]


@pytest.mark.parametrize("words", [["compare", "one-mediator", "--set", "constants.shape=2"], ["run", "one-mediator"]], ids=["compare", "run"])
def test_the_folder_one_is_in_is_no_place_for_results(talks, tmp_path, words):
    """`--out .` is refused in words, and nothing is written."""
    outcome = talks(*words, "-n", "10", "--out", ".", "--overwrite")
    assert (outcome.code, "choose another with --out" in outcome.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_other_versions_is_named(talks, tmp_path):
    """Whoever compares or retells a run that was written with something else is told so."""
    talks("run", "split-the-pie", "-n", "10", "--out", "old", "--no-figures")
    manifest = tmp_path / "old" / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    told["versions"]["numpy"] = "1.0"
    manifest.write_text(json.dumps(told), encoding="utf-8")
    contents = tmp_path / "old" / "contents.json"
    listed = json.loads(contents.read_text(encoding="utf-8"))
    listed["files"]["manifest.json"] = hashlib.sha256(manifest.read_bytes()).hexdigest()
    contents.write_text(json.dumps(listed), encoding="utf-8")
    assert "was written with numpy 1.0 (now" in talks("compare", "old", "split-the-pie", "--json").err
    assert "was written with numpy 1.0 (now" in talks("explain", "old").err
