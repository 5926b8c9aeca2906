"""Settings beside the name of a rule that the rule does not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.rules.registry import own_settings, owners

from .mistakes import Mistake, one_of

if TYPE_CHECKING:
    from .reading import Keys
    from .ruled import Ruled


def unread(part: Ruled, given: dict[str, Any], keys: Keys) -> Iterator[Mistake]:
    """Those of a part that a file gives and its rule passes over, each with the rules that it belongs to."""
    read = {*part.chosen.reads, *own_settings(part.chosen)}
    for name, value in given.items():
        if name not in read and value is not None and (rules := owners(part.kind, name)):
            yield Mistake((*keys, name), f"has no effect: the rule is '{part.rule}', and {name} belongs to {one_of(rules)}")
