from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenario_builder import TALKS, changed, mistakes, overlay, written

from sim.scenario import load
from sim.scenario.extending import Merged, _merge
from sim.scenario.reading import Document, read, value_at
from sim.values import Normal


def test_mappings_merge(tmp_path):
    """What an overlay does not mention stays as it was."""
    loaded = changed(tmp_path, "parties: {upland: {demand: {beta: 2}}}\n")
    upland = loaded.scenario.parties["upland"]
    assert upland.demand.beta == 2
    assert upland.trust["lowland"].strength == 8
    assert loaded.chain == (tmp_path / "talks.yaml",)


@pytest.mark.parametrize(
    ("written_as", "position"),
    [("{mean: 30, sd: 2}", {"mean": 30.0, "sd": 2.0}), ("{low: 1, mode: 2, high: 3}", {"low": 1.0, "mode": 2.0, "high": 3.0}), ("40", 40.0)],
)
def test_spreads_are_replaced_whole(tmp_path, written_as, position):
    """Nothing of the old spread is left in the new one, in whatever way either is written."""
    text = "parties:\n  {party}: {{stances: {{water: {{position: {spread}, red_line: null}}}}}}\n"
    for party in ("upland", "lowland"):
        stance = changed(tmp_path, text.format(party=party, spread=written_as)).scenario.parties[party].stances["water"]
        assert stance.model_dump()["position"] == position


def test_a_spread_keeps_nothing_of_the_old_one(tmp_path):
    """Half a spread is a mistake, not a change of half of it."""
    path = overlay(tmp_path, "parties: {upland: {stances: {water: {position: {mean: 30}}}}}\n")
    assert "must be a number, {mean, sd} or {low, mode, high}, found {mean}" in mistakes(path)[0]


def test_trust_is_no_spread_although_it_has_a_mean(tmp_path):
    """A mean beside other settings merges like any setting."""
    trust = changed(tmp_path, "parties: {upland: {trust: {lowland: {mean: 0.3}}}}\n").scenario.parties["upland"].trust["lowland"]
    assert (trust.mean, trust.strength) == (0.3, 8)


def test_lists_are_replaced_whole(tmp_path):
    """A list in an overlay is the whole list."""
    assert changed(tmp_path, "reference_text: {assured_by: []}\n").scenario.reference_text.assured_by == []


def test_readings_change_issue_by_issue(tmp_path):
    """A reading is a mapping: what is left out stays."""
    assert changed(tmp_path, "reference_text: {readings: {upland: {dams: 5}}}\n").scenario.reference_text.readings["upland"] == {"water": 40, "dams": 5}


def test_null_deletes(tmp_path):
    """A deleted entry is gone, a deleted setting has its default again."""
    scenario = changed(tmp_path, "events: {drought: null}\nparties: {upland: {demand: {beta: null}, government: null}}\n").scenario
    assert list(scenario.events) == ["lapse", "recall"]
    assert scenario.parties["upland"].demand.beta == 1
    assert scenario.parties["upland"].government is None


def test_a_chain_of_three_is_merged_from_its_root(tmp_path):
    """The nearest file has the last word; the chain is listed nearest first."""
    overlay(tmp_path, "title: Second\nsummary: Second\n", "second.yaml")
    loaded = load(written(tmp_path, "extends: second.yaml\ntitle: Third\n", "third.yaml"))
    assert (loaded.scenario.title, loaded.scenario.summary) == ("Third", "Second")
    assert loaded.chain == (tmp_path / "second.yaml", tmp_path / "talks.yaml")
    assert loaded.places["summary",] == f"{tmp_path / 'second.yaml'}:3:1"
    assert loaded.places["as_of",] == f"{tmp_path / 'talks.yaml'}:2:1"
    assert "extends" not in loaded.data


def test_a_mistake_in_the_base_is_reported_in_the_base(tmp_path):
    """Each line names the file to mend."""
    (tmp_path / "talks.yaml").write_text(TALKS.read_text(encoding="utf-8").replace("beta: 0.5", "beta: -1"), encoding="utf-8")
    path = written(tmp_path, "extends: talks.yaml\nas_of: x\n")
    assert [line.split(": ")[0] for line in mistakes(path)] == [f"{path}:2:1", f"{tmp_path / 'talks.yaml'}:29:36"]


