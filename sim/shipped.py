"""Where the scenarios and the cases that come with the simulator lie: beside `sim` in a checkout, inside it where a wheel was installed."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def in_checkout(code: Path = _HERE) -> bool:
    """Whether the package `sim` in the folder `code` is that of a checkout; a wheel carries the shipped data in `sim/data`."""
    return not (code / "data").is_dir()


def shipped(what: str, code: Path = _HERE) -> Path:
    """The folder of shipped data called `what`, for the package `sim` in the folder `code`."""
    return (code.parent if in_checkout(code) else code / "data") / what


SCENARIOS = shipped("scenarios")
CASES = shipped("calibration")
