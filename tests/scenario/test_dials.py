"""Words that people try lead to the dials that they mean, in messages and in the list of settings, which holds what has an effect."""

import pytest
from scenario_builder import TALKS, mistakes, overlay

from sim.errors import InputError
from sim.scenario import load, settings
from sim.scenario.dials import dials
from sim.scenario.shape import shape_at
from sim.scenario.synonyms import MEANT, meant_by

EXAMPLE = {"NAME": "x"}


@pytest.mark.parametrize("path", MEANT)
def test_every_meaning_is_a_setting(path):
    """A path of the table is one that the schema has; phases go by number."""
    words = ["1" if word == "NAME" and path.startswith("carrying_out") else EXAMPLE.get(word, word) for word in path.split(".")]
    assert shape_at(tuple(words)) is not None


@pytest.mark.parametrize("word", ["patience", "patient", "stubborn", "hawk", "deadline", "power", "leverage", "trust", "Bottom line", "batna"])
def test_words_that_people_try_mean_something(word):
    """Each is in the table, in whatever case and with blanks."""
    assert meant_by(word)


@pytest.mark.parametrize(
    ("override", "meant"),
    [
        ("parties.upland.patience=2", "parties.upland.demand.beta"),
        ("parties.lowland.stubborn=2", "parties.lowland.demand.beta"),
        ("parties.upland.power=2", "parties.upland.no_deal.expected"),
        ("parties.upland.deadline=2030-06-01", "parties.upland.demand.deadline"),
        ("pressure=2", "mediators.observers.leverage.lowland.strength"),
        ("mediators.observers.neutrality=0", "mediators.observers.bias"),
    ],
)
def test_a_path_that_is_not_there_is_answered_by_meaning(override, meant):
    """With the names of the file filled in, that of the party that was typed first."""
    (said,) = mistakes(TALKS, override)
    assert f"(did you mean {meant}" in said


def test_an_unknown_setting_in_a_file_is_answered_by_meaning(tmp_path):
    """With NAME for names, what belongs to the same part of the file first; a slip of spelling is still answered by spelling."""
    said = mistakes(overlay(tmp_path, "parties: {upland: {patience: 2, stances: {water: {sailence: 2}}}}\n"))
    assert any("parties.upland.patience: unknown setting (did you mean parties.NAME.demand.beta" in line for line in said)
    assert any("sailence: unknown setting (did you mean 'salience'?)" in line for line in said)


def test_the_list_holds_dials_only():
    """No words for readers, and each can be set as it is written; what belongs to a module that is off is not there, its switch is."""
    loaded = load(TALKS)
    found = [setting.path for setting in dials(loaded)]
    assert set(found) < {setting.path for setting in settings(loaded)}
    assert not [path for path in found if path.rpartition(".")[2] in {"label", "judgement", "reports", "cites", "luck_id", "title", "summary"}]
    off = [setting.path for setting in dials(load(TALKS, ["modules=[events]"]))]
    assert "modules" in off
    assert "escalation.start" in found
    assert not [path for path in off if path.startswith(("mediators.observers.leverage", "escalation", "carrying_out", "parties.upland.factions"))]


def test_a_word_chooses_dials_by_name_description_and_meaning():
    """`stubborn` stands in no path and no description."""
    loaded = load(TALKS)
    assert {setting.path for setting in dials(loaded, "stubborn")} >= {"parties.upland.demand.beta", "parties.lowland.demand.beta"}
    assert all("trust" in f"{one.path} {one.description}".casefold() for one in dials(loaded, "trust"))
    assert [one.path for one in dials(loaded, "stuborn")] == [one.path for one in dials(loaded, "stubborn")]
    with pytest.raises(InputError, match="has to do with 'zebra'"):
        dials(loaded, "zebra")


def test_origins_are_honest():
    """A default says its source or that it is an assumption, a setting from the command line that it is one, any other where it stands."""
    found = {setting.path: setting.origin for setting in settings(load(TALKS, ["parties.lowland.demand.beta=2"]))}
    assert found["parties.lowland.demand.beta"] == "--set"
    assert found["parties.lowland.estimate_error"] == "default: assumption"
    assert found["parties.lowland.stances.dams.red_line"] == "default: not set"
    assert found["constants.shape"].startswith("default: Keeney & Raiffa 1976")
    assert found["parties.upland.demand.beta"] == "talks.yaml:29"
