"""A made-up population of crises: every number from a stated broad prior, none of them chosen to meet a figure of the world.

A crisis is drawn with how hard it is; what parties expect without a deal, how far apart they stand and how little they trust each
other rise with that. It can then be played in twins that differ in one thing: with or without a mediator, with or without a
guarantee, all at once or in two stages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from bases import RANGES

from sim.scenario import from_resolved
from sim.scenario.schema import Scenario

START = date(2000, 1, 1)
YEAR = 365
PRIORS: dict[str, tuple[float, float, str]] = {
    "hardness": (0.0, 1.0, "of the crisis: 0 easy, 1 hard"),
    "position": (60.0, 80.0, "where a party would be content, counted from the end it dislikes; the middle over issues"),
    "position_hardness": (0.0, 15.0, "points that full hardness adds to that"),
    "position_issue": (0.0, 10.0, "how far single issues stray from that middle (standard deviation)"),
    "position_sd": (3.0, 10.0, "what is not known of each position (standard deviation)"),
    "salience": (0.2, 2.0, "weight of an issue before weights are scaled"),
    "expected": (0.2, 0.6, "what a party expects without a deal, in an easy crisis"),
    "expected_hardness": (0.1, 0.5, "what full hardness adds to that"),
    "expected_sd": (0.02, 0.10, "what is not known of that expectation (standard deviation)"),
    "cost_per_day": (0.0, 0.001, "what a day without a deal costs"),
    "expected_days": (0.0, 200.0, "how many such days a party expects"),
    "betrayed": (0.0, 0.2, "what a party is left with if it alone keeps its word"),
    "noise_per_day": (0.0, 0.004, "how much the news of a day shakes its expectation"),
    "beta": (0.3, 2.0, "how early it gives way"),
    "share": (0.3, 1.0, "share of the gain it holds out for at first"),
    "trust": (0.6, 0.95, "believed chance that the other keeps its word, in an easy crisis"),
    "trust_hardness": (0.0, 0.3, "what full hardness takes off that"),
    "trust_strength": (4.0, 20.0, "how many observations that belief is worth"),
    "control": (0.0, 1.0, "how far the other is thought able to prevent attacks"),
    "cost_of_being_seen": (-1.0, 2.0, "what speaks against coming"),
    "bias": (-0.5, 0.5, "how far the mediator leans to the first party"),
    "estimate_error": (3.0, 15.0, "how wrong first guesses about positions are, for mediator and parties"),
    "independent_signal": (0.0, 1.0, "what the mediator knows beyond the talks"),
    "stake": (0.0, 1.0, "its own interest in the outcome"),
    "leverage": (0.0, 0.5, "what it can do to move a party"),
    "half_life": (20.0, 90.0, "days until half of that has worn off"),
    "guarantee": (0.5, 2.0, "strength of a guarantee, where there is one, in log-odds"),
    "credible": (0.2, 1.0, "how far a party believes it"),
    "attacks": (0.0, 0.005, "attacks from outside, a day"),
    "attacks_near": (0.0, 1.5, "how a deal that is near or stands raises them, as log-hazard"),
    "window": (30.0, 365.0, "days that the crisis leaves for talks, evenly on a log scale"),
    "years": (1.0, 5.0, "how many years a deal takes to be carried out"),
    "tranches": (0.0, 6.0, "how many steps more than one it can be cut into, in an easy crisis; in the hardest none"),
}


@dataclass(frozen=True)
class Crisis:
    """One crisis as drawn, before it is said how it is played."""

    hardness: float
    parties: dict[str, dict[str, Any]]
    mediator: dict[str, Any]
    guarantee: dict[str, Any]
    outside: dict[str, Any]
    constants: dict[str, float]
    issues: int
    window: int
    days: int
    tranches: int

    def played(self, *, follow_up: int, mediated: bool = True, guaranteed: bool = False, stages: int = 1) -> Scenario:
        """The scenario of this crisis: talks as long as it leaves for them, then `follow_up` days in which deals may fail; a deal in one stage or in two."""
        issues = {f"issue_{k}": {"label": f"Issue {k}", "phase": 1 + k * stages // self.issues} for k in range(self.issues)}
        phase = {"lasts": self.days // stages, "tranches": max(1, self.tranches // stages)}
        mediator = self.mediator | ({"guarantee": self.guarantee} if guaranteed else {})
        return from_resolved(
            {
                "title": "A crisis",
                "calendar": {
                    "start": str(START),
                    "end": str(START + timedelta(days=self.window + follow_up - 1)),
                    "deadline": str(START + timedelta(days=self.window - 1)),
                    "sessions": "every 7 days",
                },
                "modules": ["mediation", "escalation", "spoilers", "carrying_out"],
                "protocol": {"kind": "mediated_text" if mediated else "alternating_offers"},
                "issues": issues,
                "parties": self.parties,
                "mediators": {"mediator": mediator} if mediated else {},
                "outside_actors": {"neighbour": self.outside},
                "carrying_out": {"phases": {str(k + 1): phase for k in range(stages)}},
                "constants": self.constants,
            }
        )


def crisis(seed: int, constants: dict[str, float] | None = None) -> Crisis:
    """A crisis drawn from the priors; its constants too, unless they are given."""
    luck = np.random.default_rng([7, seed])

    def some(name: str) -> float:
        low, high, _ = PRIORS[name]
        return float(luck.uniform(low, high))

    hardness, issues = some("hardness"), int(luck.integers(2, 5))
    names = ("party_0", "party_1")
    parties = {name: _party(some, luck, place, names[1 - place], hardness, issues) for place, name in enumerate(names)}
    leverage = {name: {"strength": some("leverage"), "half_life": int(some("half_life"))} for name in names}
    mediator = {
        "label": "Mediator",
        "bias": {"party_0": some("bias")},
        "estimate_error": some("estimate_error"),
        "channel_to": [name for name in names if luck.random() < 0.5],
        "independent_signal": some("independent_signal"),
        "stake": some("stake"),
        "messages": ["resolve", "trust"],
        "leverage": leverage,
    }
    guarantee = {"strength": some("guarantee"), "credible_to": {name: some("credible") for name in names}}
    attacks = {"rate_per_day": some("attacks"), "when_deal_near": some("attacks_near")}
    outside = {"label": "Neighbour", "spoils": attacks, "blamed_on": names[int(luck.integers(2))]}
    window = round(float(np.exp(luck.uniform(*np.log(PRIORS["window"][:2])))))
    days, tranches = int(some("years") * YEAR), 1 + round(some("tranches") * (1.0 - hardness))
    drawn = {name: float(luck.uniform(*ends)) for name, ends in RANGES.items()}
    return Crisis(hardness, parties, mediator, guarantee, outside, constants or drawn, issues, window, days, tranches)


def _party(some: Any, luck: np.random.Generator, place: int, other: str, hardness: float, issues: int) -> dict[str, Any]:
    centre, stray, unknown = some("position") + hardness * some("position_hardness"), some("position_issue"), some("position_sd")
    stances = {}
    for k in range(issues):
        wished = float(np.clip(centre + stray * luck.standard_normal(), 5.0, 99.0))
        position = {"mean": wished if place == 0 else 100.0 - wished, "sd": unknown}
        stances[f"issue_{k}"] = {"wants": ("more", "less")[place], "position": position, "salience": some("salience")}
    return {
        "label": f"Party {place}",
        "stances": stances,
        "no_deal": {
            "expected": {"mean": min(some("expected") + hardness * some("expected_hardness"), 0.95), "sd": some("expected_sd")},
            "cost_per_day": some("cost_per_day"),
            "expected_days": some("expected_days"),
            "betrayed": some("betrayed"),
            "noise_per_day": some("noise_per_day"),
        },
        "demand": {"beta": some("beta"), "share": some("share")},
        "trust": {other: {"mean": some("trust") - hardness * some("trust_hardness"), "strength": some("trust_strength"), "control": some("control")}},
        "estimate_error": some("estimate_error"),
        "attendance": {"cost_of_being_seen": some("cost_of_being_seen")},
    }
