"""Damaged input of every kind, tried one after the other in a process of its own with a limit on time and memory.

`python mutants.py KIND FIRST LAST FOLDER` prints a line for each mutant that came out wrong; a seed gives the same mutant every time.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import resource
import shutil
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from jsonschema import Draft202012Validator

from sim.ensemble import simulate
from sim.errors import TalksError
from sim.scenario import Scenario, json_schema, load, with_changes
from sim.scenario.naming import files
from sim.scenario.overriding import known_paths
from sim.scenario.reading import read, value_at, with_value

SECONDS, BYTES = 20, 1_000_000_000
HERE = Path(__file__).parent
TALKS = HERE / "talks.yaml"
GAZA = HERE.parents[1] / "calibration" / "gaza"
WHOLE, OVERLAY = Draft202012Validator(json_schema(overlay=False)), Draft202012Validator(json_schema(overlay=True))

ODD: list[Any] = [
    None, True, False, "", " ", "x", "é", "None", "=1+1", [], {}, [[]], [None], {"": 1}, {"mean": 1}, {"mean": 1, "sd": -1}, {"mean": 1e155, "sd": 1e300},
    {"low": 3, "mode": 2, "high": 1}, {"low": 1, "mode": 2}, 0, -1, 1, 2, 3.0, 0.5, 101, 1e155, -1e155, 1e-300, 5e-324, 1e9, 10**39, "1e9", "0,5", "50 %",
    "2024-02-30", "2024-02-29", "9999-12-31", "0001-01-01", "2024-8-1", " 2024-08-15 ", "0 days", "0 weeks", "1 days", " 2  weeks ", "999999 years",
    "101 years", "every 0 days", "every  day", "every 40000 days", "when  ripe", "a.b", "withdrawn", "in_person", "trust", "x" * 300, "\u202etest",
]  # fmt: skip
"""Values that do not belong where they are put, or only just."""

BETWEEN = [
    "low, mode and high must not fall",
    "must have a row for each path", "must name each path once", "a stance on", "leaves its numbers to", "leaves positions to",
    "unknown (party|issue|mediator)", "does not need to trust itself", "the name '.*' (is taken|stands for)", "names the random draws", "where the text puts",
    "must lie (below|above|away from)", "no issue matters", "no issue is in phase", "is not the position or salience", "must be positive definite",
    "must not lie before the start",
    "must lie (between|after|within)", "must not be later than", "a report is named here", "there is no (report|source|quantity)",
    "has no (statements|events).csv", "the report '", "must not be less than low", "a deadline can only be moved", "does not fit", r"must be between .* for '",
    "only attendance can change", "nobody's signature", "needs (at least one|exactly two|kind|a fixed|all issues|offers)", "'when ripe' leaves",
    "must be '(equilibrium|threshold)'", "the scenario has no reference_text", "cannot be read", "already; each needs", "must be one of",
    r"things_to_try\.\d+\.command",
]  # fmt: skip
"""What hangs on several settings at once (names, the order of numbers and dates, what a case holds, the words of a command): the command alone says it."""


def mutated(data: Any, luck: np.random.Generator) -> Any:
    """Plain data with one to three things changed in its structure."""
    for _ in range(int(luck.integers(1, 4))):
        places = _places(data)
        keys = places[int(luck.integers(len(places)))]
        other = places[int(luck.integers(len(places)))]
        match int(luck.integers(5)):
            case 0:
                data = with_value(data, keys, None)
            case 1:
                data = with_value(data, keys, value_at(data, other))
            case 2:
                data = with_value(data, (*keys[:-1], _name(luck)), value_at(data, keys)) if isinstance(keys[-1], str) else data
            case _:
                data = with_value(data, keys, ODD[int(luck.integers(len(ODD)))])
    return data


def _places(data: Any, keys: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [*([keys] if keys else []), *(place for key, value in inside for place in _places(value, (*keys, key)))] or [("title",)]


def _name(luck: np.random.Generator) -> str:
    return str(luck.choice(["x", "Upper", "set", "on", "0", "150", "50.5", "é", "", "a b", "everybody"]))


def bytes_changed(content: bytes, luck: np.random.Generator) -> bytes:
    """A file with a few bytes flipped, cut, doubled or put in."""
    found = bytearray(content)
    for _ in range(int(luck.integers(1, 5))):
        at = int(luck.integers(len(found) + 1))
        match int(luck.integers(5)):
            case 0 if at < len(found):
                found[at] ^= 1 << int(luck.integers(8))
            case 1:
                del found[at : at + int(luck.integers(1, 60))]
            case 2:
                found[at:at] = found[max(at - 40, 0) : at]
            case 3:
                found[at:at] = bytes(
                    luck.choice([b"\n", b"\0", b"\xff", b"- ", b": ", b"{", b"'", b'"', b"&a *a", b"\t", b"%", b";", b"\xef\xbb\xbf", b"9" * 50])
                )
            case _:
                del found[at:]
    return bytes(found)


# --- kinds of input ----------------------------------------------------------------------------------------------------


def _some_scenario(luck: np.random.Generator) -> Path:
    paths = [TALKS, *(path for _, _, path in files())]
    return paths[0] if luck.random() < 0.4 else paths[int(luck.integers(len(paths)))]


def structure(luck: np.random.Generator, folder: Path) -> None:
    """A scenario file whose settings are mixed up: schema and loader agree, and what is accepted runs."""
    source = _some_scenario(luck)
    data = mutated(read(source).data, luck)
    path = folder / "mutant.yaml"
    if "extends" in data and data["extends"] == read(source).data["extends"]:
        data["extends"] = Path(data["extends"]).stem  # from anywhere, a scenario of the library is extended by its name
    path.write_text(yaml.safe_dump(data, allow_unicode=True, width=10_000), encoding="utf-8")
    try:
        document = read(path)
    except TalksError:
        return
    if document.mistakes:  # of spelling: then there is no data that a schema could judge
        return
    data = document.data
    try:
        scenario = load(path).scenario
    except TalksError as error:
        _agree_on_mistakes(data, str(error))
        return
    assert WHOLE.is_valid(data), f"the loader accepts, the schema does not: {_first(WHOLE, data)}"
    if luck.random() < 0.15:
        _runs(scenario, luck)


def _first(validator: Draft202012Validator, data: Any) -> str:
    error = next(iter(validator.iter_errors(data)))
    return f"{list(error.absolute_path)} {error.message[:200]}"


def _agree_on_mistakes(data: Any, said: str) -> None:
    """What the loader refuses the schema refuses too, but for what hangs on several settings or files."""
    if "extends" not in data and WHOLE.is_valid(data):
        unexplained = [line for line in said.splitlines() if not any(re.search(words, line) for words in BETWEEN)]
        assert not unexplained, f"the schema accepts, the loader does not: {unexplained}"


def _runs(scenario: Scenario, luck: np.random.Generator) -> None:
    """A few days of it run without a complaint, and the shares of endings sum to 1."""
    short = min(scenario.days, 20)
    with contextlib.suppress(TalksError):
        end = scenario.calendar.start.toordinal() + short - 1
        scenario = with_changes(scenario, {"calendar.end": str(type(scenario.calendar.start).fromordinal(end)), "calendar.deadline": None})
    if scenario.days > 200 or len(scenario.parties) * len(scenario.issues) > 60:
        return
    run = simulate(scenario, name="mutant", n=20, seed=int(luck.integers(1000)), workers=1)
    _, counts = np.unique(run.histories["ending"].astype(str), return_counts=True)
    assert counts.sum() == 20


def text(luck: np.random.Generator, folder: Path) -> None:
    """A scenario file whose bytes are damaged."""
    path = folder / "mutant.yaml"
    path.write_bytes(bytes_changed(_some_scenario(luck).read_bytes(), luck))
    _refused_or_fine(lambda: load(path))


def setting(luck: np.random.Generator, folder: Path) -> None:
    """An override of a scenario from outside: any path, any value, spelt in any way."""
    del folder
    source = _some_scenario(luck)
    paths = [*known_paths(read(source).data), "events.x.on", "constants.shape", "nothing", ""]
    value = ODD[int(luck.integers(len(ODD)))]
    words = f"{paths[int(luck.integers(len(paths)))]}={json.dumps(value) if luck.random() < 0.7 else value}"
    if luck.random() < 0.3:
        words = bytes_changed(words.encode(), luck).decode(errors="replace")
    _refused_or_fine(lambda: load(source, [words]))


def table(luck: np.random.Generator, folder: Path) -> None:
    """A table that a class has filled in."""
    from sim.kit.coding import coded, placed
    from sim.kit.forecasts import forecasts

    path = folder / "table.csv"
    filled = "who,agreement,partial,broken,stalemate,breakdown,any_deal\nAnna,20,20,20,20,20,60\nBen,40%,0,10,50,0,50\n"
    path.write_bytes(bytes_changed(filled.encode(), luck))
    _refused_or_fine(lambda: forecasts(path))
    doha = load("doha-2024-08")
    path.write_bytes(bytes_changed(b"who,statement,low,high\nAnna,1,20,40\nAnna,2,0,100\nBen,1,10,30\n", luck))
    _refused_or_fine(lambda: coded(placed(doha.scenario, doha.case), path))


def case(luck: np.random.Generator, folder: Path) -> None:
    """The files of a calibration case."""
    from sim.calibration.records import read_case

    shutil.copytree(GAZA, folder / "gaza", ignore=shutil.ignore_patterns("stances"))
    names = ["case.yaml", "issues.yaml", *(path.name for path in GAZA.glob("*.csv"))]
    path = folder / "gaza" / names[int(luck.integers(len(names)))]
    if path.suffix == ".yaml" and luck.random() < 0.6:
        path.write_text(yaml.safe_dump(mutated(read(path).data, luck), allow_unicode=True), encoding="utf-8")
    else:
        path.write_bytes(bytes_changed(path.read_bytes(), luck))
    with contextlib.suppress(ValueError):  # what the command turns into its message
        read_case("gaza", folder)


def kept(luck: np.random.Generator, folder: Path) -> None:
    """A folder of a run that somebody has damaged."""
    from sim.ensemble import read_run

    run = folder.parent / "kept"
    if not run.is_dir():
        _command(["run", str(TALKS), "-n", "20", "--no-figures", "--out", str(run)])
    damaged = folder / "run"
    shutil.copytree(run, damaged)
    inside = sorted(path for path in damaged.rglob("*") if path.is_file())
    path = inside[int(luck.integers(len(inside)))]
    if path.suffix == ".json" and luck.random() < 0.5:
        path.write_text(json.dumps(mutated(json.loads(path.read_text(encoding="utf-8")), luck), default=str), encoding="utf-8")
    elif luck.random() < 0.2:
        path.unlink()
    else:
        path.write_bytes(bytes_changed(path.read_bytes(), luck))
    _refused_or_fine(lambda: read_run(damaged))


def stances(luck: np.random.Generator, folder: Path) -> None:
    """A scenario that leaves its stances to a case whose file of stances is damaged."""
    from sim.scenario import cases

    real = cases.CASES
    cases.CASES = folder
    try:
        source = next(path for _, name, path in files() if name == "doha-2024-08")
        path = folder / "gaza" / "stances" / "2024-08-15.yaml"
        path.parent.mkdir(parents=True)
        for table in GAZA.glob("*.csv"):
            (folder / "gaza" / table.name).symlink_to(table)
        shutil.copy(GAZA / "stances" / path.name, path)
        if luck.random() < 0.6:
            path.write_text(yaml.safe_dump(mutated(yaml.safe_load(path.read_text(encoding="utf-8")), luck)), encoding="utf-8")
        else:
            path.write_bytes(bytes_changed(path.read_bytes(), luck))
        _refused_or_fine(lambda: load(source))
    finally:
        cases.CASES = real


def command(luck: np.random.Generator, folder: Path) -> None:
    """A damaged scenario at the command line: it leaves with a known code, says why, and leaves a whole folder or none."""
    path, out = folder / "mutant.yaml", folder / "out"
    data = mutated(read(TALKS).data, luck)
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    code, said = _command(
        ["run", str(path), "-n", "20", "--no-figures", "--out", str(out), "--set", "calendar.end=2030-02-14", "--set", "calendar.deadline=null"]
    )
    assert code in {0, 1, 2}
    assert code == 0 or said.strip()
    assert (out / "manifest.json").is_file() if code == 0 else not out.exists()
    assert not [left for left in folder.iterdir() if left not in {path, out}]


def _command(arguments: list[str]) -> tuple[int, str]:
    from sim.cli import main

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main(arguments)
        except SystemExit as leaving:
            return int(leaving.code or 0), said.getvalue()
    raise AssertionError("a command did not leave")


def _refused_or_fine(do: Callable[[], object]) -> None:
    with contextlib.suppress(TalksError):
        do()


KINDS: dict[str, Callable[[np.random.Generator, Path], None]] = {one.__name__: one for one in (structure, text, setting, table, case, kept, stances, command)}


def tried(kind: str, seed: int, folder: Path) -> str | None:
    """What went wrong with a mutant; None if nothing."""

    def too_long(*_: object) -> None:
        raise RuntimeError(f"took more than {SECONDS} seconds")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    folder.mkdir()
    try:
        with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
            warnings.simplefilter("error")
            KINDS[kind](np.random.default_rng([seed, sorted(KINDS).index(kind)]), folder)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        place = f"{where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else ""
        return f"{kind} {seed}: {type(error).__name__}: {str(error)[:600]} ({place})"
    finally:
        signal.alarm(0)
        shutil.rmtree(folder)
    return None


def main() -> None:
    """Try the mutants that the command line asks for."""
    kind, first, last, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    held = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, held))
    for seed in range(first, last):
        if (wrong := tried(kind, seed, folder / f"{kind}-{seed}")) is not None:
            print(wrong, flush=True)  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main()
