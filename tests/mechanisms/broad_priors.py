"""Scenarios drawn from broad priors: what any reasonable modeller might have written, within stated ranges."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.scenario import from_resolved
from sim.scenario.constants import Constants
from sim.scenario.schema import Scenario

_MODULES = ("mediation", "ratification", "escalation", "spoilers", "events", "carrying_out")


def drawn(seed: int, *, constants: bool = True) -> Scenario:
    """A scenario with two or three parties, one to three mediators, two to five issues, and every number from its range."""
    luck = np.random.default_rng(seed)
    parties = [f"party_{k}" for k in range(2 if luck.random() < 0.8 else 3)]
    mediators = [f"mediator_{k}" for k in range(int(luck.integers(1, 4)))]
    phases = int(luck.integers(1, 3))
    issues = {f"issue_{k}": {"label": f"Issue {k}", "phase": 1 + k % phases} for k in range(int(luck.integers(2, 6)))}
    data: dict[str, Any] = {
        "title": f"Drawn {seed}",
        "calendar": {"start": "2000-01-01", "end": "2000-04-30", "sessions": "when ripe" if luck.random() < 0.2 else "every 7 days"},
        "modules": [module for module in _MODULES if luck.random() < 0.7],
        "protocol": {"kind": "simultaneous_offers" if luck.random() < 0.15 else "mediated_text", "pen": str(luck.choice(["chair", "rotating", "most_access"]))},
        "issues": issues,
        "parties": {name: _party(luck, k, name, parties, issues) for k, name in enumerate(parties)},
        "mediators": {name: _mediator(luck, name, parties) for name in mediators},
        "outside_actors": {"neighbour": {"label": "Neighbour", "retaliates": _hazard(luck), "spoils": _hazard(luck), "escalation": luck.uniform(0.05, 0.4)}},
        "events": {
            "recall": {
                "when": {"sessions_failed_in_a_row": 4},
                "chance": luck.uniform(0, 0.5),
                "effects": [{"target": "parties.party_0.attendance", "set": "absent", "for": 30}],
            },
            "accident": {"rate_per_day": luck.uniform(0, 0.01), "effects": [{"target": "escalation", "add": 0.1}]},
        },
        "carrying_out": {"phases": {str(k + 1): {"lasts": int(luck.integers(20, 60)), "tranches": int(luck.integers(1, 7))} for k in range(phases)}},
    }
    if constants:
        ranges = {name: field.json_schema_extra["range"] for name, field in Constants.model_fields.items()}
        data["constants"] = {name: luck.uniform(low, high) for name, (low, high) in ranges.items()}
    return from_resolved(data)


def _party(luck: np.random.Generator, place: int, name: str, parties: list[str], issues: dict[str, Any]) -> dict[str, Any]:
    wants = ["more", "less", "peak"][place]
    centre = {"more": luck.uniform(55, 95), "less": luck.uniform(5, 45), "peak": luck.uniform(30, 70)}[wants]
    stances = {
        issue: {
            "wants": wants,
            "position": {"mean": float(np.clip(centre + luck.normal(0, 10), 5, 95)), "sd": luck.uniform(2, 10)},
            "salience": luck.uniform(0.2, 2.0),
        }
        for issue in issues
    }
    first = stances["issue_0"]
    if luck.random() < 0.2 and wants != "peak":
        first["red_line"] = float(np.clip(first["position"]["mean"] + (-40 if wants == "more" else 40), 1, 99))
    return {
        "label": name,
        "stances": stances,
        "no_deal": {
            "expected": {"mean": luck.uniform(0.2, 0.9), "sd": luck.uniform(0.01, 0.08)},
            "cost_per_day": luck.uniform(0, 0.001),
            "expected_days": luck.uniform(0, 150),
            "delay_value": luck.uniform(-0.05, 0.05),
            "betrayed": luck.uniform(0, 0.2),
            "noise_per_day": luck.uniform(0, 0.005),
        },
        "demand": {
            "rule": str(luck.choice(["time_dependent", "reciprocal", "fixed"], p=[0.6, 0.2, 0.2])),
            "beta": luck.uniform(0.3, 2.0),
            "share": luck.uniform(0.3, 1.0),
        },
        "trust": {
            other: {"mean": luck.uniform(0.3, 0.95), "strength": luck.uniform(4, 20), "control": luck.uniform(0, 1)} for other in parties if other != name
        },
        "counter_texts": luck.uniform(0, 0.3),
        "attendance": {"cost_of_being_seen": luck.uniform(-1, 3)},
        "factions": {"hardliners": {"lag": int(luck.integers(0, 8)), "no_deal_add": luck.uniform(-0.05, 0.1)}} if luck.random() < 0.5 else {},
    }


def _mediator(luck: np.random.Generator, name: str, parties: list[str]) -> dict[str, Any]:
    return {
        "label": name,
        "bias": {parties[0]: luck.uniform(-0.5, 0.5)},
        "bridging": {"rule": str(luck.choice(["nash", "kalai_smorodinsky", "equal_gains"]))},
        "estimate_error": luck.uniform(3, 15),
        "channel_to": [party for party in parties if luck.random() < 0.5],
        "stake": luck.uniform(0, 1),
        "independent_signal": luck.uniform(0, 1),
        "messages": ["resolve", "trust"],
        "leverage": {party: {"strength": luck.uniform(0, 0.5), "half_life": int(luck.integers(20, 90))} for party in parties},
        "guarantee": {"strength": luck.uniform(0, 1), "credible_to": {party: luck.uniform(0, 1) for party in parties}},
        "patience": int(luck.integers(30, 200)),
    }


def _hazard(luck: np.random.Generator) -> dict[str, float]:
    return {
        "rate_per_day": luck.uniform(0, 0.02),
        "when_talks_alive": luck.uniform(-1, 0),
        "when_deal_near": luck.uniform(-1, 1.5),
        "with_escalation": luck.uniform(0, 2),
    }
