"""What it costs to start, at one commit and at another, paired in one run: `python benchmarks/start.py --help`."""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
BASE = "e466e44"
"""The commit before the work on the start of a run."""
SCENARIO = "scenarios/gaza/doha-2024-08.yaml"
SIZES = (250, 500, 1_000, 4_000)
AIMS = {"simulate 250, warm": 1 / 3, "simulate 1,000, warm": 1 / 2}
"""Of CPU time, new against old."""
WALL_AIMS = {"run -n 1000, cold": 2.0 / 2.9}
COVERAGE = 0.95

PLAYER = """
import gc, json, sys, time
from sim.ensemble import simulate
from sim.scenario import load
talks = load(sys.argv[1]).scenario
for line in sys.stdin:
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    simulate(talks, name="talks", n=int(line), workers=1)
    print(json.dumps([time.process_time() - cpu, time.perf_counter() - wall]), flush=True)
"""
"""Simulates as many histories as each line that it reads says, and prints the CPU and wall seconds of each."""

COMMAND = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
wall, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
if done.returncode:
    sys.exit(done.stderr)
print(json.dumps([used.ru_utime + used.ru_stime, wall]))
"""
"""Carries out a command and prints CPU seconds, those of its children included, and wall seconds."""


class Times(NamedTuple):
    """CPU and wall seconds of one thing done once."""

    cpu: float
    wall: float


class Ratio(NamedTuple):
    """The median of ratios, new to old, and an interval for it."""

    middle: float
    low: float
    high: float

    def __str__(self) -> str:
        """The ratio as it is printed."""
        return f"{self.middle:.2f} ({self.low:.2f} to {self.high:.2f})"


Task = Callable[[], Times]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table: what was done, CPU and wall seconds of either, and how they compare."""
    chosen = _chosen(arguments)
    with ExitStack() as stack:
        old = stack.enter_context(tree_of(chosen.base))
        new = stack.enter_context(tree_of(chosen.new)) if chosen.new else ROOT
        tasks = [_tasks(tree, chosen, stack) for tree in (old, new)]
        print(f"Old is {chosen.base}, new is {chosen.new or 'this checkout as it is'}; medians of {chosen.rounds} rounds;")
        held = f"{100 * coverage(chosen.rounds):.0f} times in 100"
        print(f"new against old in each round, its median with an interval that holds it {held}.\n", flush=True)
        print("| what | old, CPU s | new, CPU s | new / old | old, wall s | new, wall s | new / old | aim |")
        print("|:---|---:|---:|---:|---:|---:|---:|---:|")
        for name in tasks[0]:
            print(row(name, *paired(tasks[0][name], tasks[1][name], chosen.rounds)), flush=True)


def _chosen(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = ("warm", "help", "check", "run")
    parser.add_argument("what", nargs="*", help=f"which of {', '.join(kinds)} (all if left out)")
    parser.add_argument("--base", default=BASE, help="the old commit")
    parser.add_argument("--new", help="the new commit (this checkout as it is, if left out)")
    parser.add_argument("--rounds", type=int, default=7, help="how often each is done, after once that does not count")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of histories that are simulated warm")
    parser.add_argument("--histories", type=int, default=1_000, help="number of histories of `run`")
    parser.add_argument("--scenario", default=SCENARIO, help="a file that both have")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.what) - set(kinds):
        parser.error(f"nothing is measured under the name {', '.join(sorted(unknown))}; there is {', '.join(kinds)}")
    if chosen.rounds < 1:
        parser.error("--rounds is at least 1")
    chosen.what = chosen.what or kinds
    return chosen


@contextmanager
def tree_of(commit: str) -> Iterator[Path]:
    """The files of a commit, in a folder that goes again; leaves where there is no such commit."""
    words = ["git", "archive", commit]
    packed = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        said = packed.stderr.decode().strip()
        sys.exit(f"git has no files of {commit}: {said}; a shallow clone gets them by `git fetch --unshallow`")
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
        yield Path(folder)


