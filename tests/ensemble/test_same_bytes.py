"""The same run gives the same bytes, however the work is divided, and appears whole or not at all."""

import json

import numpy as np
import pytest

from sim.ensemble import RunFolder, plan_of, read_run, simulate
from sim.errors import InputError
from sim.scenario import load

PLAIN = load("one-mediator").scenario


def run_of(n, scenario=PLAIN, **more):
    return simulate(scenario, name="talks", n=n, **more)


def kept(path, n=250, seed=1, **how):
    return RunFolder.create(path, plan_of(PLAIN, seed=seed, n=n), **how)


def csv(run, tmp_path, name):
    with kept(tmp_path / name) as folder:
        folder.write(run)
    return (tmp_path / name / "rows.csv").read_bytes()


@pytest.fixture(scope="module")
def doha():
    return load("doha-2024-08").scenario


def test_workers_and_width_change_no_byte(tmp_path, doha):
    """One or two workers, and batches of one, two or four blocks, write the same rows."""
    base = csv(run_of(600, doha, workers=1), tmp_path, "base")
    for name, how in {"two workers": {"workers": 2, "batch": 1}, "narrow": {"workers": 1, "batch": 1}, "wider": {"workers": 1, "batch": 2}}.items():
        assert csv(run_of(600, doha, **how), tmp_path, name) == base


def test_the_first_histories_do_not_depend_on_how_many_there_are(tmp_path, doha):
    """The rows of 300 histories are the first 300 rows of 1,000."""
    few, many = (csv(run_of(n, doha), tmp_path, str(n)).splitlines() for n in (300, 1000))
    assert many[:301] == few


def test_another_seed_gives_other_histories():
    """Seeds matter."""
    assert not np.array_equal(run_of(250, seed=1).histories["deal_day"], run_of(250, seed=2).histories["deal_day"], equal_nan=True)


def test_equal_runs_are_equal_bytes(tmp_path):
    """Every file of a run folder but that of times is the same the second time."""
    for name in ("one", "two"):
        with kept(tmp_path / name) as folder:
            folder.write(run_of(250))
            folder.add_times({"simulate": 1.0 if name == "one" else 2.0})
    for file in (tmp_path / "one").iterdir():
        same = file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
        assert same == (file.name != "times.json"), file.name


def test_a_run_is_read_back_as_it_was_written(tmp_path, doha):
    """Rows, series, names and scenario survive the folder."""
    run = run_of(250, doha)
    csv(run, tmp_path, "run")
    back = read_run(tmp_path / "run")
    assert (back.scenario, back.seed, back.n, back.parties, back.issues) == (run.scenario, run.seed, run.n, run.parties, run.issues)
    for name, values in run.histories.items():
        close = np.allclose(back.histories[name], values, rtol=1e-5, equal_nan=True) if values.dtype.kind == "f" else (back.histories[name] == values).all()
        assert close, name
    for name, values in run.series.items():
        assert np.array_equal(back.series[name], values, equal_nan=values.dtype.kind == "f"), name


def test_series_count_every_history_once(doha):
    """Counts of escalation, positions and attendance add up to the histories they count."""
    run = run_of(300, doha)
    assert (run.series["escalation"].sum(axis=1) == 300).all()
    assert (run.series["position"].sum(axis=2) == 300).all()
    for place, party in enumerate(run.parties):
        for kind, name in enumerate(("in_person", "channel", "absent")):
            assert run.series["attendance"][place, :, kind].sum() == run.histories[f"{name}.{party}"].sum()


def test_columns_are_explained(tmp_path):
    """The dictionary beside the rows names every column and no other."""
    run = run_of(250)
    csv(run, tmp_path, "run")
    assert json.loads((tmp_path / "run" / "columns.json").read_text()).keys() == {*run.histories, *run.draws}


def test_nothing_is_overwritten_in_silence(tmp_path):
    """Another run into the same folder is refused unless it is meant."""
    csv(run_of(250), tmp_path, "run")
    with pytest.raises(InputError, match="holds results of other settings"), kept(tmp_path / "run", seed=2):
        pass
    with kept(tmp_path / "run", seed=2, overwrite=True) as folder:
        folder.write(run_of(250, seed=2))
    assert read_run(tmp_path / "run").seed == 2


def test_a_run_that_fails_leaves_nothing_behind(tmp_path):
    """An exception on the way leaves neither the folder nor what was to become it."""

    def fail():
        with kept(tmp_path / "run") as folder:
            folder.write(run_of(250))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["manifest.json", "rows.csv", "series.npz"])
def test_a_damaged_folder_is_named(tmp_path, damage):
    """Whatever is missing or broken, the message names the folder."""
    csv(run_of(250), tmp_path, "run")
    (tmp_path / "run" / damage).write_text("{")
    with pytest.raises(InputError, match="run"):
        read_run(tmp_path / "run")
