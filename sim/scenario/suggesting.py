"""The text of a file that changes another scenario: its head, and in comments what one might change, at its present values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.rules.registry import own_settings

from .settings import in_yaml, settings

if TYPE_CHECKING:
    from .loading import Loaded

_HEAD = """# What this scenario changes in another, and nothing else: all that is not said here stays as it is there.
# Take the '# ' away before a line, and before those above it that it belongs to, and change its number. `null` deletes what the other sets.
extends: {extends}
title: {title}
summary: What I changed, and what I expect of it.

# What one might change, with its value there (`describe {extends} --settings` lists everything):
"""


def overlay(loaded: Loaded, extends: str) -> str:
    """A small file on top of a scenario that it calls `extends`, ready to run."""
    head = _HEAD.format(extends=in_yaml(extends), title=in_yaml(f"{loaded.scenario.title}, changed"))
    tree: dict[str, Any] = {}
    for path, words in _worth_a_try(loaded):
        *around, last = path.split(".")
        here = tree
        for name in around:
            here = here.setdefault(name, {})
        here[last] = words
    return head + "".join(f"# {line}\n" for line in _lines(tree, ""))


def _lines(tree: dict[str, Any], indent: str) -> Iterator[str]:
    for name, inside in tree.items():
        if isinstance(inside, dict):
            yield f"{indent}{name}:"
            yield from _lines(inside, f"{indent}  ")
        else:
            yield f"{indent}{name}: {inside}"


def _worth_a_try(loaded: Loaded) -> Iterator[tuple[str, str]]:
    """Paths of settings that newcomers change first, each with its value and what it means."""
    scenario = loaded.scenario
    known = {setting.path: setting for setting in settings(loaded)}
    wanted = ["calendar.end", "calendar.deadline", "modules"]
    for name, party in scenario.parties.items():
        of = f"parties.{name}"
        wanted += [f"{of}.no_deal.expected", f"{of}.no_deal.cost_per_day", f"{of}.attendance.cost_of_being_seen"]
        wanted += [f"{of}.demand.{setting}" for setting in own_settings(party.demand.chosen)]
        wanted += [f"{of}.trust.{other}.mean" for other in party.trust]
    for name, mediator in scenario.mediators.items():
        wanted += [f"mediators.{name}.guarantee.strength"] if mediator.guarantee else []
        wanted += [f"mediators.{name}.leverage.{party}.strength" for party in mediator.leverage]
    for path in wanted:
        if path in known and known[path].value != "-":
            yield path, f"{known[path].value} # {_first_sentence(known[path].description)}"


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].removesuffix(".")
