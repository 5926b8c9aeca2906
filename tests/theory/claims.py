"""What a claim of the literature is here: words, a kind, sources; its module asserts it, and the same numbers draw its figure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sim.model import TalksModel, forget
from sim.scenario import load, with_changes
from sim.scenario.schema import Scenario

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Claim:
    """One finding, as far as it is true of this model.

    `exact`: holds to the last bit or to the stated tolerance. `theorem of this model`: holds for whatever case is generated. `pattern`:
    a tendency, shown with its interval; `reverses` says where it does not hold.
    """

    title: str
    says: str
    kind: Literal["exact", "theorem of this model", "pattern"]
    conditions: str
    sources: dict[str, str]
    """What was found where: short name, as in `Putnam 1988` -> full reference and what it says."""
    rules: tuple[str, ...]
    """Where the mechanism stands in the code, as `path` or `path:name`."""
    reverses: str = ""


def scenario(name: str, **settings: Any) -> Scenario:
    """The small scenario `name`.yaml of this folder, with settings changed; __ stands for a dot."""
    return with_changes(load(FOLDER / f"{name}.yaml").scenario, {path.replace("__", "."): value for path, value in settings.items()})


def played(talks: Scenario, *, seed: int = 1, blocks: int = 1) -> TalksModel:
    """The model of 250 histories a block after its last day."""
    model = TalksModel(talks, seed=seed, blocks=range(blocks))
    while model.running:
        model.step()
    forget(model)
    return model
