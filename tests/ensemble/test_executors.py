"""Whoever does the work, the bits are the same; a program needs no guard to ask for workers."""

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.ensemble import simulate
from sim.ensemble.executors import executor_for
from sim.ensemble.run import rows_of_many
from sim.scenario import load

ROOT = Path(__file__).parents[2]
TALKS = load("one-mediator").scenario
UNGUARDED = """
import sim
print("the program runs")
run = sim.run("split-the-pie", n=6000, workers=2)
print(run.n, run.histories["any_deal"].sum())
"""


@contextmanager
def of_dask():
    distributed = pytest.importorskip("distributed")
    how = {"n_workers": 1, "threads_per_worker": 2, "processes": False, "dashboard_address": None}
    with distributed.LocalCluster(**how) as cluster, distributed.Client(cluster) as client:
        yield client.get_executor()


def of_loky():
    return pytest.importorskip("loky").ProcessPoolExecutor(2)


EXECUTORS = {"threads": lambda: ThreadPoolExecutor(2), "processes": lambda: ProcessPoolExecutor(2), "loky": of_loky, "dask": of_dask}


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=pytest.mark.slow if kind != "threads" else ()) for kind in EXECUTORS])
@pytest.mark.filterwarnings("ignore")
def test_any_executor_gives_the_same_bits(kind):
    """Threads, processes, loky's and Dask's: rows, series and draws are those of one process, and the caller's executor goes on."""
    here = simulate(TALKS, name="talks", n=600)
    with EXECUTORS[kind]() as executor:
        there = simulate(TALKS, name="talks", n=600, batch=1, executor=executor)
        (rows,) = rows_of_many([TALKS], n=300, executor=executor)
        assert executor.submit(len, "abc").result() == 3
    for part in ("histories", "series", "draws"):
        one, other = getattr(here, part), getattr(there, part)
        assert one.keys() == other.keys()
        for name, values in one.items():
            np.testing.assert_array_equal(values, other[name], err_msg=name)
    np.testing.assert_array_equal(rows["deal_day"], here.histories["deal_day"][:300])


@pytest.mark.parametrize("how", ["a script", *(pytest.param(how, marks=pytest.mark.slow) for how in ("-c", "stdin", "-m", "no file"))])
def test_a_program_without_a_guard_may_ask_for_workers(how, tmp_path):
    """Its main module is not run again in the workers, wherever it came from: a file, `-c`, stdin, `-m`, or nowhere, as in a notebook."""
    (tmp_path / "unguarded.py").write_text(UNGUARDED, encoding="utf-8")
    nowhere = f"import types, sys\nsys.modules['__main__'] = types.ModuleType('__main__')\nexec({UNGUARDED!r})"
    words = {"a script": ["unguarded.py"], "-c": ["-c", UNGUARDED], "stdin": ["-"], "-m": ["-m", "unguarded"], "no file": ["-c", nowhere]}[how]
    typed = UNGUARDED if how == "stdin" else None
    done = subprocess.run(
        [sys.executable, *words], input=typed, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout) == (0, "the program runs\n6000 6000\n"), done.stderr


def test_the_main_module_is_whole_again_once_workers_are_there():
    """What says where it came from is taken from it only while processes start."""
    main = sys.modules["__main__"]
    before = dict(vars(main))
    with executor_for(2) as executor:
        assert dict(executor.each(abs, [-1, -2, -3])) == {0: 1, 1: 2, 2: 3}
        assert vars(main).keys() == before.keys()
    assert (main.__spec__, vars(main).get("__file__")) == (before["__spec__"], before.get("__file__"))


def test_a_worker_does_first_what_it_is_told_to(monkeypatch, tmp_path):
    """What a process has to do before its first task, importing a user's own rules, is done once in each."""
    first = [partial(_note, tmp_path)]
    monkeypatch.setattr("sim.ensemble.executors.plugins", lambda: first)
    with ThreadPoolExecutor(2) as threads, executor_for(1, executor=threads) as executor:
        assert len(dict(executor.each(abs, [-1, -2, -3]))) == 3
    assert (tmp_path / "told").read_text(encoding="utf-8") == "once\n"


def _note(folder):
    with (folder / "told").open("a", encoding="utf-8") as file:
        file.write("once\n")


def test_a_worker_that_is_killed_is_told_in_words():
    """Not as the error of the pool."""
    with executor_for(2) as executor, pytest.raises(sim.TalksError, match="a worker process was killed"):
        dict(executor.each(_end, [1]))


def _end(code):
    import os

    os._exit(code)
