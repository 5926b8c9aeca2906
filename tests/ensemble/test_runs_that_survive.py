"""Runs that are stopped, by whatever it is, lose at most the batches in flight and are finished to the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.ensemble import RunFolder, plan_of, read_run, simulate
from sim.errors import InputError, TalksError
from sim.scenario import load, with_changes

ROOT = Path(__file__).parents[2]
TALKS = load("split-the-pie").scenario
N = 3_000


@pytest.fixture(autouse=True)
def narrow_batches(monkeypatch):
    """Batches of a thousand histories, so that small runs have several."""
    monkeypatch.setattr("sim.ensemble.batches.WIDEST", 4)


def ran(path, *, talks=TALKS, n=N, seed=1, stop_after=None, error=KeyboardInterrupt, **how):
    """Run into `path`; raise `error` once so many histories are done."""

    def progress(done, _):
        if stop_after is not None and done >= stop_after:
            raise error

    with RunFolder.create(path, plan_of(talks, seed=seed, n=n), **how) as folder:
        folder.write(simulate(talks, name="talks", n=n, seed=seed, workers=1, progress=progress, checkpoint=folder.checkpoint))


def files(folder):
    """Every file of a run but that of times, with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "times.json"}


@pytest.fixture
def stopped(tmp_path):
    """A run stopped by Ctrl-C after two of its three batches."""
    with pytest.raises(KeyboardInterrupt, match=r"2,000 of 3,000 histories are kept: add --resume"):
        ran(tmp_path / "run", stop_after=2_000)
    return tmp_path / "run"


def test_a_stopped_run_is_finished_to_the_same_bytes(stopped, tmp_path, monkeypatch):
    """What is kept is not simulated again, and the result is that of a run which nobody stopped; nothing else is left."""
    ran(tmp_path / "whole")
    simulated = []
    from sim.ensemble import run as ensemble

    real = ensemble.run_batch
    monkeypatch.setattr(ensemble, "run_batch", lambda *task: simulated.append(task[2].first) or real(*task))
    ran(stopped, resume=True)
    assert simulated == [8]
    assert files(stopped) == files(tmp_path / "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "whole"]


def test_until_it_is_finished_there_is_no_run(stopped):
    """What is kept of a stopped run cannot be taken for one."""
    with pytest.raises(InputError, match="not a run folder"):
        read_run(stopped)


def test_a_stopped_run_is_not_started_again_in_silence(stopped):
    """The same command without --resume says what is there; with --overwrite it starts again."""
    with pytest.raises(InputError, match=r"2,000 of 3,000 histories are kept; finish it with --resume, or start again with --overwrite"):
        ran(stopped)
    ran(stopped, overwrite=True)
    assert read_run(stopped).n == N


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"seed": 2}, "--seed was 1 and is 2"),
        ({"n": 4_000}, "-n was 3000 and is 4000"),
        ({"talks": with_changes(TALKS, {"constants.shape": 1.5})}, "the scenario has changed (constants.shape)"),
    ],
    ids=["seed", "n", "scenario"],
)
def test_another_run_does_not_resume_it(stopped, changed, why):
    """A changed scenario, seed or number of histories is refused and named, and what is kept stays."""
    with pytest.raises(InputError) as refused:
        ran(stopped, resume=True, **changed)
    assert why in str(refused.value)
    ran(stopped, resume=True)
    assert read_run(stopped).n == N


@pytest.mark.parametrize("damage", ["{", "[]", None], ids=["cut off", "another thing", "gone"])
def test_without_its_plan_it_is_not_resumed(stopped, damage):
    """A plan that is damaged or gone is told as such, and starting again is offered."""
    plan = stopped.with_name("run.unfinished") / "plan.json"
    plan.unlink() if damage is None else plan.write_text(damage, encoding="utf-8")
    with pytest.raises(InputError, match=r"its plan is missing or damaged. Start again with --overwrite"):
        ran(stopped, resume=True)


def test_another_version_does_not_resume_it(stopped, monkeypatch):
    """A run begun by another version of what computes it is refused."""
    from sim.ensemble import versions

    monkeypatch.setattr(versions, "__version__", "9.9")
    with pytest.raises(InputError, match=r"proximity-talks was .* and is 9\.9"):
        ran(stopped, resume=True)


def test_a_run_that_is_complete_is_not_resumed(tmp_path):
    """There is nothing left to do, and that is what the message says."""
    ran(tmp_path / "run", n=250)
    with pytest.raises(InputError, match="is complete"):
        ran(tmp_path / "run", n=250, resume=True)


def test_resuming_nothing_starts(tmp_path):
    """With --resume a job can be written once and submitted again and again."""
    ran(tmp_path / "run", n=250, resume=True)
    assert read_run(tmp_path / "run").n == 250


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(path.read_bytes()[:1000]), lambda path: path.write_bytes(b"")], ids=["cut", "emptied"])
def test_a_damaged_batch_is_simulated_again(stopped, tmp_path, harm):
    """What cannot be read back counts as not done."""
    harm(next((stopped.with_name("run.unfinished") / "batches").glob("*.part")))
    ran(tmp_path / "whole")
    ran(stopped, resume=True)
    assert files(stopped) == files(tmp_path / "whole")


