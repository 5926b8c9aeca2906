"""Run folders: whole or not at all, never replaced by accident, and read back with care."""

import csv
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ensemble import RunFolder, default_folder, plan_of, read_run, simulate
from sim.ensemble.folder import _as_words, _from_words
from sim.errors import InputError, TalksError
from sim.scenario import load


@pytest.fixture(scope="module")
def run():
    """Three hundred histories of a small scenario."""
    return simulate(load("one-mediator").scenario, name="one-mediator", n=300)


@pytest.fixture
def folder(run, tmp_path):
    """The same, kept in a folder."""
    with RunFolder.create(tmp_path / "run", plan(run)) as kept:
        kept.write(run)
        kept.add_times({"in_all_s": 1.0})
    return tmp_path / "run"


def plan(run):
    """What decides the bytes of a run."""
    return plan_of(run.scenario, seed=run.seed, n=run.n)


def write(run, path, **how):
    """Keep a run at `path`."""
    with RunFolder.create(path, plan(run), **how) as kept:
        kept.write(run)


def names_in(folder):
    """What lies directly in a folder, hidden or not."""
    return sorted(path.name for path in folder.iterdir())


# --- making --------------------------------------------------------------------------------------------------------------


def test_what_a_folder_holds(folder):
    """Manifest, rows, what the columns mean, series, times, a list of all that: no more and no less, and nothing beside it."""
    assert names_in(folder) == ["columns.json", "contents.json", "draws.csv", "manifest.json", "rows.csv", "series.npz", "times.json"]
    assert names_in(folder.parent) == ["run"]


