"""A Dask cluster gives the same bytes, though a worker is killed on the way, and what is wrong with it is said in words."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from sim.cli import main
from sim.ensemble import cluster as subject
from sim.errors import InputError, TalksError

ROOT = Path(__file__).parents[2]
N = 60_000


# What needs no cluster


@pytest.fixture
def left(capsys, tmp_path, monkeypatch):
    """Call the command in an empty folder: its exit code, and what it said to the person, or as results."""
    monkeypatch.chdir(tmp_path)

    def call(*words, out=False):
        with pytest.raises(SystemExit) as leaving:
            main(list(words))
        said = capsys.readouterr()
        return leaving.value.code, said.out if out else said.err

    return call


@pytest.mark.parametrize(
    "words",
    [["run", "split-the-pie"], ["compare", "split-the-pie", "one-mediator"], ["sweep", "split-the-pie", "--vary", "constants.shape=1:2:2"]],
    ids=["run", "compare", "sweep"],
)
def test_without_dask_the_command_says_how_to_install_it(words, left, tmp_path, monkeypatch):
    """Where the package is missing, nothing is begun."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, said = left(*words, "--scheduler", "local")
    assert code == 2
    assert "python -m pip install -e '.[cluster]'" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "error", [RuntimeError("Nanny failed to start"), OSError("no such device"), TimeoutError("no answer")], ids=lambda error: type(error).__name__
)
def test_where_dask_cannot_start_the_command_says_so(error, left, tmp_path, monkeypatch):
    """A machine on which no local cluster starts ends in words, with another way, and nothing is left."""

    def fails(*_, **__):
        raise error

    monkeypatch.setattr("distributed.LocalCluster", fails)
    code, said = left("run", "split-the-pie", "--scheduler", "local", "-n", "10")
    assert (code, "Dask cannot start on this machine" in said, "--workers" in said) == (1, True, True)
    assert [path.name for path in tmp_path.rglob("*")] in ([], ["runs"])


@pytest.mark.parametrize("content", [None, "{}", "no JSON"], ids=["missing", "without an address", "not JSON"])
def test_a_file_that_no_scheduler_wrote_is_named(content, left, tmp_path):
    """A wrong file is a mistake on the command line."""
    if content is not None:
        (tmp_path / "scheduler.json").write_text(content)
    code, said = left("run", "split-the-pie", "--scheduler", "scheduler.json")
    assert code == 2
    assert "scheduler.json: is not a file that a scheduler wrote" in said


@pytest.mark.parametrize("listening", [False, True], ids=["refused", "silent"])
def test_an_address_where_nothing_answers_is_named(listening, left, tmp_path, monkeypatch):
    """Neither a closed port nor one that keeps silent holds the command up, and nothing is left behind."""
    monkeypatch.setattr(subject, "_ANSWER", 0.5)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        if listening:
            door.listen()
        address = f"tcp://127.0.0.1:{door.getsockname()[1]}"
        code, said = left("run", "split-the-pie", "-n", "250", "--scheduler", address)
    assert code == 1
    assert f"no Dask scheduler answers at {address}" in said
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("address", ["", "host-without-a-port", "smoke://signals:1"])
def test_an_address_that_is_none_is_named(address, left):
    """What cannot be an address ends in words, too."""
    code, said = left("run", "split-the-pie", "-n", "250", "--scheduler", address)
    assert (code, "no Dask scheduler answers at" in said) == (1, True)


class StandIn:
    """Stands in for Dask's client: whatever is submitted is done at once, and lies with the cluster until it is fetched."""

    def __init__(self, threads=2, versions=None):
        self.threads, self.lying, self.most, self.cancelled = threads, 0, 0, []
        self.versions = versions or subject.versions()

    def run(self, _, **__):
        """What the only worker has installed."""
        return {"tcp://worker:1": self.versions}

    def run_on_scheduler(self, function):
        """What the scheduler has installed."""
        return function()

    def nthreads(self):
        """How many threads the only worker has."""
        return {"tcp://worker:1": self.threads}

    def submit(self, function, **_):
        """A task, which lies with the cluster from now on."""
        self.lying += 1
        self.most = max(self.most, self.lying)
        return Done(self, function)

    def cancel(self, futures):
        """Note what nobody wants any more."""
        self.cancelled += futures


