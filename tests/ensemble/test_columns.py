"""Columns and arrays of a run: each is one record, and nothing is written that has none or promised that nobody writes."""

import csv
import json

import numpy as np
import pytest

from sim import columns
from sim.columns import COLUMNS, HISTORY, Column, column_of, compared, laid_out
from sim.ensemble import RunFolder, plan_of, read_run, simulate
from sim.ensemble.columns import column_dictionary
from sim.ensemble.series import SERIES
from sim.errors import InputError
from sim.modules.registry import modules, own_columns
from sim.scenario import load, with_changes
from sim.scenario.outputs import outputs_of


@pytest.fixture(scope="module")
def run():
    """A few histories."""
    return simulate(load("one-mediator").scenario, name="one-mediator", n=60, workers=1)


def written(run, folder):
    """The run, written to a folder."""
    with RunFolder.create(folder, plan_of(run.scenario, seed=run.seed, n=run.n)) as made:
        made.write(run)
    return folder


def test_every_column_has_a_record_and_every_record_a_column(run):
    """Rows hold the history's number and what the records lay out, in that order and of those types."""
    promised = laid_out(run.parties, run.issues, own_columns(run.scenario.modules))
    assert list(run.histories) == [HISTORY.name, *promised]
    assert {one.name for one, _ in laid_out(run.parties, run.issues, own_columns(list(modules()))).values()} == set(COLUMNS)
    for name, (one, _) in promised.items():
        assert run.histories[name].dtype == np.dtype(one.dtype), name
        assert column_of(name) is one


def test_every_array_has_a_record_and_every_record_an_array(run):
    """Series hold what the records list for a run with its modules, in that order, of those types, with as many axes; all of it with `reasons`."""
    on = simulate(with_changes(run.scenario, {"modules": sorted({*run.scenario.modules, "reasons"})}), name="reasons", n=20)
    for one_run in (run, on):
        there = {name: one for name, one in SERIES.items() if not one.module or one.module in one_run.scenario.modules}
        assert list(one_run.series) == list(there)
        for name, one in there.items():
            assert (one_run.series[name].dtype, one_run.series[name].ndim) == (np.dtype(one.dtype), len(one.axes)), name
    assert set(on.series) == set(SERIES)


def test_a_new_column_is_one_record(monkeypatch, tmp_path):
    """With one record more the column is simulated, written, explained, compared and read back, as it was."""
    heard = Column("heard", "count", "sessions", "sessions to which {label} listened", read=lambda end, party: end.model.tally.sat[party][2], of="party")
    monkeypatch.setattr(columns, "_OF_PARTIES", (*columns._OF_PARTIES, heard))
    monkeypatch.setitem(COLUMNS, "heard", heard)
    scenario = load("one-mediator").scenario
    made = simulate(scenario, name="one-mediator", n=20, workers=1)
    folder, (first, *_) = written(made, tmp_path / "run"), made.parties
    again = read_run(folder)
    assert np.array_equal(again.histories[f"heard.{first}"], made.histories[f"in_person.{first}"])
    assert again.histories[f"heard.{first}"].dtype == np.int32
    assert f"heard.{first}" in outputs_of(scenario)
    assert json.loads((folder / "columns.json").read_text(encoding="utf-8"))[f"heard.{first}"].startswith("sessions to which")


@pytest.mark.parametrize("change", ["one more", "one less"])
def test_a_table_with_other_columns_is_damaged(change, run, tmp_path, monkeypatch):
    """A column without a record and a record without its column are both refused, by name."""
    folder = written(run, tmp_path / change)
    if change == "one more":
        fewer = tuple(one for one in columns._ONCE if one.name != "texts")
        monkeypatch.setattr(columns, "_ONCE", fewer)
        monkeypatch.delitem(COLUMNS, "texts")
    else:
        monkeypatch.setattr(columns, "_ONCE", (*columns._ONCE, Column("texts_kept", "count", "texts", "none", read=lambda end: end.model.sessions.held)))
    with pytest.raises(InputError, match="is damaged \\(the column texts"):
        read_run(folder)


def test_dictionary_and_comparisons_follow_the_records(run, tmp_path):
    """The dictionary beside a table tells of its very columns, and what is compared is one of these or a word in one of words."""
    folder = written(run, tmp_path / "run")
    with (folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    told = column_dictionary(dict.fromkeys(run.parties, "P"), dict.fromkeys(run.issues, "I"))
    assert list(told) == header
    assert all("{" not in meaning for meaning in told.values())
    for output in compared(sorted(run.parties), sorted(run.issues)):
        column, _, word = output.partition("=")
        assert (column_of(column).kind == "word") == bool(word), output


def test_records_say_what_they_hold():
    """Every column and array has words and a unit or axes; a family names whom it is about, a single column does not."""
    for one in COLUMNS.values():
        assert all((one.unit, one.meaning)), one.name
        assert ("{label}" in one.meaning) == bool(one.of), one.name
    assert all(one.meaning and one.axes for one in SERIES.values())
    assert (column_of("falls"), column_of("sessions.p"), column_of("nothing")) == (None, None, None)
