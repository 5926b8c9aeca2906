"""A simulator of diplomatic talks: `load` a scenario, `run` it, look at the tables.

>>> import sim
>>> run = sim.run("split-the-pie", n=10)
>>> sorted(set(run.replicates["ending"].tolist()))
['agreement']
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .ensemble import Run
    from .scenario import Scenario

__version__ = "0.1.0"
__all__ = ["__version__", "load", "run"]


def load(reference: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Read a scenario, by path or by its name in the library, with overrides as `path=value`.

    Raises ScenarioError with every mistake at once.
    """
    from .scenario import load as load_file  # noqa: PLC0415 - `import sim` stays light

    return load_file(reference, overrides).scenario


def run(scenario: Scenario | str | Path, *, n: int = 1000, seed: int = 1, workers: int | None = None) -> Run:
    """Simulate `n` histories of a scenario; the tables are in `replicates` and `series` of what is returned.

    Raises ScenarioError where a scenario given by path or name has mistakes.
    """
    from .ensemble import simulate  # noqa: PLC0415 - the same

    found = load(scenario) if isinstance(scenario, str | Path) else scenario
    return simulate(found, name=found.title if found is scenario else Path(str(scenario)).stem, n=n, seed=seed, workers=workers)