def test_a_row_a_history_and_a_word_a_column(folder, run):
    """The table has a header, as many rows as histories, numbered from 0, and every column is explained in its dictionary."""
    with (folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    assert header == list(run.histories)
    assert [row[0] for row in rows] == [str(k) for k in range(300)]
    meanings = json.loads((folder / "columns.json").read_text(encoding="utf-8"))
    assert meanings.keys() == {*header, *run.draws}
    assert all(words for words in meanings.values())


def test_the_manifest_says_what_was_run(folder, run):
    """Seed, number, names and a hash that only the scenario decides."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["histories"], manifest["complete"]) == (1, 300, True)
    assert (manifest["parties"], manifest["issues"]) == (run.parties, run.issues)
    write(simulate(run.scenario, name="again", n=10, seed=5), folder.parent / "again")
    assert json.loads((folder.parent / "again" / "manifest.json").read_text(encoding="utf-8"))["scenario_sha256"] == manifest["scenario_sha256"]


def test_parents_are_made(run, tmp_path):
    """A folder several levels down is made with all above it."""
    write(run, tmp_path / "a" / "b" / "run")
    assert read_run(tmp_path / "a" / "b" / "run").n == 300


def test_an_empty_folder_may_be_filled(run, tmp_path):
    """A folder that exists and is empty is refused or replaced, but said so; with leave it is filled."""
    (tmp_path / "run").mkdir()
    with pytest.raises(InputError, match="--overwrite"):
        write(run, tmp_path / "run")
    write(run, tmp_path / "run", overwrite=True)
    assert read_run(tmp_path / "run").n == 300


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_file_is_no_folder(run, tmp_path, overwrite):
    """Where a file lies, nothing is written, not even with leave to replace."""
    (tmp_path / "run").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is a file"):
        write(run, tmp_path / "run", overwrite=overwrite)
    assert (tmp_path / "run").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("overwrite", [False, True])
def test_what_is_no_run_is_never_replaced(run, tmp_path, overwrite):
    """A folder of something else stays as it is, even with leave to replace."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="holds no results"):
        write(run, tmp_path / "run", overwrite=overwrite)
    assert names_in(tmp_path / "run") == ["thesis.txt"]


def test_a_folder_below_a_file_cannot_be_made(run, tmp_path):
    """The message names the folder and the way out."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"run: cannot write there .* --out"):
        write(run, tmp_path / "file" / "run")


def test_a_folder_that_may_not_be_written_to(run, tmp_path, monkeypatch):
    """A place without permission is a mistake in the command line, not a crash."""

    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", forbidden)
    with pytest.raises(InputError, match="cannot write there"):
        write(run, tmp_path / "run")


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_whatever_goes_wrong_nothing_is_left_behind(run, tmp_path, fault):
    """An error, Ctrl-C or an exit half-way leaves the place as it was found."""

    def fail():
        with RunFolder.create(tmp_path / "run", plan(run)) as kept:
            kept.write(run)
            raise fault

    with pytest.raises(fault):
        fail()
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt])
def test_a_failed_replacement_keeps_the_old_run(run, folder, fault):
    """Until the new run is whole the old one stays, with all its bytes."""
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    def fail():
        with RunFolder.create(folder, plan(run), overwrite=True) as kept:
            kept.write(run)
            raise fault

    with pytest.raises(fault):
        fail()
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert names_in(folder.parent) == ["run"]


def test_a_disk_that_fills_up_is_a_failure_in_words(run, tmp_path, monkeypatch):
    """Where writing fails on the way, the message names the folder, and nothing is kept."""

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full)
    with pytest.raises(TalksError, match=r"run: .*No space left on device.*nothing was kept"):
        write(run, tmp_path / "run")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(("name", "path"), [("talks", "talks-1-20"), ("base/changed", "base--changed-1-20")])
def test_where_a_run_goes_by_itself(name, path):
    """A name with a folder in it does not make one."""
    assert default_folder(name, 1, 20).as_posix() == f"runs/{path}"


# --- reading back --------------------------------------------------------------------------------------------------------


def test_writing_what_was_read_gives_the_same_bytes(folder):
    """Numbers survive any number of copies."""
    write(read_run(folder), folder.parent / "copy")
    for name in ("rows.csv", "columns.json", "series.npz"):
        assert (folder.parent / "copy" / name).read_bytes() == (folder / name).read_bytes()


def test_columns_come_back_in_their_kinds(folder, run):
    """Flags as flags, counts as whole numbers, days and terms as numbers or nan, words as words."""
    back = read_run(folder).histories
    assert list(back) == list(run.histories)
    for name, values in run.histories.items():
        assert back[name].dtype.kind == values.dtype.kind, name


@pytest.mark.parametrize("name", ["one-mediator", "divided-island", "doha-2024-08"])
def test_a_run_comes_back_bit_for_bit(name, tmp_path):
    """Every column of rows and series that is read is the column that was simulated: no digit is lost on the way, so that compare sees no rounding."""
    live = simulate(load(name).scenario, name=name, n=250)
    write(live, tmp_path / "run")
    back = read_run(tmp_path / "run")
    for kept, simulated in ((back.histories, live.histories), (back.series, live.series)):
        for column, values in simulated.items():
            assert kept[column].dtype == values.dtype, column
            assert kept[column].tolist() == values.tolist() if values.dtype == object else kept[column].tobytes() == values.tobytes(), column


@given(st.lists(st.floats(width=32, allow_infinity=False), min_size=1))
def test_any_number_comes_back_bit_for_bit(values):
    """What is written of a number tells it from every other, and a whole number is written as one."""
    column = np.array(values, np.float32)
    words = _as_words("gain.north", column)
    assert np.array_equal(_from_words("gain.north", words), column, equal_nan=True)
    assert all("." not in word or not float(word).is_integer() or "e" in word for word in words if word)


def cut(name, keep):
    """Leave only the first part of a file."""

    def damage(folder):
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: int(keep * len(whole))])

    return damage


def drop(name):
    """Take a file away."""
    return lambda folder: (folder / name).unlink()


def swap(name, old, new):
    """Put something else in a file."""
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes().replace(old, new))


def rows(keep):
    """Leave the header and so many rows."""

    def damage(folder):
        lines = (folder / "rows.csv").read_bytes().splitlines(keepends=True)
        (folder / "rows.csv").write_bytes(b"".join(lines[: keep + 1]))

    return damage


def lacking(what):
    """Take an array out of the series."""

    def damage(folder):
        with np.load(folder / "series.npz") as stored:
            kept = {name: stored[name] for name in stored.files if name != what}
        np.savez_compressed(folder / "series.npz", **kept)

    return damage


DAMAGES = {
    "no manifest": drop("manifest.json"),
    "no rows": drop("rows.csv"),
    "no series": drop("series.npz"),
    "no draws": drop("draws.csv"),
    "draws without a row": cut("draws.csv", 0.0),
    "half the draws": cut("draws.csv", 0.5),
    "a word among the draws": swap("draws.csv", b"\n7,", b"\nseven,"),
    "draws of one more setting": swap("draws.csv", b"history,", b"history,parties.nobody.no_deal.expected,"),
    "half a manifest": cut("manifest.json", 0.5),
    "an empty manifest": cut("manifest.json", 0.0),
    "a manifest of something else": lambda folder: (folder / "manifest.json").write_text("[]", encoding="utf-8"),
    "a manifest without a seed": swap("manifest.json", b'"seed"', b'"sead"'),
    "another version": swap("manifest.json", b'"format": 3', b'"format": 99'),
    "an unfinished run": swap("manifest.json", b'"complete": true', b'"complete": false'),
    "a scenario that is none": swap("manifest.json", b'"calendar"', b'"calender"'),
    "rows cut in the middle": cut("rows.csv", 0.5),
    "no header": cut("rows.csv", 0.0),
    "fewer rows than were run": rows(100),
    "only a header": rows(0),
    "a word for a number": swap("rows.csv", b"\n7,", b"\nseven,"),
    "an ending that is none": swap("rows.csv", b",stalemate,", b",victory,"),
    "a column by another name": swap("rows.csv", b",deal_day,", b",day,"),
    "versions that are none": swap("manifest.json", b'"versions": {', b'"versions": [], "other": {'),
    "a scenario that was not run": swap("manifest.json", b'"luck_id": null', b'"luck_id": "other"'),
    "a title that steers a terminal": swap("manifest.json", b'"title": "', b'"title": "\\u001b[2J'),
    "a seed below nothing": swap("manifest.json", b'"seed": 1', b'"seed": -3'),
    "half the series": cut("series.npz", 0.5),
    "an empty file of series": cut("series.npz", 0.0),
    "series of something else": lambda folder: shutil.copy(folder / "rows.csv", folder / "series.npz"),
    "series without attendance": lacking("attendance"),
}


def listed_anew(folder):
    """Let the list of contents take the files for what was written."""
    listed = json.loads((folder / "contents.json").read_text(encoding="utf-8"))
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in listed["files"] if (folder / name).exists()}
    (folder / "contents.json").write_text(json.dumps({**listed, "files": digests}), encoding="utf-8")


@pytest.mark.parametrize("listed", [lambda _: None, listed_anew], ids=["told by its hash", "told by what it says"])
@pytest.mark.parametrize("damage", [pytest.param(damage, id=name) for name, damage in DAMAGES.items()])
def test_a_damaged_folder_is_a_mistake_in_words(folder, damage, listed):
    """Whatever is missing, cut or changed, reading ends in a message that names the folder, also where the list of contents agrees."""
    damage(folder)
    listed(folder)
    with pytest.raises(InputError, match="run"):
        read_run(folder)


def test_a_changed_cell_is_noticed(folder):
    """A table of histories that somebody has edited is no result any more, however well it reads."""
    table = folder / "rows.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",stalemate,", ",agreement,", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"rows\.csv is not as it was written"):
        read_run(folder)


def test_a_flipped_bit_is_a_mistake_in_words_or_no_harm(folder):
    """Wherever a bit of the series flips, reading says that the folder is damaged, or reads it; it never ends in a traceback."""
    whole = (folder / "series.npz").read_bytes()
    for place in np.linspace(0, len(whole) - 1, 200).astype(int):
        flipped = bytearray(whole)
        flipped[place] ^= 0x10
        (folder / "series.npz").write_bytes(bytes(flipped))
        listed_anew(folder)
        try:
            read_run(folder)
        except InputError as mistake:
            assert "damaged" in str(mistake)  # noqa: PT017 - both outcomes are right


def test_where_there_is_no_run(tmp_path):
    """An empty folder, a file and nothing at all are no runs."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name in (".", "file", "nowhere"):
        with pytest.raises(InputError, match="not a run folder"):
            read_run(tmp_path / name)
