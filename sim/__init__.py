"""A simulator of diplomatic talks: `load` a scenario, `run` it, look at the tables.

>>> import sim
>>> run = sim.run("split-the-pie", n=10)
>>> sorted(set(run.replicates["ending"].tolist()))
['agreement']
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .bounds import LARGEST_SEED, MOST_HISTORIES, MOST_WORKERS, whole
from .errors import InputError, ScenarioError, TalksError
from .version import __version__

if TYPE_CHECKING:
    from .ensemble import Run
    from .rules.registry import Rule
    from .scenario import Scenario

_Rule = TypeVar("_Rule", bound="type[Rule]")
__all__ = ["InputError", "ScenarioError", "TalksError", "__version__", "load", "rule", "run"]


def load(reference: str | Path, overrides: Sequence[str] | str = ()) -> Scenario:
    """Read a scenario, by path or by its name in the library, with overrides as `path=value`: several in a list, or one as a string.

    Raises ScenarioError with every mistake at once, InputError where there is no such scenario.
    """
    from .scenario import load as load_file  # noqa: PLC0415 - `import sim` stays light

    if not isinstance(reference, str | Path):
        raise InputError(f"a scenario is loaded by its path or its name; found {reference!r}")
    return load_file(reference, _listed(overrides)).scenario


def run(scenario: Scenario | str | Path, *, n: int = 1000, seed: int = 1, workers: int | None = None) -> Run:
    """Simulate `n` histories of a scenario; the tables are in `replicates` and `series` of what is returned.

    One process does it, unless more `workers` are asked for.
    Raises ScenarioError where a scenario given by path or name has mistakes, InputError where an argument is not what it may be,
    TalksError where a worker process is killed.
    """
    from .ensemble import simulate  # noqa: PLC0415 - the same
    from .scenario import Scenario  # noqa: PLC0415

    if not isinstance(scenario, Scenario | str | Path):
        raise InputError(f"a scenario is given as what `load` returns, or by its path or name; found {type(scenario).__name__}")
    n, seed = whole("n", n, 1, MOST_HISTORIES), whole("seed", seed, 0, LARGEST_SEED)
    workers = 1 if workers is None else whole("workers", workers, 1, MOST_WORKERS)
    found = scenario if isinstance(scenario, Scenario) else load(scenario)
    name = found.title if isinstance(scenario, Scenario) else Path(scenario).stem
    return simulate(found, name=name, n=n, seed=seed, workers=workers)


def rule(added: _Rule) -> _Rule:
    """Register a class as a rule that scenarios may name, above which this stands as a decorator; it derives from a kind in `sim.rules`.

    Raises RuleError where it lacks something, or its name is taken.
    """
    from .rules.registry import rule as register  # noqa: PLC0415 - the same

    return register(added)


def _listed(overrides: Any) -> Sequence[str]:
    """Overrides as a list; raises InputError where they are something else."""
    if isinstance(overrides, str):
        return [overrides]
    if not isinstance(overrides, Sequence) or not all(isinstance(one, str) for one in overrides):
        raise InputError(f"overrides are written as 'path=value', several in a list; found {overrides!r}")
    return overrides
