"""The rules that a scenario names, and which of them are a user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.rules.acceptance import AcceptanceRule
from sim.rules.plugins import plugin_of
from sim.rules.registry import Rule, chosen, is_shipped

if TYPE_CHECKING:
    from .schema import Scenario


def rules_named(scenario: Scenario) -> list[type[Rule]]:
    """Every rule that a scenario names, or takes since it names none."""
    found: list[type[Rule]] = [mediator.bridging.chosen for mediator in scenario.mediators.values()]
    for party in scenario.parties.values():
        found += [party.demand.chosen, chosen(AcceptanceRule, party.acceptance)]
    return found


def plugin_files(scenario: Scenario) -> dict[str, str]:
    """The files that rules of the scenario are from, beside those that are shipped: the hash of each by its name."""
    found = {plugin.name: plugin.sha256 for rule in rules_named(scenario) if not is_shipped(rule) and (plugin := plugin_of(rule))}
    return dict(sorted(found.items()))


def need_files(scenario: Scenario) -> None:
    """Raise InputError where a worker process could not find a rule of the scenario, since it stands in no file but the program itself."""
    for rule in rules_named(scenario):
        if not is_shipped(rule) and plugin_of(rule) is None:
            raise InputError(
                f"the rule {rule.name!r} stands in this program or notebook, where a worker process cannot find it: "
                "move it into a file of its own that is imported here, or leave out the workers"
            )
