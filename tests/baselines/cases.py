"""What is held to the bit: all of the library, 25 drawn scenarios, every protocol, rule and module alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sim.rules.acceptance import AcceptanceRule
from sim.rules.bridging import BridgingRule
from sim.rules.demand import DemandRule
from sim.rules.demand.equilibrium import Equilibrium
from sim.rules.registry import Rule, is_shipped, own_settings, rules
from sim.scenario import load, with_changes
from sim.scenario.naming import files
from sim.scenario.schema import Scenario

sys.path.append(str(Path(__file__).resolve().parents[1] / "mechanisms"))

from broad_priors import _MODULES as MODULES
from broad_priors import drawn
from talks import two_towns

RIVER = {"label": "River", "bias": {"north": 0.4}, "channel_to": ["south"], "estimate_error": 12.0}


def _towns(**more: Any) -> Scenario:
    return two_towns(days=60, **more)


def _names(kind: type[Rule]) -> list[str]:
    """The shipped rules of a kind, but for the one that goes with a protocol of its own, which `_offers` plays."""
    return [rule.name for rule in rules(kind) if is_shipped(rule) and rule is not Equilibrium]


def _bridging(rule: str) -> Scenario:
    favours = {name: "south" for found in rules(BridgingRule) if found.name == rule for name, field in own_settings(found).items() if field.is_required()}
    return _towns(mediators={"hill": {"bridging": {"rule": rule, **favours}}})


def _demand(rule: str, acceptance: str) -> Scenario:
    own = {"demand": {"rule": rule, "share": 0.6, "beta": 0.7}, "acceptance": acceptance, "counter_texts": 0.5}
    return _towns(north=own, south={**own, "demand": {"rule": rule, "share": 0.4, "beta": 1.4}})


def _offers(offers: str, proposer: str) -> Scenario:
    demand = {"demand": {"rule": "equilibrium" if offers == "equilibrium" else "time_dependent"}, "acceptance": "threshold"}
    protocol = {"kind": "alternating_offers", "offers": offers, "proposer": proposer, "first": "south"}
    if offers == "equilibrium":
        protocol["discount"] = {"north": 0.9, "south": 0.8}
    return _towns(protocol=protocol, mediators={"hill": None}, north=demand, south=demand)


def _module(module: str) -> Scenario:
    return with_changes(drawn(3), {"modules": [module]})


def _cases() -> dict[str, Callable[[], Scenario]]:
    cases: dict[str, Callable[[], Scenario]] = {f"library/{name}": partial(_loaded, path) for _, name, path in files()}
    cases |= {f"drawn/{seed}": partial(drawn, seed) for seed in range(25)}
    cases |= {f"bridging/{rule}": partial(_bridging, rule) for rule in _names(BridgingRule)}
    cases |= {f"demand/{rule}-{how}": partial(_demand, rule, how) for rule in _names(DemandRule) for how in _names(AcceptanceRule)}
    cases |= {f"offers/{what}-{who}": partial(_offers, what, who) for what in ("concession", "equilibrium") for who in ("alternating", "random", "fixed")}
    cases |= {f"pen/{pen}": partial(_towns, protocol={"pen": pen}, mediators={"river": RIVER}) for pen in ("chair", "rotating", "most_access")}
    cases["protocol/simultaneous_offers"] = partial(_towns, protocol={"kind": "simultaneous_offers"})
    cases["protocol/when_ripe"] = partial(_towns, calendar={"sessions": "when ripe"})
    cases["protocol/quota"] = partial(_towns, protocol={"required": [], "quota": 0.5})
    cases |= {f"module/{module}": partial(_module, module) for module in MODULES}
    return cases


def _loaded(path: Path) -> Scenario:
    return load(path).scenario


CASES = _cases()
"""Name -> what makes the scenario."""
