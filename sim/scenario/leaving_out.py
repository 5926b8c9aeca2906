"""A scenario without one of its mediators, groups at home, events, outside actors or modules, and without what spoke of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.errors import InputError

from .loading import resolved
from .mistakes import near, one_of
from .schema import Scenario

KINDS = ("mediators", "factions", "events", "modules", "outside_actors")
"""What can be left out, one after the other."""


@dataclass(frozen=True)
class LeftOut:
    """Something that can be left out: how it is asked for, what readers call it, and the settings that change with it (None deletes)."""

    path: str
    label: str
    changes: dict[str, Any]


def leaving_out(scenario: Scenario, wanted: str) -> list[LeftOut]:
    """Everything of a kind (`mediators`), or one (`mediators.NAME`, `factions.PARTY.NAME`), each to be left out alone; raises InputError."""
    kind, _, name = wanted.strip().partition(".")
    if kind == "parties" and ".factions." in name:
        kind, name = "factions", name.replace(".factions.", ".", 1)
    if kind not in KINDS:
        raise InputError(f"--without {wanted}: must be {one_of(KINDS)}, or one of them, as in mediators.NAME{near(kind, KINDS)}")
    known = {one.path: one for one in _all(scenario, kind)}
    if not known:
        raise InputError(f"--without {wanted}: the scenario has no {kind.replace('_', ' ')} to leave out")
    if not name:
        return list(known.values())
    path = f"{kind}.{name}"
    if path not in known:
        raise InputError(f"--without {wanted}: there is no such part of the scenario{near(path, known) or f', only {one_of(known)}'}")
    return [known[path]]


def _all(scenario: Scenario, kind: str) -> Iterator[LeftOut]:
    if kind == "factions":
        for party, principal in scenario.parties.items():
            for name, faction in principal.factions.items():
                label = f"{faction.label or name.replace('_', ' ')} ({principal.label})"
                yield LeftOut(f"factions.{party}.{name}", label, {f"parties.{party}.factions.{name}": None})
    elif kind == "modules":
        for module in scenario.modules:
            yield LeftOut(f"modules.{module}", f"the module {module}", {"modules": [other for other in scenario.modules if other != module]})
    else:
        for name, part in getattr(scenario, kind).items():
            label = " ".join((part.label or name.replace("_", " ")).split())
            yield LeftOut(f"{kind}.{name}", label, {f"{kind}.{name}": None, **(_spoke_of(scenario, name) if kind == "mediators" else {})})


def _spoke_of(scenario: Scenario, mediator: str) -> dict[str, Any]:
    """What else changes where a mediator is left out: assurances that it gave, and what events did to it; an event that did nothing else goes too."""
    changes: dict[str, Any] = {}
    text = scenario.reference_text
    if text is not None and mediator in text.assured_by:
        changes["reference_text.assured_by"] = [other for other in text.assured_by if other != mediator]
    for name, event in resolved(scenario)["events"].items():
        kept = [_given(effect) for effect in event["effects"] if not effect["target"].startswith(f"mediators.{mediator}.")]
        if len(kept) < len(event["effects"]):
            changes |= {f"events.{name}.effects": kept} if kept else {f"events.{name}": None}
    return changes


def _given(effect: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in effect.items() if value is not None}
