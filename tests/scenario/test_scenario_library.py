from pathlib import Path

import pytest
from scenario_builder import TALKS

from sim.errors import InputError
from sim.scenario import find, library, load
from sim.scenario.naming import files


@pytest.fixture
def shelf(tmp_path):
    """A library of two groups, with an overlay, a broken file and a name used twice."""
    folder = tmp_path / "scenarios"
    (folder / "rivers" / "delta").mkdir(parents=True)
    (folder / "borders").mkdir()
    (folder / "rivers" / "delta.yaml").write_bytes(TALKS.read_bytes())
    (folder / "rivers" / "delta-2.yaml").write_bytes(TALKS.read_bytes())
    (folder / "rivers" / "delta" / "early.yaml").write_text("extends: ../delta.yaml\ntitle: Early\ncontent_note: Careful.\n", encoding="utf-8")
    (folder / "borders" / "broken.yaml").write_text("title: x\nissues: [\n", encoding="utf-8")
    (folder / "borders" / "delta.yaml").write_text("title: x\n", encoding="utf-8")
    (folder / "rivers" / "notes.txt").write_text("no scenario", encoding="utf-8")
    return folder


def test_the_library_lists_groups_bases_and_what_extends_them(shelf):
    """In this order, each overlay after its base."""
    entries = library(shelf)
    assert [(entry.group, entry.name, entry.base) for entry in entries] == [
        ("borders", "broken", None),
        ("borders", "delta", None),
        ("rivers", "delta", None),
        ("rivers", "delta/early", "delta"),
        ("rivers", "delta-2", None),
    ]
    early = entries[3]
    assert (early.title, early.summary, early.content_note) == ("Early", "Two neighbours share a river.", "Careful.")
    assert early.path == shelf / "rivers" / "delta" / "early.yaml"
    assert entries[2].content_note is None


def test_a_broken_file_is_listed_with_what_is_wrong(shelf):
    """One bad file does not hide the others."""
    broken = library(shelf)[0]
    assert broken.title == "broken"
    assert broken.summary == f"{shelf / 'borders' / 'broken.yaml'}:3:1: not valid YAML: a value is missing here"


@pytest.mark.parametrize("reference", ["delta/early", "rivers/delta/early", "rivers/delta/early.yaml"])
def test_a_name_is_found_with_and_without_its_group(shelf, reference, monkeypatch, tmp_path):
    """Wherever one stands."""
    monkeypatch.chdir(tmp_path)
    assert find(reference, shelf) == shelf / "rivers" / "delta" / "early.yaml"


def test_a_file_comes_before_a_name(shelf, monkeypatch):
    """A path that exists is that file."""
    monkeypatch.chdir(shelf / "rivers")
    assert find("delta.yaml", shelf) == Path("delta.yaml")
    assert find(shelf / "rivers" / "delta.yaml", shelf).is_file()


def test_a_folder_does_not_hide_a_name(shelf, monkeypatch):
    """A folder of the name of a scenario is no scenario."""
    (shelf / "delta-2").mkdir()
    monkeypatch.chdir(shelf)
    assert find("delta-2", shelf) == shelf / "rivers" / "delta-2.yaml"


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("dleta-2", "there is no file and no scenario 'dleta-2' (did you mean 'delta-2'?)"),
        ("rivers/dleta-2", "(did you mean 'rivers/delta-2'?)"),
        ("delta/erly", "(did you mean 'delta/early'?)"),
        ("delta", "'delta' is the name of several scenarios: write borders/delta or rivers/delta"),
        ("nothing like it", "there is no file and no scenario 'nothing like it'"),
        ("borders/brokn.yaml", "(did you mean 'broken'?)"),
        ("x" * 300, "is not the name of a scenario: File name too long"),
    ],
)
def test_what_is_not_found_is_named_with_the_nearest(shelf, reference, said, monkeypatch):
    """As an error of the command line."""
    monkeypatch.chdir(shelf)
    with pytest.raises(InputError) as caught:
        find(reference, shelf)
    assert said in str(caught.value)


def test_the_name_of_a_loaded_file_is_that_of_the_library(shelf):
    """Stem, after the folder if that is named for a scenario beside it."""
    assert load(shelf / "rivers" / "delta" / "early.yaml").name == "delta/early"
    assert load(shelf / "rivers" / "delta-2.yaml").name == "delta-2"


@pytest.mark.parametrize("path", [path for _, _, path in files()], ids=lambda path: path.stem)
def test_every_scenario_of_the_library_loads(path, monkeypatch):
    """Each shipped file is free of mistakes, and every name finds its file."""
    monkeypatch.undo()
    loaded = load(path)
    assert find(loaded.name) == path
