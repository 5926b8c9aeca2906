"""`sweep`."""

import csv
import json

import pytest
from command_line import names_in


def test_one_setting_gives_a_table_a_figure_and_its_numbers(talks, tmp_path):
    """A line a value, the scenario as it is below, and the same numbers in the folder."""
    outcome = talks("sweep", "split-the-pie", "--vary", "constants.shape=1:2:3", "-n", "50", "--out", "kept")
    assert outcome.code == 0
    assert "As the scenario is: any deal" in outcome.out
    assert names_in(tmp_path / "kept") == ["contents.json", "sweep.csv", "sweep.json", "sweep.png", "sweep.svg"]
    with (tmp_path / "kept" / "sweep.csv").open(encoding="utf-8") as file:
        assert [row["constants.shape"] for row in csv.DictReader(file)] == ["1.0", "1.5", "2.0"]
    document = json.loads((tmp_path / "kept" / "sweep.json").read_text(encoding="utf-8"))
    assert document["figures"][0]["alt"]


def test_two_settings_give_a_grid(talks, tmp_path):
    """Named values and a range: a heat map."""
    words = ["--vary", "mediators.judge.bridging.rule=nash,weighted_mean", "--vary", "parties.lowmere.demand.beta=0.5:2:2"]
    outcome = talks("sweep", "one-mediator", *words, "-n", "50", "--show", "agreement", "--out", "kept")
    assert outcome.code == 0
    assert "agreement, by mediators.judge.bridging.rule (down)" in outcome.out
    assert (tmp_path / "kept" / "sweep.png").is_file()


def test_the_outcome_that_is_asked_for_is_shown(talks, tmp_path):
    """With --show the table tells its share and its difference, and the numbers kept name whose difference it is."""
    outcome = talks("sweep", "one-mediator", "--vary", "parties.lowmere.demand.beta=0.5,4", "-n", "100", "--show", "stalemate", "--out", "kept")
    lines = [line.split() for line in outcome.out.splitlines() if line.strip().startswith(("0.5 ", "4 "))]
    with (tmp_path / "kept" / "sweep.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for line, row in zip(lines, rows, strict=True):
        assert line[1] == f"{100 * float(row['stalemate']):.0f}"
        assert float(row["stalemate_difference"]) == pytest.approx(-float(row["any_deal_difference"]))


def test_another_calendar_has_other_luck(talks):
    """A sweep over the end of the talks says that its points are not paired, and gives wider intervals."""
    document = json.loads(talks("sweep", "one-mediator", "--vary", "calendar.end=2025-08-31,2025-09-30", "-n", "100", "--json").out)
    assert "their calendars differ" in document["unpaired"]
    other, same = (point["differences"]["any_deal"] for point in document["points"])
    assert same["difference"] == 0
    assert other["high"] - other["low"] > 0.2


def test_it_runs_on_doha(talks):
    """The large case too: a setting of it, and who is shown."""
    outcome = talks("sweep", "doha-2024-08", "--vary", "mediators.united_states.guarantee.strength=0.5,1", "-n", "50", "--out", "kept")
    assert outcome.code == 0
    assert "as of 15 Aug 2024" in outcome.out


def test_json_alone_writes_nothing(talks, tmp_path):
    """One document on stdout, nothing on disk."""
    document = json.loads(talks("sweep", "split-the-pie", "--vary", "constants.shape=1,2", "-n", "20", "--json").out)
    assert [point["values"] for point in document["points"]] == [[1], [2]]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--vary", "constants.shap=1,2"], "constants.shape"),
        (["--vary", "constants.shape=0:2:3"], "constants.shape"),
        (["--vary", "constants.shape"], "PATH=LOW:HIGH:N"),
        (["--vary", "constants.shape=1,2"] * 3, "once or twice"),
        ([], "--vary"),
        (["--vary", "constants.shape=1,2", "--vary", "constants.shape=1,3"], "is named twice"),
        (["--vary", "constants.shape=1,2,1"], "takes the value 1 twice"),
        (["--vary", "constants.shape=1:1.0000001:3"], "takes the value 1 twice"),
        (["--vary", "constants.shape=1:inf:3"], "two numbers"),
        (["--vary", "constants.shape=1:2"], "as in constants.shape=1:2:5"),
    ],
    ids=["no such setting", "not allowed", "no values", "three", "none", "one setting twice", "a value twice", "nearly twice", "no number", "no count"],
)
def test_slips_are_named_before_anything_is_simulated(talks, tmp_path, words, said):
    """Exit code 2, what is wrong, and nothing written."""
    outcome = talks("sweep", "split-the-pie", *words)
    assert outcome.code == 2
    assert said in outcome.err
    assert list(tmp_path.iterdir()) == []
