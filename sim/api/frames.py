"""Results as data frames of pandas or polars, and as arrays of xarray with named axes."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.columns import laid_out
from sim.endings import REASONS, TOLD
from sim.ensemble import Run
from sim.ensemble.series import SERIES
from sim.environment import how_to_install
from sim.errors import InputError
from sim.modules.registry import own_columns
from sim.rules.moves import moves_of

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import xarray as xr

_LIBRARIES = ("pandas", "polars")

_CALLED = {"history": "watched", "presence": "way", "issue, then all": "meeting"}
"""Axes whose name in a dataset is another, since there `history` counts all histories and `presence` takes words."""

AXES: dict[str, tuple[str, ...]] = {name: tuple(_CALLED.get(axis, axis) for axis in one.axes) for name, one in SERIES.items()}
"""The axes of every series of a run. Counts are of histories whose value lies at a `point` of a scale from 0 to 100; `watched` are the first few
histories, of which every day is kept; `meeting` is an issue, or all of them at once."""


def frame(run: Run, library: Literal["pandas", "polars"] | None, *, draws: bool) -> pd.DataFrame | pl.DataFrame:
    """A row a history; raises InputError where there is no such library."""
    return _made(_columns(run, draws=draws), library)


def of_rows(rows: Sequence[Mapping[str, Any]], library: Literal["pandas", "polars"] | None) -> pd.DataFrame | pl.DataFrame:
    """A frame of rows that have the same names; raises InputError where there is no such library."""
    return _made({name: [row[name] for row in rows] for name in rows[0]}, library)


def parquet(run: Run, file: Path, *, draws: bool) -> None:
    """Write a row a history into a Parquet file; raises InputError where neither polars nor pandas with pyarrow is there, or the folder is not."""
    if file.is_dir():
        raise InputError(f"{file} is a folder; name a file in it")
    if not file.parent.is_dir():
        raise InputError(f"there is no folder {file.parent}; make it first, or choose another place")
    if find_spec("polars") is not None:
        _made(_columns(run, draws=draws), "polars").write_parquet(file)
    elif find_spec("pandas") is not None and find_spec("pyarrow") is not None:
        _made(_columns(run, draws=draws), "pandas").to_parquet(file)
    else:
        raise InputError(f"to_parquet needs polars: {how_to_install('frames')}")


def _columns(run: Run, *, draws: bool) -> dict[str, Any]:
    if draws and run.draws is None:
        raise InputError("this run was kept by an older version, without what each history drew; run the scenario again")
    return {**run.histories, **((run.draws or {}) if draws else {})}


def _made(columns: Mapping[str, Any], library: str | None) -> Any:
    if library is not None and library not in _LIBRARIES:
        raise InputError(f"library is 'pandas' or 'polars'; found {library!r}")
    wanted = (library,) if library is not None else _LIBRARIES
    there = next((name for name in wanted if find_spec(name) is not None), None)
    if there is None:
        raise InputError(f"to_frame needs {' or '.join(wanted)}: {how_to_install('frames')}")
    if there == "pandas":
        import pandas as pd

        return pd.DataFrame(dict(columns))
    import polars as pl

    return pl.DataFrame({name: values.tolist() if isinstance(values, np.ndarray) and values.dtype.kind == "O" else values for name, values in columns.items()})


def dataset(run: Run) -> xr.Dataset:
    """Rows, draws and series under their names; raises InputError where xarray is missing."""
    if find_spec("xarray") is None:
        raise InputError(f"to_xarray needs xarray: {how_to_install('xarray')}")
    import xarray as xr

    found: dict[str, Any] = {}
    families: dict[tuple[str, str], list[Any]] = {}
    for name, (one, about) in laid_out(run.parties, run.issues, own_columns(run.scenario.modules)).items():
        if about:
            families.setdefault((one.name, one.of), []).append(run.histories[name])
        else:
            found[name] = ("history", _plain(run.histories[name]))
    for (kind, axis), columns in families.items():
        found[kind] = (("history", axis), _plain(np.stack(columns, axis=1)))
    if run.draws:
        found["draw"] = (("history", "setting"), np.stack(list(run.draws.values()), axis=1))
    for name, values in run.series.items():
        found[name if name.startswith("watched_") else f"{name}_count"] = (AXES[name], values)
    return xr.Dataset(found, _coordinates(run), {"scenario": run.name, "seed": run.seed, "histories": run.n})


def _coordinates(run: Run) -> dict[str, Any]:
    watched = len(run.series["watched_escalation"])
    return {
        "history": run.histories["history"],
        "party": list(run.parties),
        "issue": list(run.issues),
        "day": np.arange(run.scenario.days),
        "point": np.arange(run.series["escalation"].shape[-1]),
        "session": np.arange(run.series["attendance"].shape[1]),
        "way": ["in_person", "channel", "absent"],
        "meeting": [*run.issues, "all"],
        "watched": np.arange(watched),
        **({"move": [move.name for move in moves_of([])], "reason": list(REASONS[:TOLD])} if "moves" in run.series else {}),
        **({"setting": list(run.draws)} if run.draws else {}),
    }


def _plain(values: Any) -> Any:
    """Words as text of fixed width, which xarray writes and compares; numbers as they are."""
    return values.astype(str) if values.dtype.kind == "O" else values
