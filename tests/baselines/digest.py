"""The digest of all that comes out of a scenario; `make baselines` makes `digests.json` anew, on purpose.

`python tests/baselines/digest.py` compares; `--write` makes it anew; names of cases (or their beginnings) do so for some.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from pathlib import Path
from typing import Any

import numpy as np

from sim.ensemble import simulate
from sim.model import Journal, TalksModel, dissolve
from sim.report.figures import drawings
from sim.report.figures.letters import drawn_for, words_of
from sim.report.figures.style import house_style
from sim.report.summary import summarise
from sim.scenario.schema import Scenario

sys.path.append(str(Path(__file__).resolve().parent))

from cases import CASES

SHELF = Path(__file__).with_name("digests.json")
MADE = "made with"
N, WATCHED = 250, 4


def made_with() -> dict[str, Any]:
    """On what numbers agree to the last bit: with another NumPy or processor only decisions have to."""
    from numpy._core._multiarray_umath import __cpu_features__

    found = sorted(name for name, there in __cpu_features__.items() if there)
    return {"numpy": np.__version__, "machine": platform.machine(), "features": _hash(found)}


def digest(name: str, scenario: Scenario, *, figures: bool) -> dict[str, str]:
    """Short hashes of decisions (what is counted or worded in rows), rows, series, draws, journal and the figures' data."""
    run = simulate(scenario, name=name, n=N, seed=1, workers=1)
    decisions = {column: values for column, values in run.histories.items() if values.dtype.kind != "f"}
    found = {"decisions": _columns(decisions), "rows": _columns(run.histories), "series": _columns(run.series)}
    found |= {"draws": _columns(run.draws or {}), "journal": _hash(_journal(scenario))}
    if figures:
        with drawn_for(words_of(run)), house_style():
            found["figures"] = _hash([(key, one.title, one.alt, one.rows) for key, one in drawings(run, summarise(run))])
    return found


def _journal(scenario: Scenario) -> list[Any]:
    journal = Journal(WATCHED)
    model = TalksModel(scenario, seed=1, blocks=range(1), journal=journal)
    while model.running:
        model.step()
    dissolve(model)
    return [[(entry.day, entry.kind, entry.who, sorted(entry.facts.items())) for entry in entries] for entries in journal.entries.values()]


def _columns(columns: dict[str, Any]) -> str:
    return _hash([(name, columns[name].dtype.str, columns[name].shape, _bytes(columns[name])) for name in sorted(columns)])


def _bytes(values: np.ndarray[Any, Any]) -> bytes:
    return repr(values.tolist()).encode() if values.dtype.kind == "O" else np.ascontiguousarray(values).tobytes()


def _hash(found: Any) -> str:
    return hashlib.sha256(repr(found).encode()).hexdigest()[:16]


def kept() -> dict[str, dict[str, Any]]:
    """The digests that are kept, by name of the case."""
    return dict(json.loads(SHELF.read_text(encoding="utf-8"))) if SHELF.exists() else {}


def main(arguments: list[str]) -> int:
    """Compare, or write; what differs is named, part by part."""
    write, wanted = "--write" in arguments, [argument for argument in arguments if argument != "--write"]
    before, differ = kept(), 0
    after: dict[str, dict[str, Any]] = {MADE: made_with(), **{name: values for name, values in before.items() if name in CASES}}
    for name, make in CASES.items():
        if wanted and not any(name.startswith(beginning) for beginning in wanted):
            continue
        after[name] = digest(name, make(), figures=name.startswith("library/"))
        parts = [part for part, value in after[name].items() if before.get(name, {}).get(part) != value]
        if parts:
            differ += 1
            print(f"{name}: {', '.join(parts)}", flush=True)  # noqa: T201 - a script
    print(f"{differ} differ from what is kept")  # noqa: T201
    if write:
        SHELF.write_text(json.dumps(after, indent=1) + "\n", encoding="utf-8")
    return 0 if write else int(differ > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
