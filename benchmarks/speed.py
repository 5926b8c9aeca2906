"""How fast the engine is beside its peers, and what it costs to start, to grow and to share work: `python benchmarks/speed.py --help`."""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numba_kernel
import plain_mesa

from sim.ensemble import simulate
from sim.ensemble.run import rows_of_many
from sim.scenario import from_resolved, load, resolved
from sim.scenario.schema import Scenario

ROOT = Path(__file__).parents[1]
NAME = "textbook/one-mediator"
HISTORIES, PLAIN_HISTORIES = 10_000, 300
WORK_SECONDS = 20.0


def main() -> None:
    """Print the tables that are asked for, or all."""
    sections: dict[str, Callable[[argparse.Namespace], None]] = {
        "rates": print_rates,
        "memory": print_memory,
        "starts": print_starts,
        "scaling": print_scaling,
        "workers": print_workers,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", help=f"which tables: {', '.join(sections)} (all if left out)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each time is taken; medians are printed")
    chosen = parser.parse_args()
    if unknown := set(chosen.sections) - set(sections):
        parser.error(f"no such table: {', '.join(sorted(unknown))}")
    print(machine())
    for name, show in sections.items():
        if name in chosen.sections or not chosen.sections:
            print(f"\n## {name.capitalize()}\n", flush=True)
            show(chosen)


def machine() -> str:
    """What this was measured on, and how busy that was with other things."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    chip = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    packages = ", ".join(f"{package} {version(package)}" for package in ("numpy", "mesa", "numba"))
    load_average = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return f"{os.cpu_count()} cores, {chip}, {platform.system()} {platform.release()}, Python {platform.python_version()}, {packages}; load {load_average}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table as Markdown, its first column to the left; rows as they come."""
    print(f"| {' | '.join(heads)} |")
    print(f"|:---{'|---:' * (len(heads) - 1)}|")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def medians(rounds: int, clock: Callable[[], float], tasks: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Median seconds of each task; they take turns, so that what else the machine does weighs on all of them."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, do in tasks.items():
            start = clock()
            do()
            times[name].append(clock() - start)
    return {name: median(taken) for name, taken in times.items()}


# --- the tables --------------------------------------------------------------------------------------------------------


def print_rates(chosen: argparse.Namespace) -> None:
    """Histories per second of CPU by the engine and by its peers, random numbers included, and each against the peers."""
    scenario = load(NAME).scenario
    start = time.process_time()
    numba_kernel.run(scenario, 1)
    print(f"Compiling the kernel took {time.process_time() - start:.0f} s of CPU, which is not counted below.\n")
    rows_of_many([scenario], n=250, workers=1)
    sizes = {
        "plain Mesa, `mesa.batch_run`": PLAIN_HISTORIES,
        "engine, a row a history": HISTORIES,
        "engine, rows and counts per day": HISTORIES,
        "numba kernel, serial": HISTORIES,
    }
    plays = [
        lambda: plain_mesa.run(scenario, PLAIN_HISTORIES),
        lambda: rows_of_many([scenario], n=HISTORIES, workers=1),
        lambda: simulate(scenario, name=NAME, n=HISTORIES, workers=1),
        lambda: numba_kernel.run(scenario, HISTORIES),
    ]
    taken = medians(chosen.rounds, time.process_time, dict(zip(sizes, plays, strict=True)))
    rates = {name: n / taken[name] for name, n in sizes.items()}
    plain, *_, kernel = rates.values()
    table(
        ["how", "histories", "per CPU second", "x batch_run", "x numba"],
        ([name, f"{sizes[name]:,}", f"{rate:,.0f}", f"{rate / plain:.1f}", f"{rate / kernel:.2f}"] for name, rate in rates.items()),
    )


def print_memory(_: argparse.Namespace) -> None:
    """Peak memory of the command that simulates and writes a run folder, in one process; a million histories take some minutes."""

    def rows() -> Iterable[list[str]]:
        for n in (10_000, 100_000, 1_000_000):
            with tempfile.TemporaryDirectory() as folder:
                yield [f"{n:,}", f"{peak_of(['run', NAME, '-n', str(n), '--workers', '1', '--no-figures', '--out', f'{folder}/run']):.0f}"]

    table(["histories", "peak MB"], rows())


def peak_of(words: Sequence[str]) -> float:
    """Peak resident megabytes of a command of this project; a small process starts it, since at first a command counts what its starter holds."""
    small = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, capture_output=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    words = [sys.executable, "-c", small, sys.executable, "run_sim.py", *words]
    return int(subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout) / 1024


def print_starts(chosen: argparse.Namespace) -> None:
    """Wall and CPU time of commands, each in a new process."""
    doha = "scenarios/gaza/doha-2024-08.yaml"

    def rows() -> Iterable[list[str]]:
        with tempfile.TemporaryDirectory() as folder:
            for words in (["--help"], ["check", doha], ["run", doha, "-n", "1000", "--out", f"{folder}/run", "--overwrite"]):
                wall, cpu = zip(*(command_times(words) for _ in range(chosen.rounds)), strict=True)
                shown = " ".join(word for word in words if folder not in word and word not in {"--out", "--overwrite"})
                yield [f"`{shown}`", f"{median(wall):.2f}", f"{median(cpu):.2f}"]

    table(["command", "wall s", "CPU s"], rows())


def command_times(words: Sequence[str]) -> tuple[float, float]:
    """Wall and CPU seconds of a command of this project."""

    def cpu() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before, start = cpu(), time.perf_counter()
    subprocess.run([sys.executable, "run_sim.py", *words], cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - start, cpu() - before


def print_scaling(chosen: argparse.Namespace) -> None:
    """Histories per second of CPU as the scenario grows, against what it is."""
    sizes = {"as it is": {}}
    sizes |= {f"{count} parties": {"parties": count} for count in (3, 4, 6)}
    sizes |= {f"{count} issues": {"issues": count} for count in (1, 6, 12)}
    sizes |= {f"{count} days": {"days": count} for count in (92, 366, 732)}
    n = 1_000
    scenarios = {name: grown(**size) for name, size in sizes.items()}
    plays = {name: lambda scenario=scenario: rows_of_many([scenario], n=n, workers=1) for name, scenario in scenarios.items()}
    taken = medians(chosen.rounds, time.process_time, plays)
    first = taken["as it is"]
    table(["scenario", "per CPU second", "time a history"], ([name, f"{n / one:,.0f}", f"x {one / first:.2f}"] for name, one in taken.items()))


def grown(parties: int = 2, issues: int = 3, days: int = 183) -> Scenario:
    """The scenario with more parties like the two, alternately, and other numbers of issues and days."""
    data = resolved(load(NAME).scenario)
    first_issues, first_parties = list(data["issues"].items()), list(data["parties"].items())
    names = [f"{first_parties[k % 2][0]}_{k:02}" for k in range(parties)]
    place = {f"issue_{k:02}": first_issues[k % len(first_issues)] for k in range(issues)}
    data["issues"] = {name: issue for name, (_, issue) in place.items()}
    trust = first_parties[0][1]["trust"][first_parties[1][0]]
    data["parties"] = {
        name: {
            **first_parties[k % 2][1],
            "stances": {issue: first_parties[k % 2][1]["stances"][like] for issue, (like, _) in place.items()},
            "trust": {other: trust for other in names if other != name},
        }
        for k, name in enumerate(names)
    }
    data["mediators"]["judge"]["channel_to"] = names
    start = load(NAME).scenario.calendar.start
    data["calendar"]["end"] = str(start + timedelta(days=days - 1))
    return from_resolved(data)


def print_workers(chosen: argparse.Namespace) -> None:
    """Wall time of two workers against one on the same work, what it takes to start them aside."""
    scenario = load(NAME).scenario

    def play(n: int, workers: int, batch: int | None = None) -> None:
        simulate(scenario, name=NAME, n=n, workers=workers, batch=batch)

    play(1_000, 1)
    start = time.perf_counter()
    play(4_000, 1)
    n = max(1_000 * round(WORK_SECONDS * 4 / (time.perf_counter() - start)), 10_000)
    tasks = {
        "one worker": lambda: play(n, 1),
        "two workers": lambda: play(n, 2),
        "start of two": lambda: play(2_000, 2, 4),
        "their share": lambda: play(1_000, 1, 4),
    }
    taken = medians(chosen.rounds, time.perf_counter, tasks)
    start_up = max(taken["start of two"] - taken["their share"], 0.0)
    working = taken["two workers"] - start_up
    table(
        ["histories", "one worker, wall s", "two workers, wall s", "of it start-up, wall s", "start-up aside, times as fast"],
        [[f"{n:,}", f"{taken['one worker']:.1f}", f"{taken['two workers']:.1f}", f"{start_up:.1f}", f"{taken['one worker'] / working:.2f}"]],
    )


if __name__ == "__main__":
    main()
