"""Stances that a scenario takes from a case: what its own file leaves open is filled in from the case's stances file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from . import cases
from .composing import QUICKEST
from .mistakes import Mistake, one_of
from .reading import Keys, shown

Filled = tuple[dict[str, Any], dict[Keys, str], list[Mistake]]


def filled(data: dict[str, Any], places: dict[Keys, str]) -> Filled:
    """The data with positions and saliences that it leaves open, and what goes together, taken from the case named in `stances_from`."""
    source, parties, issues = data.get("stances_from"), data.get("parties"), data.get("issues")
    if not isinstance(source, dict) or not isinstance(parties, dict) or not isinstance(issues, dict):
        return data, places, []
    open_stances = [
        (party, issue)
        for party, settings in parties.items()
        if isinstance(settings, dict) and isinstance(settings.get("stances"), dict)
        for issue, stance in settings["stances"].items()
        if isinstance(stance, dict) and issue in issues and not {"position", "salience"} <= stance.keys()
    ]
    if not open_stances:
        return data, places, []
    path = _path(source, data)
    if path is None:
        return data, places, []
    if not path.is_file():
        there = sorted(file.stem for file in path.parent.glob("*.yaml"))
        remedy = f"there are stances {one_of(there)}" if there else "none are there yet; `calibrate` writes them"
        return data, places, [Mistake(("stances_from",), f"leaves positions to {shown(path)}, which is not there; {remedy}")]
    stances = _read(path, path.stat().st_mtime_ns)
    parties, places, mistakes, taken = {name: _copied(party) for name, party in parties.items()}, dict(places), list[Mistake](), []
    for party, issue in open_stances:
        known = stances["parties"].get(party, {}).get(issue)
        if known is None:
            mistakes.append(Mistake(("parties", party, "stances", issue), f"leaves its numbers to {shown(path)}, which has none for it"))
            continue
        own = parties[party]["stances"][issue]
        if "position" not in own:
            taken.append(f"{party}.{issue}")
        offered = {"wants": known["wants"], "position": known["position"], "salience": known["salience"]}
        for name in [name for name in offered if name not in own]:
            own[name] = offered[name]
            parts = [(), *((part,) for part in offered[name])] if isinstance(offered[name], dict) else [()]
            places |= {("parties", party, "stances", issue, name, *part): shown(path) for part in parts}
        own["reports"] = [*own.get("reports", []), *(report for report in known["reports"] if report not in own.get("reports", []))]
        own["judgement"] = " ".join(filter(None, [own.get("judgement"), _said(known, stances)]))
    together = _together(stances["together"], taken)
    more = {"together": together} if together and "together" not in data else {}
    return {**data, "parties": parties, **more}, places, mistakes


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> Any:
    """A stances file; scenarios of one case share it."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=QUICKEST)  # noqa: S506 - a safe loader


def _path(source: dict[str, Any], data: dict[str, Any]) -> Path | None:
    """Where the stances lie that a scenario asks for."""
    case, day, variant = source.get("case"), source.get("as_of") or data.get("as_of"), source.get("variant")
    if not isinstance(case, str) or day is None:
        return None
    return cases.CASES / case / "stances" / f"{day}{f'-{variant}' if variant else ''}.yaml"


def _said(known: dict[str, Any], stances: dict[str, Any]) -> str:
    """Where a number comes from, in words."""
    narrower = known["contraction"]["position"]
    what = f"Worked out from the reports up to {stances['as_of']}, with a {stances['bias']} bias of public demands"
    if known["label"] == "judgement":
        return f"{what}; they hardly say anything of it (contraction {narrower:.2f}), so the number is judgement."
    return f"{what} (contraction {narrower:.2f}). The salience is judgement: how often it speaks of the issue is weak evidence."


def _copied(party: Any) -> Any:
    """A party whose stances may be changed."""
    if not isinstance(party, dict) or not isinstance(party.get("stances"), dict):
        return party
    return {**party, "stances": {issue: dict(stance) if isinstance(stance, dict) else stance for issue, stance in party["stances"].items()}}


def _together(given: dict[str, Any], taken: list[str]) -> dict[str, Any] | None:
    """What goes together among the positions that were taken; None where that is one or none."""
    kept = [k for k, name in enumerate(given["of"]) if name in taken]
    if len(kept) < 2:
        return None
    paths = [f"parties.{given['of'][k].replace('.', '.stances.', 1)}.position" for k in kept]
    return {"of": paths, "correlation": [[given["correlation"][row][column] for column in kept if column <= row] for row in kept]}
