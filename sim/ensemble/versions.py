"""The versions of what decides the bytes of a run."""

from __future__ import annotations

from importlib.metadata import version

from sim.version import __version__


def versions() -> dict[str, str]:
    """The number of each package by its name."""
    return {"proximity-talks": __version__, "mesa": version("mesa"), "numpy": version("numpy")}
