"""A stage of a day of talks, as data: the model walks a list of them, and the docs print it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .negotiation import Negotiation


@dataclass(frozen=True)
class Stage:
    """What happens, in a sentence, to all agents at once; what happens in some histories only is a mask.

    `module` is the part of the model beyond the core that the stage belongs to: it is left out where that is off.
    """

    name: str
    says: str
    run: Callable[[Negotiation], None]
    module: str | None = None