def _tasks(tree: Path, chosen: argparse.Namespace, stack: ExitStack) -> dict[str, Task]:
    """What is measured of the files in a folder, by the name that is printed."""
    tasks: dict[str, Task] = {}
    if "warm" in chosen.what:
        play = stack.enter_context(_player(tree, chosen.scenario))
        tasks |= {f"simulate {n:,}, warm": lambda n=n: play(n) for n in chosen.sizes}
    out = stack.enter_context(tempfile.TemporaryDirectory())
    n = str(chosen.histories)
    commands = {
        "help": ("--help, cold", ["--help"]),
        "check": ("check, cold", ["check", chosen.scenario]),
        "run": (f"run -n {n}, cold", ["run", chosen.scenario, "-n", n, "--out", f"{out}/run", "--overwrite"]),
    }
    for name, words in (commands[kind] for kind in commands if kind in chosen.what):
        tasks[name] = partial(_command, tree, words)
    return tasks


@contextmanager
def _player(tree: Path, scenario: str) -> Iterator[Callable[[int], Times]]:
    """A process that simulates with the files of a folder as often as it is asked."""
    words, pipe, env = [sys.executable, "-c", PLAYER, scenario], subprocess.PIPE, _surroundings(tree)
    with subprocess.Popen(words, cwd=tree, env=env, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        asked, told = process.stdin, process.stdout

        def play(n: int) -> Times:
            asked.write(f"{n}\n")
            asked.flush()
            return Times(*json.loads(told.readline()))

        yield play
        asked.close()


def _command(tree: Path, words: Sequence[str]) -> Times:
    """What a command of the project takes with the files of a folder, in a new process."""
    whole = [sys.executable, "-c", COMMAND, sys.executable, "run_sim.py", *words]
    env = _surroundings(tree)
    done = subprocess.run(whole, cwd=tree, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return Times(*json.loads(done.stdout))


def _surroundings(tree: Path) -> dict[str, str]:
    """The environment in which the files of a folder are what is imported, compiled once as usual."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(tree)}


def paired(old: Task, new: Task, rounds: int) -> tuple[list[Times], list[Times]]:
    """Do both so many times, by turns and each first as often as the other, after a first time that does not count."""
    olds, news = [], []
    for turn in range(-1, rounds):
        if turn % 2:
            second, first = new(), old()
        else:
            first, second = old(), new()
        if turn >= 0:
            olds.append(first)
            news.append(second)
    return olds, news


def row(name: str, olds: Sequence[Times], news: Sequence[Times]) -> str:
    """A line of the table."""
    cells = [name]
    for kind in Times._fields:
        before, after = ([getattr(one, kind) for one in times] for times in (olds, news))
        cells += [f"{median(before):.2f}", f"{median(after):.2f}", str(ratio(before, after))]
    aims = [f"{kind} {aim[name]:.2f}" for kind, aim in (("CPU", AIMS), ("wall", WALL_AIMS)) if name in aim]
    return f"| {' | '.join([*cells, *(aims or [''])])} |"


def ratio(olds: Sequence[float], news: Sequence[float]) -> Ratio:
    """How new times stand to old ones of the same rounds: the median, and the interval between two of the ratios that `coverage` speaks of."""
    ratios = sorted(after / before for before, after in zip(olds, news, strict=True))
    cut = _cut(len(ratios))
    return Ratio(median(ratios), ratios[cut], ratios[-1 - cut])


def coverage(rounds: int) -> float:
    """How often the interval of `ratio` holds the median, whatever the distribution of times (the sign test turned round)."""
    return 1 - 2 * sum(math.comb(rounds, k) for k in range(_cut(rounds) + 1)) / 2**rounds


def _cut(rounds: int) -> int:
    """How many of the sorted ratios may be left out at either end."""
    cut, beyond = 0, 1
    while 1 - 2 * (beyond := beyond + math.comb(rounds, cut + 1)) / 2**rounds >= COVERAGE:
        cut += 1
    return cut


if __name__ == "__main__":
    main()