def test_a_batch_in_the_place_of_another_is_simulated_again(stopped, tmp_path):
    """A kept batch counts for its own place and plan alone."""
    batches = stopped.with_name("run.unfinished") / "batches"
    (batches / "0.part").write_bytes((batches / "4.part").read_bytes())
    ran(tmp_path / "whole")
    ran(stopped, resume=True)
    assert files(stopped) == files(tmp_path / "whole")


def test_what_else_lies_among_kept_batches_is_in_nobodys_way(stopped, tmp_path):
    """Copies that a file manager has made, and batches that no plan asks for, count for nothing."""
    batches = stopped.with_name("run.unfinished") / "batches"
    for name in ("0 (1).part", "0.npz", "500.part", "2.part"):
        (batches / name).write_bytes((batches / "0.part").read_bytes())
    ran(tmp_path / "whole")
    ran(stopped, resume=True)
    assert files(stopped) == files(tmp_path / "whole")


def test_two_commands_do_not_write_one_run(tmp_path):
    """While one is at work the second is refused, and the first is not disturbed."""
    with RunFolder.create(tmp_path / "run", plan_of(TALKS, seed=1, n=250)) as folder:
        for how in ({}, {"resume": True}, {"overwrite": True}):
            with pytest.raises(InputError, match="another command is at work"):
                ran(tmp_path / "run", n=250, **how)
        folder.write(simulate(TALKS, name="talks", n=250))
    assert read_run(tmp_path / "run").n == 250


def test_a_full_disk_keeps_what_is_done(tmp_path, monkeypatch):
    """Where a batch cannot be written any more, the message says why and how far the run has come; with room it is finished."""
    real, written = np.savez_compressed, []

    def filling(file, **arrays):
        written.append(file)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        real(file, **arrays)

    monkeypatch.setattr(np, "savez_compressed", filling)
    with pytest.raises(TalksError, match=r"No space left on device.*2,000 of 3,000 histories are kept: add --resume"):
        ran(tmp_path / "run")
    ran(tmp_path / "run", resume=True)
    assert read_run(tmp_path / "run").n == N


def command(out, *more, n=N):
    """Run the command in a process of its own."""
    words = [sys.executable, str(ROOT / "run_sim.py"), "run", "split-the-pie", "-n", str(n), "--no-figures", "--out", str(out), *more]
    return subprocess.Popen(words, cwd=out.parent, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def until_kept(out, process, batches):
    """Wait until so many batches are kept, or the process has ended."""
    folder = out.with_name(f"{out.name}.unfinished") / "batches"
    while process.poll() is None and len(list(folder.glob("*.part")) if folder.is_dir() else []) < batches:
        time.sleep(0.01)


@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
def test_ctrl_c_says_what_is_kept(tmp_path):
    """Interrupted from the keyboard, the command leaves with 130 and says how to go on."""
    with command(tmp_path / "run", n=200_000) as process:
        until_kept(tmp_path / "run", process, 2)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "histories are kept: add --resume" in said
    assert "Traceback" not in said


def children(process):
    """The worker processes of a process."""
    return [int(child) for task in Path(f"/proc/{process.pid}/task").iterdir() for child in (task / "children").read_text().split()]


def command_line(number):
    """How a process was started, or nothing if it is gone."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""


def workers_of(process):
    """Its workers, without the process that tracks shared resources."""
    return [number for number in children(process) if b"spawn_main" in command_line(number)]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks processes up in /proc")
def test_a_killed_worker_is_named_and_what_is_done_is_kept(tmp_path):
    """A worker killed from outside ends the command in words, with what is done kept."""
    with command(tmp_path / "run", "--workers", "2", n=200_000) as process:
        until_kept(tmp_path / "run", process, 2)
        os.kill(workers_of(process)[0], signal.SIGKILL)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 1
    assert "a worker process was killed" in said
    assert "histories are kept: add --resume" in said


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks processes up in /proc")
def test_workers_end_with_their_parent(tmp_path):
    """A command that is killed leaves no workers behind."""
    with command(tmp_path / "run", "--workers", "2", n=200_000) as process:
        until_kept(tmp_path / "run", process, 1)
        workers = workers_of(process)
        assert len(workers) == 2
        process.kill()
    for _ in range(500):
        if not any(b"spawn_main" in command_line(worker) for worker in workers):
            return
        time.sleep(0.02)
    pytest.fail("workers outlive the command")


@pytest.mark.slow
def test_killed_at_ten_random_moments_it_ends_in_the_same_bytes(tmp_path):
    """Killed ten times without warning and resumed each time, the run is that of a command left alone."""
    n, moments = 200_000, random.Random(7)
    with command(tmp_path / "whole", n=n) as process:
        process.communicate()
    for kill in range(10):
        with command(tmp_path / "run", "--resume", "--workers", str(1 + kill % 2), n=n) as process:
            until_kept(tmp_path / "run", process, kill + 1)
            time.sleep(moments.uniform(0.0, 0.3))
            process.kill()
            process.communicate()
        assert process.returncode == -signal.SIGKILL
    with command(tmp_path / "run", "--resume", n=n) as process:
        assert "Resumed" in process.communicate()[1]
    assert files(tmp_path / "run") == files(tmp_path / "whole")