class Done:
    """A task that is done."""

    def __init__(self, client, function):
        self.client, self.function = client, function

    def add_done_callback(self, tell):
        """Tell that it is done."""
        tell(self)

    def result(self):
        """Fetch what came of it."""
        self.client.lying -= 1
        return self.function()


def test_tasks_wait_here_rather_than_with_the_scheduler():
    """However many tasks there are, three for each thread of a worker are the most that are under way; every result finds its place."""
    pytest.importorskip("distributed")
    client = StandIn(threads=2)
    done = dict(subject.Cluster(client).each(abs, range(0, -100, -1)))
    assert done == {place: place for place in range(100)}
    assert client.most == 6
    assert client.cancelled == []


def test_what_is_outstanding_is_cancelled_when_nobody_wants_it_any_more():
    """An exception or Ctrl-C leaves no work with the cluster."""
    pytest.importorskip("distributed")
    client = StandIn(threads=2)
    working = subject.Cluster(client).each(abs, range(100))
    next(working)
    working.close()
    assert len(client.cancelled) == 5


def test_other_versions_are_refused():
    """A worker whose arithmetic may differ is named, with what it has and what it should have."""
    with pytest.raises(TalksError, match=r"tcp://worker:1 has numpy 0\.1, here it is"):
        subject.Cluster(StandIn(versions={**subject.versions(), "numpy": "0.1"}))


def test_a_worker_without_the_simulator_is_refused():
    """A worker that cannot even say its versions is named."""
    with pytest.raises(TalksError, match="tcp://worker:1 lacks the simulator"):
        subject.Cluster(StandIn(versions=ModuleNotFoundError("No module named 'sim'")))


def test_other_versions_are_refused_of_workers_that_join_later():
    """Each task looks once more where it is done."""
    with pytest.raises(TalksError, match=r"a worker that joined later has mesa .*, here it is 9\.9"):
        subject._do_here({**subject.versions(), "mesa": "9.9"}, (), abs, -1)
    assert subject._do_here(subject.versions(), (), abs, -1) == 1


def test_a_cluster_without_workers_is_not_waited_for_without_end(monkeypatch):
    """Where no worker comes, the command ends and says how to start one."""
    monkeypatch.setattr(subject, "_PATIENCE", 0.2)
    client = StandIn(threads=0)
    client.scheduler = type("Scheduler", (), {"address": "tcp://here:8786"})
    with pytest.raises(TalksError, match=r"no worker for .*dask worker tcp://here:8786 --nthreads 1"):
        list(subject.Cluster(client).each(abs, [1]))


