"""A run on disk: a manifest, a row a history, counts per day, figures; it appears when it is whole."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.columns import HISTORY, column_of
from sim.endings import ENDINGS
from sim.errors import InputError, ScenarioError, TalksError
from sim.home import own_folder
from sim.rules.plugins import missing
from sim.scenario import from_resolved, resolved
from sim.scenario.own_rules import plugin_files
from sim.scenario.reading import forbidden

from .checkpoint import Checkpoint
from .columns import as_words, column_dictionary, draws_dictionary
from .destination import Destination, altered, contents_of, fingerprint
from .run import Columns, Run
from .series import SERIES
from .versions import versions

_FORMAT = 3
"""Of draws.csv, which older runs lack."""


class RunFolder:
    """A run folder being written: everything goes into a folder beside it, which takes its place when all is done."""

    def __init__(self, destination: Destination, checkpoint: Checkpoint) -> None:
        self.destination, self.path, self.checkpoint = destination, destination.making, checkpoint
        self._manifest: dict[str, Any] = {}

    @classmethod
    @contextmanager
    def create(cls, path: Path | str, plan: dict[str, Any], *, overwrite: bool = False, resume: bool = False) -> Iterator[Self]:
        """Make a run folder at `path`; on an exception only batches that are done are left behind, beside it, for `resume`.

        Raises InputError where the folder exists already and may not be replaced, cannot be made, or is another command's.
        """
        destination = Destination(Path(path), "run", settings_of(plan), overwrite=overwrite)
        final = destination.final
        if resume and (final / "manifest.json").exists():
            raise InputError(f"{final}: is complete; nothing is left to resume")
        with ExitStack() as stack:
            try:
                checkpoint = stack.enter_context(Checkpoint.open(destination, plan, resume=resume))
                destination.begin()
            except OSError as error:
                raise InputError(f"{final}: cannot write there ({error.strerror}); choose another folder with --out") from None
            folder = cls(destination, checkpoint)
            try:
                yield folder
                _write_json(folder.path / "manifest.json", folder._manifest)
                destination.finish()
            except OSError as error:
                raise TalksError(f"{final}: the run could not be written ({error.strerror}); {checkpoint.outlook()}") from None
            except TalksError as error:
                raise TalksError(f"{error}; {checkpoint.outlook()}") from None
            except KeyboardInterrupt:
                raise KeyboardInterrupt(checkpoint.outlook()) from None

    def write(self, run: Run, chain: Sequence[Path] = ()) -> None:
        """Write the manifest, rows and series of a run; `chain` names the files that its scenario came from."""
        scenario = resolved(run.scenario)
        self._manifest = {
            "format": _FORMAT,
            "name": run.name,
            "title": run.scenario.title,
            "as_of": None if run.scenario.as_of is None else run.scenario.as_of.isoformat(),
            "seed": run.seed,
            "histories": run.n,
            "complete": True,
            "note": "A teaching model, not a forecast; intervals say what other luck would change, in this file, with these numbers.",
            "files": [path.name for path in chain],
            "scenario_sha256": fingerprint(scenario),
            "versions": versions(),
            **({"plugins": plugins} if (plugins := plugin_files(run.scenario)) else {}),
            "parties": run.parties,
            "issues": run.issues,
            "figures": [],
            "scenario": scenario,
        }
        _write_rows(self.path / "rows.csv", run)
        draws = run.draws or {}
        _write_draws(self.path / "draws.csv", draws, run.n)
        parties = {name: party.label for name, party in run.scenario.parties.items()}
        issues = {name: issue.label for name, issue in run.scenario.issues.items()}
        _write_json(self.path / "columns.json", column_dictionary(parties, issues, run.scenario.modules) | draws_dictionary(draws))
        np.savez_compressed(self.path / "series.npz", **run.series)  # type: ignore[arg-type]

    def add_figures(self, figures: list[dict[str, Any]]) -> None:
        """List figures, with their alt texts, in the manifest."""
        self._manifest["figures"] = [*self._manifest["figures"], *figures]

    def add_times(self, times: dict[str, Any]) -> None:
        """Write how long things took into a file of its own, so that equal runs are equal bytes elsewhere."""
        _write_json(self.path / "times.json", times)


def settings_of(plan: dict[str, Any]) -> dict[str, Any]:
    """What somebody asks for with a plan: scenario, seed and number of histories."""
    names = ["scenario", "seed", "histories", *(["plugins"] if plan["plugins"] else [])]
    return {name: plan[name] for name in names}


def same_run(path: Path | str, plan: dict[str, Any], *, figures: bool) -> Run | None:
    """The run that a plan asks for, if it lies at `path` whole, as it was written by these versions, and with `figures` where they are wanted."""
    folder = Path(path)
    known = contents_of(folder)
    if known is None or (known.command, known.settings) != ("run", fingerprint(settings_of(plan))):
        return None
    try:
        run = read_run(folder)
    except InputError:  # what is damaged, or of another format, is made again
        return None
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return run if manifest["versions"] == plan["versions"] and (manifest["figures"] or not figures) else None


def read_run(path: Path | str) -> Run:
    """Read a run folder.

    Raises InputError where there is no complete run.
    """
    folder = Path(path)
    if not (folder / "manifest.json").is_file():
        raise InputError(f"{folder}: is not a run folder (it has no manifest.json)")
    if (wrong := altered(folder)) is not None:
        raise InputError(f"{folder}: is damaged ({wrong} is not as it was written); run the scenario again")
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] != _FORMAT or not manifest["complete"]:
            raise InputError(f"{folder}: was written by another version, or not to its end; run the scenario again")
        if letter := forbidden(manifest):
            raise InputError(f"{folder}: is damaged (its manifest holds the character {letter!r}); run the scenario again")
        if lacks := missing(manifest.get("plugins", {})):
            raise InputError(f"{folder}: was run with {lacks}")
        series, rows = _read_series(folder / "series.npz"), _read_rows(folder / "rows.csv")
        run = Run(
            from_resolved(manifest["scenario"]),
            manifest["name"],
            manifest["seed"],
            manifest["histories"],
            rows,
            series,
            manifest["parties"],
            manifest["issues"],
            _read_draws(folder / "draws.csv"),
        )
        _check(run, folder)
        if not isinstance(manifest["versions"], dict):
            raise InputError(f"{folder}: is damaged (its versions are none); run the scenario again")
        if manifest["scenario_sha256"] != fingerprint(manifest["scenario"]):
            raise InputError(f"{folder}: is damaged (its scenario is not the one that was run); run the scenario again")
    except (OSError, EOFError, ValueError, KeyError, TypeError, ScenarioError) as error:
        raise InputError(f"{folder}: is damaged ({error}); run the scenario again") from None
    return run


def other_versions(path: Path | str) -> list[str]:
    """What a run was written with that is another version now, in words; of a run that `read_run` could read."""
    before = json.loads((Path(path) / "manifest.json").read_text(encoding="utf-8")).get("versions", {})
    return [f"{package} {before.get(package)} (now {number})" for package, number in versions().items() if before.get(package) != number]


def _check(run: Run, folder: Path) -> None:
    """Raise InputError where rows or manifest of a run are not what was written."""
    parties, issues = (dict.fromkeys(names, "") for names in (run.parties, run.issues))
    wrong = ""
    if any(len(column) != run.n for column in (*run.histories.values(), *(run.draws or {}).values())):
        wrong = f"{len(next(iter(run.histories.values()))):,} rows of {run.n:,}"
    elif differ := column_dictionary(parties, issues, run.scenario.modules).keys() ^ run.histories.keys():
        wrong = f"the column {min(differ)} is missing or unknown"
    elif unknown := set(run.histories["ending"].tolist()) - set(ENDINGS):
        wrong = f"the ending {min(unknown)!r} is unknown"
    elif not isinstance(run.seed, int) or run.seed < 0:
        wrong = f"the seed {run.seed!r} is none"
    if wrong:
        raise InputError(f"{folder}: is damaged ({wrong}); run the scenario again")


def _write_rows(path: Path, run: Run) -> None:
    columns = [(name, values) for name, values in run.histories.items()]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(name for name, _ in columns) + "\n")
        for start in range(0, run.n, 10_000):
            chunk = [_as_words(name, values[start : start + 10_000]) for name, values in columns]
            file.writelines(",".join(row) + "\n" for row in zip(*chunk, strict=True))


def _write_draws(path: Path, draws: Columns, n: int) -> None:
    """A row a history, each number with the nine digits that tell it from all others of its kind, so that what is read is what was drawn."""
    words = ",".join(["%d", *["%.9g"] * len(draws)]) + "\n"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(["history", *draws]) + "\n")
        for start in range(0, n, 10_000):
            chunk = [values[start : start + 10_000].tolist() for values in draws.values()]
            file.writelines(words % row for row in zip(range(start, min(start + 10_000, n)), *chunk, strict=True))


def _read_draws(path: Path) -> Columns:
    with path.open(encoding="utf-8", newline="") as file:
        header, first = next(csv.reader(file), []), file.readline()
        values = np.loadtxt(itertools.chain([first], file), dtype=np.float32, delimiter=",", ndmin=2, comments=None) if first else np.empty((0, 0))
    if not header or values.shape[1] != len(header):
        raise ValueError(f"{path.name}: its rows are missing or do not fit its first line")
    return {name: values[:, place].copy() for place, name in enumerate(header) if place}


def _as_words(name: str, values: NDArray[Any]) -> list[str]:
    column = column_of(name)
    if column is not None and column.kind in ("word", "count"):
        return [str(value) for value in values.tolist()]
    if column is not None and column.kind == "flag":
        return ["1" if value else "0" for value in values.tolist()]
    # As many digits as tell a value from its neighbours in float32, so that what is read back is what was written.
    return ["" if word == "nan" else word.removesuffix(".0") for word in map(str, values)]


def _read_series(path: Path) -> dict[str, NDArray[Any]]:
    content = path.read_bytes()
    try:
        stored = np.load(io.BytesIO(content), allow_pickle=False)
        there = [name for name, one in SERIES.items() if name in stored.files or not one.module]
        return {name: stored[name] for name in sorted(there, key=stored.files.index)}  # in the order in which they were written
    except Exception as error:  # a damaged archive ends in whatever its unpacking or its headers' parsing happens to raise
        raise ValueError(f"{path.name}: {error}") from error


def _read_rows(path: Path) -> dict[str, NDArray[Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    return {name: _from_words(name, words) for name, words in columns.items()}


def _from_words(name: str, words: Sequence[str]) -> NDArray[Any]:
    column = column_of(name)
    if column is HISTORY:
        return np.array([int(word) for word in words], np.int64)
    if column is not None and column.kind == "word":
        return as_words(np.array(words))
    if column is not None and column.kind == "flag":
        return np.array([word == "1" for word in words])
    if column is not None and column.kind == "count":
        return np.array([int(word) for word in words], column.dtype)
    return np.array([float(word) if word else np.nan for word in words], np.float32)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def default_folder(name: str, seed: int, n: int) -> Path:
    """Where a run goes if nobody says otherwise: `runs/NAME-SEED-n`."""
    return own_folder("runs") / f"{name.replace(os.sep, '--').replace('/', '--')}-{seed}-{n}"
