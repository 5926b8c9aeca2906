"""The how-to on adding a case works as it is written."""

import datetime as dt
import errno
import re
from pathlib import Path

import numpy as np
import pytest

from sim.calibration.assumptions import Assumptions
from sim.calibration.evidence import evidence
from sim.calibration.layout import lay_out
from sim.calibration.records import read_case
from sim.calibration.stance_file import stances, written
from sim.calibration.stances import fit
from sim.errors import InputError, ScenarioError
from sim.model import TalksModel
from sim.scenario import cases, load

PAGE = Path(__file__).parents[2] / "docs/how-to/add-a-case.md"
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    """The case of the page, its tables filled as the page tells."""
    folder = tmp_path_factory.mktemp("cases")
    lay_out(str(folder / "river"))
    for name in ("sources.csv", "statements.csv"):
        (folder / "river" / name).write_text(FILES[name], encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def calibrated(laid_out):
    """The case with its stances."""
    found = fit(evidence(read_case("river", laid_out), dt.date(2026, 3, 31), Assumptions()), Assumptions())
    assert found.diagnostics.good
    data = stances(found, case="river", without=(), seed=1)
    (laid_out / "river" / "stances").mkdir()
    (laid_out / "river" / "stances" / "2026-03-31.yaml").write_text(written(data, "calibrate river"), encoding="utf-8")
    return laid_out, data


def test_a_new_case_is_read_as_it_is(tmp_path):
    """What is laid out has no mistakes, and says nothing yet."""
    lay_out(str(tmp_path / "valley"))
    case = read_case("valley", tmp_path)
    assert (case.statements, case.sources) == ((), ())
    assert {path.name for path in (tmp_path / "valley").iterdir()} >= {"README.md", "codebook.md", "case.yaml", "issues.yaml", "statements.csv"}
    with pytest.raises(ValueError, match="places a principal"):
        evidence(case, dt.date(2026, 1, 1), Assumptions())
    for name in ("valley", "Valley 2"):
        with pytest.raises(InputError, match="--new: "):
            lay_out(str(tmp_path / name))


def test_half_a_case_is_not_left_behind(tmp_path, monkeypatch):
    """Where the disk is full, no folder of a new case stays that would stand in the way of the next attempt."""
    write = Path.write_text

    def fails(path, text, **how):
        if path.name == "issues.yaml":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, text, **how)

    with monkeypatch.context() as full:
        full.setattr(Path, "write_text", fails)
        with pytest.raises(OSError, match="No space left"):
            lay_out(str(tmp_path / "valley"))
    assert not (tmp_path / "valley").exists()
    assert lay_out(str(tmp_path / "valley")).is_dir()


def test_reports_put_the_sides_where_they_say(calibrated):
    """North stands below South, both better known than before, and South's unnamed councillor is among its reports."""
    _, data = calibrated
    north, south = (data["parties"][name]["water"] for name in ("north", "south"))
    assert north["position"]["mean"] < 40 < south["position"]["mean"]
    assert all(0.2 < one["contraction"]["position"] < 1 for one in (north, south))
    assert set(north["reports"]) == {"R1"}
    assert set(south["reports"]) == {"R2", "R3"}
    assert north["would_still_sign"]["mean"] > north["position"]["mean"]
    assert south["would_still_sign"]["mean"] < south["position"]["mean"]


def test_the_scenario_of_the_page_runs_on_them(calibrated, tmp_path, monkeypatch):
    """Positions and saliences are those of the reports, drawn together, and every number says where it comes from."""
    folder, data = calibrated
    monkeypatch.setattr(cases, "CASES", folder)
    path = tmp_path / "river.yaml"
    path.write_text(FILES["river.yaml"], encoding="utf-8")
    loaded = load(path)
    stance = loaded.scenario.parties["south"].stances["water"]
    assert (stance.wants, stance.position.mean) == ("more", data["parties"]["south"]["water"]["position"]["mean"])
    assert stance.reports == ["R2", "R3"]
    assert "contraction" in stance.judgement
    assert loaded.places["parties", "south", "stances", "water", "position"].endswith("2026-03-31.yaml")
    model = TalksModel(loaded.scenario, seed=1, blocks=range(8))
    drawn = np.stack([party.changed_position[0] for party in model.parties])
    assert np.allclose(drawn.mean(axis=1), [data["parties"][party.name]["water"]["position"]["mean"] for party in model.parties], atol=1.5)
    assert abs(np.corrcoef(drawn)[0, 1] - data["together"]["correlation"][1][0]) < 0.1


def test_what_the_file_says_itself_counts(calibrated, tmp_path, monkeypatch):
    """A position that the scenario gives stays, with nothing drawn together with it."""
    folder, _ = calibrated
    monkeypatch.setattr(cases, "CASES", folder)
    path = tmp_path / "river.yaml"
    path.write_text(FILES["river.yaml"].replace("label: North, stances: {water: {}}", "label: North, stances: {water: {position: 10}}"), encoding="utf-8")
    scenario = load(path).scenario
    assert scenario.parties["north"].stances["water"].position == 10
    assert scenario.together is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("as_of: 2026-03-31", "as_of: 2026-04-01"), r"stances_from: leaves positions to .*2026-04-01\.yaml, which is not there; there are stances 2026-03-31"),
        (("water: {label", "fish: {label: Fish}\n  water: {label"), "fish"),
    ],
    ids=["another day", "an issue without a stance"],
)
def test_what_is_missing_is_told(calibrated, tmp_path, monkeypatch, change, message):
    """Where the case has no numbers to give, the message says which there are."""
    monkeypatch.setattr(cases, "CASES", calibrated[0])
    path = tmp_path / "river.yaml"
    path.write_text(FILES["river.yaml"].replace(*change), encoding="utf-8")
    with pytest.raises(ScenarioError, match=message):
        load(path)