def test_dask_is_asked_for_only_where_it_is_wanted():
    """Without --scheduler nothing of Dask is imported, so that it need not be installed."""
    found = subprocess.run(
        [sys.executable, "-c", "import sys, sim.ensemble.cluster, sim.cli.run; print('distributed' in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == "False\n"


# A real scheduler with two workers on this machine


@contextmanager
def started(*words, log, **environment):
    """A process for as long as the block lasts; what it says goes into a file."""
    with log.open("w") as said:
        process = subprocess.Popen([sys.executable, *map(str, words)], stdout=said, stderr=said, env=os.environ | environment, cwd=log.parent)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@contextmanager
def dask(folder, workers=2, **environment):
    """A scheduler, which writes its address into `scheduler.json`, and its workers: `dask scheduler` and `dask worker` on 127.0.0.1."""
    pytest.importorskip("distributed")
    address = folder / "scheduler.json"
    with started(
        *("-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0", "--scheduler-file", address),
        log=folder / "scheduler.log",
        **environment,
    ) as scheduler:
        for _ in range(600):
            if scheduler.poll() is not None or (address.exists() and address.read_text().endswith("}")):
                break
            time.sleep(0.05)
        assert address.exists(), (folder / "scheduler.log").read_text()
        commands = [
            started(
                *("-m", "dask", "worker", "--scheduler-file", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard"),
                *("--local-directory", folder),
                log=folder / f"worker-{number}.log",
            )
            for number in range(workers)
        ]
        with ExitStack() as stack:
            yield scheduler, [stack.enter_context(worker) for worker in commands]


def command(out, *more):
    """Run the command in a process of its own."""
    words = [sys.executable, str(ROOT / "run_sim.py"), "run", "one-mediator", "-n", str(N), "--no-figures", "--out", str(out), *more]
    return subprocess.Popen(words, cwd=out.parent, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def finished(process):
    """What the command said, once it has left with 0."""
    said = process.communicate(timeout=300)[1]
    assert process.returncode == 0, said
    return said


def until_kept(out, process, batches):
    """Wait until so many batches are kept, or the process has ended."""
    folder = out.with_name(f"{out.name}.unfinished") / "batches"
    while process.poll() is None and len(list(folder.glob("*.part")) if folder.is_dir() else []) < batches:
        time.sleep(0.01)
    assert process.poll() is None, process.communicate()[1]


def files(folder):
    """Every file of a run but that of times, with its bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "times.json"}


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The run that one process makes."""
    folder = tmp_path_factory.mktemp("alone") / "run"
    finished(command(folder, "--workers", "1"))
    return files(folder)


@pytest.mark.slow
def test_neither_ctrl_c_nor_a_killed_worker_changes_a_byte(alone, tmp_path, left):
    """Stopped, resumed, and with one of two workers killed in the middle, all files are those of one process; the other worker serves sweeps, too."""
    with dask(tmp_path) as (_, workers):
        process = command(tmp_path / "run", "--scheduler", "scheduler.json")
        until_kept(tmp_path / "run", process, 1)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
        assert process.returncode == 130
        assert "histories are kept: add --resume" in said
        assert "Traceback" not in said

        process = command(tmp_path / "run", "--scheduler", "scheduler.json", "--resume")
        until_kept(tmp_path / "run", process, 3)
        workers[0].send_signal(signal.SIGKILL)
        said = finished(process)
        assert [line for line in said.splitlines() if not line.startswith("Resumed")] == []
        assert workers[1].poll() is None

        for words in (["sweep", "split-the-pie", "--vary", "constants.shape=1:2:2"], ["compare", "split-the-pie", "--set", "constants.shape=2"]):
            answers = [left(*words, "-n", "250", "--json", *more, out=True) for more in (["--scheduler", "scheduler.json"], [])]
            assert answers[0] == answers[1]
            assert answers[0][0] == 0
    assert {"rows.csv", "series.npz"} < set(alone)
    assert files(tmp_path / "run") == alone


@pytest.mark.slow
def test_a_lost_scheduler_costs_only_what_is_under_way(alone, tmp_path):
    """Where the scheduler is killed the command ends in words; what was kept is finished here, to the same bytes."""
    with dask(tmp_path) as (scheduler, _):
        process = command(tmp_path / "run", "--scheduler", json.loads((tmp_path / "scheduler.json").read_text())["address"])
        until_kept(tmp_path / "run", process, 1)
        scheduler.kill()
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 1
    assert "the scheduler of the cluster was lost" in said
    assert "add --resume" in said
    assert "Traceback" not in said
    assert "Resumed" in finished(command(tmp_path / "run", "--resume", "--workers", "1"))
    assert files(tmp_path / "run") == alone


@pytest.mark.slow
def test_local_starts_a_cluster_for_this_run_alone(alone, tmp_path):
    """`local` gives the same bytes and leaves no process behind."""
    pytest.importorskip("distributed")
    process = command(tmp_path / "run", "--scheduler", "local", "--workers", "2")
    until_kept(tmp_path / "run", process, 1)
    workers = workers_of(process) if Path("/proc/self/task").exists() else []
    assert finished(process) == ""
    assert files(tmp_path / "run") == alone
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def workers_of(process):
    """The worker processes of a process."""
    found = [int(child) for task in Path(f"/proc/{process.pid}/task").iterdir() for child in (task / "children").read_text().split()]
    return [child for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


@pytest.mark.slow
def test_a_task_that_ends_worker_after_worker_is_given_up():
    """Dask tries a task on one worker after the other; where each of them ends, the command does too, in words."""
    pytest.importorskip("distributed")
    script = """
import os
from sim.ensemble.cluster import cluster
from sim.errors import TalksError

try:
    with cluster("local", 1) as hands:
        assert hands.client.scheduler.address.startswith("tls://"), "nobody else on the machine may reach it"
        list(hands.each(os._exit, [1]))
except TalksError as error:
    print(error)
"""
    once = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=os.environ | once, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ended over the same task" in done.stdout


def test_python_callers_hear_of_a_missing_package_too(monkeypatch):
    """`simulate` says the same as the command."""
    from sim.ensemble import simulate
    from sim.scenario import load

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="needs Dask"):
        simulate(load("split-the-pie").scenario, name="pie", n=250, scheduler="local")
