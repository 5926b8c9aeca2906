"""Where the scenarios and the cases that come with the simulator lie: beside `sim` in a checkout, inside it where a wheel was installed."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def shipped(what: str, code: Path = _HERE) -> Path:
    """The folder of shipped data called `what`, for the package `sim` in the folder `code`.

    A wheel carries the data in `sim/data`; a checkout has none there.
    """
    inside = code / "data" / what
    return inside if inside.is_dir() else code.parent / what


SCENARIOS = shipped("scenarios")
CASES = shipped("calibration")
