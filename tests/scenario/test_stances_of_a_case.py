"""Stances that are left to a case: a case is a name, its stances file is checked before it is used, and what is wrong is said with its line."""

import random
from pathlib import Path

import pytest
from scenario_builder import is_clear, mistakes, written

from sim.errors import ScenarioError
from sim.scenario import load
from sim.scenario.library import library

DAY = "2030-01-31"
TALKS = """title: Talks about a river
stances_from: {case: river, as_of: 2030-01-31}
calendar: {start: 2030-02-01, end: 2030-03-31}
trust: {mean: 0.7}
issues: {water: {label: Water}, dams: {label: Dams}}
parties:
  upland: {label: Upland, stances: {water: {}, dams: {}}, no_deal: {expected: 0.2}}
  lowland: {label: Lowland, stances: {water: {}, dams: {wants: more, position: 70, salience: 1}}, no_deal: {expected: 0.2}}
mediators: {observers: {label: Observers}}
"""
STANCE = """      wants: {wants}
      position: {{mean: {mean}, sd: 5.0}}
      salience: {{mean: 1.0, sd: 0.2}}
      contraction: {{position: 0.5, salience: 0.1}}
      label: reported
      reports: {{S1: 0.4}}
"""
STANCES = (
    f"as_of: {DAY}\nbias: middle\nparties:\n  upland:\n    water:\n{STANCE.format(wants='less', mean=20.0)}    dams:\n{STANCE.format(wants='less', mean=10.0)}"
    f"  lowland:\n    water:\n{STANCE.format(wants='more', mean=80.0)}"
    "together:\n  of: [upland.water, upland.dams, lowland.water]\n  correlation:\n  - [1.0]\n  - [0.1, 1.0]\n  - [0.0, -0.2, 1.0]\n"
)


@pytest.fixture
def river(tmp_path, monkeypatch):
    """A case with stances; returns their file."""
    folder = tmp_path / "cases" / "river"
    (folder / "stances").mkdir(parents=True)
    for table in ("statements.csv", "events.csv"):
        (folder / table).write_bytes((Path(__file__).parent / "cases" / "river" / table).read_bytes())
    monkeypatch.setattr("sim.scenario.cases.CASES", tmp_path / "cases")
    return written(folder / "stances", STANCES, f"{DAY}.yaml")


def test_stances_are_taken_from_the_case(tmp_path, river):
    """Positions, saliences, reports, and what goes together."""
    scenario = load(written(tmp_path, TALKS)).scenario
    assert scenario.parties["upland"].stances["water"].position.mean == 20
    assert scenario.parties["upland"].stances["water"].reports == ["S1"]
    assert len(scenario.together.of) == 3
    assert river.is_file()


@pytest.mark.parametrize("case", ["/srv/any/case", "../../cases/river", "..", ".", "river/../river", "x" * 5000])
@pytest.mark.usefixtures("river")
def test_a_case_is_a_name(tmp_path, case):
    """No folder outside that of the cases is looked into, and the mistake is shown at its line."""
    (tmp_path / "elsewhere").mkdir()
    first = mistakes(written(tmp_path, TALKS.replace("case: river", f"case: '{case}'")))[0]
    assert first.startswith(f"{tmp_path / 'scenario.yaml'}:2:16: stances_from.case: ")
    assert not any(f"{DAY}" in line for line in mistakes(written(tmp_path, TALKS.replace("case: river", f"case: '{case}'"))))


@pytest.mark.usefixtures("river")
def test_a_variant_leads_into_no_other_folder(tmp_path):
    """It is a part of the name of a file."""
    first = mistakes(written(tmp_path, TALKS.replace(f"as_of: {DAY}", f"as_of: {DAY}, variant: ../../x")))[0]
    assert "2:48: stances_from.variant: must be a name without blanks, / and \\" in first


@pytest.mark.usefixtures("river")
@pytest.mark.parametrize(
    ("stance", "said"),
    [
        ("{judgement: 5}", "7:45: parties.upland.stances.water.judgement: must be text, found 5"),
        ("{reports: 5}", "7:45: parties.upland.stances.water.reports: must be a list, found 5"),
        ("{reports: [5]}", "parties.upland.stances.water.reports.0: must be text, found 5"),
        ("{judgement: [a]}", "7:45: parties.upland.stances.water.judgement: must be text, found"),
    ],
)
def test_a_mistake_in_a_stance_that_is_left_open_has_its_line(tmp_path, stance, said):
    """The usual message, as for any other stance."""
    assert any(said in line for line in mistakes(written(tmp_path, TALKS.replace("{water: {}", f"{{water: {stance}", 1))))


def test_a_damaged_stances_file_is_named_with_its_line(tmp_path, river):
    """What is wrong there, and how to write it anew."""
    river.write_text(STANCES.replace("mean: 80.0", "mean: high"), encoding="utf-8")
    said = mistakes(written(tmp_path, TALKS))[0]
    assert "stances_from: leaves positions to a stances file that cannot be used; `calibrate` writes it anew" in said
    assert f"{river}:22:18: parties.lowland.water.position.mean: is not what `calibrate` writes there, found 'high'" in said


def test_no_damage_to_a_stances_file_ends_a_command(tmp_path, river):
    """Lines lost, doubled, swapped or overwritten: a message or a scenario, in `list` too, never anything else."""
    draw, path = random.Random(1), written(tmp_path, TALKS)
    refused = 0
    for _ in range(80):
        lines = STANCES.splitlines()
        at, other = draw.randrange(len(lines)), draw.randrange(len(lines))
        name, _, value = lines[at].partition(":")
        damage = [
            [],
            [lines[at]] * 2,
            [lines[other]],
            [f"{name}: {draw.choice(['5', 'x', '[]', '{}', 'null', '[1.0]', '-3', '.nan'])}"],
            [f"{name}:{value[: len(value) // 2]}"],
        ]
        lines[at : at + 1] = draw.choice(damage)
        river.write_text("\n".join(lines), encoding="utf-8")
        try:
            load(path)
        except ScenarioError as error:
            is_clear(error)
            refused += 1
        assert [entry.name for entry in library(tmp_path) if entry.name == "scenario"] == ["scenario"]
    assert 20 < refused < 80