def test_the_folder_of_scenarios_may_be_left_for_no_file(tmp_path):
    """Within the folder named scenarios any file may be extended, outside none."""
    inside = tmp_path / "scenarios" / "rivers" / "talks"
    inside.mkdir(parents=True)
    (tmp_path / "scenarios" / "base.yaml").write_bytes(TALKS.read_bytes())
    (tmp_path / "outside.yaml").write_bytes(TALKS.read_bytes())
    assert load(written(inside, "extends: ../../base.yaml\n")).scenario.title == "Talks about a river"
    assert "lies outside the folder of scenarios" in mistakes(written(inside, "extends: ../../../outside.yaml\n"))[0]


def test_without_such_a_folder_a_file_keeps_to_its_own(tmp_path):
    """An overlay may extend its neighbours, and the base that its folder is named for."""
    folder = tmp_path / "talks"
    folder.mkdir()
    (tmp_path / "other.yaml").write_bytes(TALKS.read_bytes())
    path = written(folder, "extends: ../other.yaml\n")
    assert "lies outside the folder of scenarios" in mistakes(path)[0]
    (tmp_path / "talks.yaml").write_bytes(TALKS.read_bytes())
    assert load(written(folder, "extends: ../talks.yaml\n")).name == "talks/scenario"


def test_a_link_does_not_lead_out_of_the_folder(tmp_path):
    """What counts is where a link leads."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (tmp_path / "outside.yaml").write_bytes(TALKS.read_bytes())
    (folder / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (folder / "linked").symlink_to(tmp_path)
    for reference in ("link.yaml", "linked/outside.yaml"):
        assert "lies outside the folder of scenarios" in mistakes(written(folder, f"extends: {reference}\n"))[0]


def test_a_link_within_the_folder_is_followed(tmp_path):
    """A scenario may be reached by a link, as long as it stays inside."""
    (tmp_path / "real.yaml").write_bytes(TALKS.read_bytes())
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    assert load(written(tmp_path, "extends: link.yaml\n")).chain == (tmp_path / "real.yaml",)


@pytest.mark.parametrize("reference", ["''", "' '", "null", "3", "x/../../y.yaml", "'\\0'", "..", ".", "'~'", "file:///etc/passwd", "x" * 300])
def test_odd_bases_are_refused_in_one_line(tmp_path, reference):
    """Whatever `extends` says, one message at its line says what is wrong with it."""
    said = mistakes(written(tmp_path, f"title: x\nextends: {reference}\n"))
    assert len(said) == 1
    assert said[0].startswith(f"{tmp_path / 'scenario.yaml'}:2:1: extends: ")


# --- laws of merging -----------------------------------------------------------------------------------------------------

_LEAVES = st.one_of(st.integers(0, 9), st.sampled_from(["a", "b"]), st.lists(st.integers(0, 3), max_size=2))
_SPREADS = st.one_of(
    st.integers(0, 9), st.fixed_dictionaries({"mean": st.integers(0, 9), "sd": st.integers(0, 9)}), st.fixed_dictionaries({"low": st.integers(0, 9)})
)
_STANCES = st.dictionaries(st.sampled_from("xyz"), st.fixed_dictionaries({}, optional={"position": _SPREADS, "red_line": _LEAVES, "odd": _LEAVES}), max_size=2)
_PARTIES = st.dictionaries(st.sampled_from("ab"), st.fixed_dictionaries({}, optional={"label": _LEAVES, "stances": _STANCES}), max_size=2)
_FILES = st.fixed_dictionaries({}, optional={"title": _LEAVES, "parties": _PARTIES, "odd": _LEAVES})


def _laid_over(base, *overlays) -> dict:
    whole = Merged(base, {(): "base:1:1"})
    for data in overlays:
        _merge(whole, Document(data, dict.fromkeys(_paths(data), "over:1:1"), []))
    return whole.data


def _paths(data, keys=()):
    yield keys
    if isinstance(data, dict):
        for name, entry in data.items():
            yield from _paths(entry, (*keys, name))


def _ends(data, keys=()):
    """Paths that are replaced whole, with their values."""
    if isinstance(data, dict) and keys[-1:] != ("position",):
        for name, entry in data.items():
            yield from _ends(entry, (*keys, name))
    else:
        yield keys, data


@given(_FILES)
def test_an_empty_overlay_changes_nothing(base):
    """Laying nothing over a file gives the file."""
    assert _laid_over(base, {}) == base


@given(_FILES)
def test_a_file_laid_over_itself_changes_nothing(base):
    """Laying a file over itself gives the file."""
    assert _laid_over(base, base) == base


@given(_FILES, _FILES)
def test_an_overlay_has_the_last_word(base, over):
    """Whatever an overlay sets is so afterwards, whatever it does not mention is as before."""
    merged = _laid_over(base, over)
    ends = dict(_ends(over))
    assert all(value_at(merged, keys) == value for keys, value in ends.items())
    untouched = [(keys, value) for keys, value in _ends(base) if not any(keys[: len(end)] == end or end[: len(keys)] == keys for end in ends)]
    assert all(value_at(merged, keys) == value for keys, value in untouched)


@given(_FILES, _FILES)
def test_laying_over_twice_is_laying_over_once(base, over):
    """The second time changes nothing."""
    assert _laid_over(base, over, over) == _laid_over(base, over)


@given(_FILES, _FILES, _FILES)
def test_overlays_can_be_merged_before_they_are_laid_over(base, first, second):
    """Without deletions it does not matter in which order a chain is put together."""
    assert _laid_over(base, first, second) == _laid_over(base, _laid_over(first, second))


@given(_FILES, _FILES)
def test_merging_leaves_its_sources_alone(base, over):
    """Neither file is changed by it."""
    before = repr((base, over))
    _laid_over(base, over)
    assert repr((base, over)) == before


def test_a_spread_is_known_by_its_setting_not_by_its_look():
    """The same mapping is replaced as a position and merged as trust."""
    base = {"parties": {"a": {"stances": {"x": {"position": {"mean": 1, "sd": 1}}}, "trust": {"b": {"mean": 0.5, "strength": 3}}}}}
    over = {"parties": {"a": {"stances": {"x": {"position": {"mean": 2}}}, "trust": {"b": {"mean": 0.4}}}}}
    assert _laid_over(base, over)["parties"]["a"] == {"stances": {"x": {"position": {"mean": 2}}}, "trust": {"b": {"mean": 0.4, "strength": 3}}}


def test_the_talks_themselves_have_no_warnings():
    """The file that the tests change is clean."""
    loaded = load(TALKS)
    assert (loaded.warnings, loaded.chain, loaded.overridden, loaded.name) == ((), (), (), "talks")
    assert loaded.data == read(Path(TALKS)).data
    assert isinstance(loaded.scenario.parties["upland"].stances["water"].position, Normal)


def test_a_scenario_of_the_library_may_be_extended_from_anywhere(tmp_path):
    """By the name that `list` shows, with or without its group; what it extends itself comes with it."""
    for reference in ("trade-offs", "textbook/trade-offs", "trade-offs/one-after-the-other"):
        loaded = load(written(tmp_path, f"extends: {reference}\ntitle: Mine\n"))
        assert loaded.scenario.title == "Mine"
        assert loaded.chain[0].stem == reference.rpartition("/")[2]
    assert loaded.chain[1].stem == "trade-offs"


def test_a_file_beside_comes_before_the_library(tmp_path):
    """A name that leads to a file is that file."""
    written(tmp_path, TALKS.read_text(encoding="utf-8"), "trade-offs.yaml")
    assert load(written(tmp_path, "extends: trade-offs.yaml\ntitle: Mine\n")).chain == (tmp_path / "trade-offs.yaml",)


def test_an_unknown_base_is_compared_with_the_library(tmp_path):
    """The nearest name of either is proposed."""
    assert "did you mean 'trade-offs'?" in mistakes(written(tmp_path, "extends: trade-off\n"))[0]


@pytest.mark.parametrize("reference", ["../textbook/trade-offs", "scenarios/textbook/trade-offs", "x" * 5000])
def test_a_name_is_no_way_out_of_the_folder(tmp_path, reference):
    """Only a name of the library is looked up there, never a path into it."""
    assert mistakes(written(tmp_path, f"extends: {reference}\n"))
