"""A simulator of diplomatic talks: `load` a scenario, `run` it, look at the tables.

>>> import sim
>>> run = sim.run("split-the-pie", n=10)
>>> sorted(set(run.histories["ending"].tolist()))
['agreement']
"""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

from .errors import InputError, ScenarioError, TalksError, TalksWarning
from .version import __version__

if TYPE_CHECKING:
    from .api.check import Check, check
    from .api.compare import Comparison, compare
    from .api.explain import Story, explain
    from .api.levers import Levers, levers
    from .api.library import Library, library
    from .api.run import Run, read_run, run
    from .api.scenario import Scenario, load
    from .api.sensitivity import Sensitivity, sensitivity
    from .api.sweep import Sweep, sweep
    from .rules.registry import rule

__all__ = [
    "Check",
    "Comparison",
    "InputError",
    "Levers",
    "Library",
    "Run",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Story",
    "Sweep",
    "TalksError",
    "TalksWarning",
    "__version__",
    "check",
    "compare",
    "explain",
    "levers",
    "library",
    "load",
    "read_run",
    "rule",
    "run",
    "sensitivity",
    "sweep",
]

_FILES = {
    "api.check": ("check", "Check"),
    "api.compare": ("compare", "Comparison"),
    "api.explain": ("explain", "Story"),
    "api.levers": ("levers", "Levers"),
    "api.library": ("library", "Library"),
    "api.run": ("run", "read_run", "Run"),
    "api.scenario": ("load", "Scenario"),
    "api.sensitivity": ("sensitivity", "Sensitivity"),
    "api.sweep": ("sweep", "Sweep"),
    "rules.registry": ("rule",),
}
"""Where the names are that are read only when somebody uses them: `import sim` stays light."""


def __getattr__(name: str) -> Any:
    if name == "testing":  # a module with contract tests, for who writes rules
        return _import_module(f"{__name__}.testing")
    for file, names in _FILES.items():
        if name in names:
            return getattr(_import_module(f"{__name__}.{file}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
