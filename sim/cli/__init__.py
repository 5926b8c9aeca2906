"""The command: `python run_sim.py ...` from the project's folder, `talks ...` once it is installed."""

# Nothing else lives here: importing `sim.cli.list` gives this package a `list` that is not Python's.
from .entry import main

__all__ = ["main"]
