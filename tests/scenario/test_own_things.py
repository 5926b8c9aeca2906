"""Scenarios and cases of the user's own are found beside the shipped ones, and never change what these say."""

import shutil
from pathlib import Path

import pytest

from sim.errors import InputError, ScenarioError
from sim.home import with_cases_in
from sim.scenario import find, library, load, own_scenarios
from sim.scenario.naming import own_files

CASE = Path(__file__).parent / "cases" / "river"
TEMPLATE = Path(__file__).parents[2] / "sim/cli/templates/mediator.yaml"
TAKES_STANCES = """title: Talks about a river
stances_from: {case: brook, as_of: 2030-01-31}
calendar: {start: 2030-02-01, end: 2030-03-31}
issues: {water: {label: Water}}
parties:
  upland: {label: Upland, stances: {water: {}}, no_deal: {expected: 0.2}}
  lowland: {label: Lowland, stances: {water: {wants: more, position: 70, salience: 1}}, no_deal: {expected: 0.2}}
mediators: {observers: {label: Observers}}
"""
STANCES = """as_of: 2030-01-31
bias: middle
parties:
  upland:
    water:
      wants: less
      position: {mean: 20.0, sd: 5.0}
      salience: {mean: 1.0, sd: 0.2}
      contraction: {position: 0.5, salience: 0.1}
      label: reported
      reports: {S1: 0.4}
together: {of: [upland.water], correlation: [[1.0]]}
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty folder, in which the user stands."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TALKS_HOME", raising=False)
    return tmp_path


def brook(folder, name="brook"):
    """A case with stances, in a folder."""
    (folder / name / "stances").mkdir(parents=True)
    for table in ("statements.csv", "events.csv"):
        shutil.copy(CASE / table, folder / name)
    (folder / name / "case.yaml").write_text("title: Brook\nparties: {upland: Upland}\n", encoding="utf-8")
    (folder / name / "stances" / "2030-01-31.yaml").write_text(STANCES, encoding="utf-8")
    return folder / name


def named(entries):
    """Group and name of what a list holds."""
    return [(entry.group, entry.name) for entry in entries]


def test_own_scenarios_are_found_by_name_where_the_user_stands(home):
    """With what extends them; parts of a case, and YAML of other programs, are no scenarios."""
    shutil.copy(TEMPLATE, "towns.yaml")
    Path("towns").mkdir()
    Path("towns/storm.yaml").write_text("extends: ../towns.yaml\ntitle: A storm\n", encoding="utf-8")
    Path("compose.yaml").write_text("services: {web: {image: x}}\n", encoding="utf-8")
    brook(home, "towns2")
    shutil.copy(TEMPLATE, "towns2.yaml")
    assert named(own_scenarios()) == [("your own", "towns"), ("your own", "towns/storm"), ("your own", "towns2")]
    assert find("towns/storm") == Path("towns/storm.yaml")
    assert load("towns").scenario.title == load("towns.yaml").scenario.title


def test_a_broken_scenario_of_ones_own_is_listed_with_what_is_wrong(home):
    """It hides no other."""
    (home / "broken.yaml").write_text("parties: {north: 3}\n", encoding="utf-8")
    shutil.copy(TEMPLATE, "towns.yaml")
    broken, towns = own_scenarios()
    assert broken.summary.startswith("broken.yaml:1:1: title: is required")
    assert towns.name == "towns"


def test_a_name_of_the_library_is_the_librarys(home):
    """One's own file of that name is called, and listed, by its path."""
    shutil.copy(TEMPLATE, "deadline.yaml")
    assert find("deadline").parent.name == "textbook"
    assert find("deadline.yaml") == Path("deadline.yaml")
    assert named(own_scenarios()) == [("your own", "deadline.yaml")]
    (home / "mine.yaml").write_text("extends: deadline.yaml\ntitle: Mine\n", encoding="utf-8")
    assert load("mine").chain == (home / "deadline.yaml",)


def test_a_folder_named_in_the_environment_is_looked_into_instead(tmp_path, home, monkeypatch):
    """Scenarios in it and in `scenarios` inside it are found, and extended by name, from anywhere."""
    shelf = tmp_path / "shelf"
    (shelf / "scenarios" / "class").mkdir(parents=True)
    shutil.copy(TEMPLATE, shelf / "towns.yaml")
    shutil.copy(TEMPLATE, shelf / "scenarios/class/valleys.yaml")
    shutil.copy(TEMPLATE, home / "here.yaml")
    monkeypatch.setenv("TALKS_HOME", str(shelf))
    assert named(own_scenarios()) == [("your own", "towns"), ("class", "valleys")]
    (home / "mine.yaml").write_text("extends: class/valleys\ntitle: Mine\n", encoding="utf-8")
    assert load("mine.yaml").chain == (shelf / "scenarios/class/valleys.yaml",)


def test_a_folder_that_is_not_there_is_told(home, monkeypatch):
    """With the name of the variable that names it."""
    monkeypatch.setenv("TALKS_HOME", str(home / "gone"))
    with pytest.raises(InputError, match="TALKS_HOME: there is no folder"):
        own_files()
    assert library(), "what is shipped is found all the same"


@pytest.mark.parametrize("where", [".", "elsewhere"])
def test_a_case_of_ones_own_is_found_beside_the_scenario_or_where_the_user_stands(home, monkeypatch, where):
    """Its stances and reports count; the scenario says where it was."""
    folder = brook(home / where)
    (home / "talks.yaml").write_text(TAKES_STANCES, encoding="utf-8")
    if where == "elsewhere":
        monkeypatch.setenv("TALKS_HOME", str(home / where))
    loaded = load("talks.yaml")
    assert loaded.scenario.parties["upland"].stances["water"].position.mean == 20
    assert loaded.case == folder
    monkeypatch.delenv("TALKS_HOME", raising=False)
    monkeypatch.chdir("/")
    if where == ".":
        assert load(home / "talks.yaml").case == folder
        return
    with pytest.raises(ScenarioError, match="case 'brook' has no statements"):
        load(home / "talks.yaml")
    with with_cases_in(home / where):
        assert load(home / "talks.yaml").case == folder


def test_a_file_that_extends_another_takes_the_case_beside_that(home):
    """Wherever in the chain `stances_from` stands."""
    brook(home)
    (home / "talks.yaml").write_text(TAKES_STANCES, encoding="utf-8")
    (home / "talks").mkdir()
    (home / "talks" / "dry.yaml").write_text("extends: ../talks.yaml\ntitle: A dry year\n", encoding="utf-8")
    assert load("talks/dry").case == home / "brook"


def test_a_case_of_ones_own_never_stands_in_for_a_shipped_one(home, monkeypatch):
    """A shipped scenario takes the shipped case wherever one stands; in a scenario of one's own the shared name is refused."""
    monkeypatch.setattr("sim.scenario.cases.CASES", CASE.parent)
    brook(home, "river")
    (home / "talks.yaml").write_text(TAKES_STANCES.replace("brook", "river"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="'river' is the name of a case that comes with the simulator, and of river; give your own another name"):
        load("talks.yaml")
    monkeypatch.undo()
    monkeypatch.chdir(home)
    brook(home, "gaza")
    assert load("doha-2024-08").case.parent.name == "calibration"
