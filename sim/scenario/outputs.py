"""What is counted of every history of a scenario."""

from __future__ import annotations

from collections.abc import Sequence

from sim.endings import CAUSES, ENDINGS

from .schema import Scenario


def outputs_of(scenario: Scenario) -> list[str]:
    """Names of the outputs that are compared: columns of a table of histories, and `column=word` where a column holds words."""
    parties, issues = sorted(scenario.parties), sorted(scenario.issues)
    words: dict[str, Sequence[str]] = {
        "ending": ENDINGS,
        "broken_by": [*parties, "lapsed"],
        "why_no_deal": CAUSES,
        "refused_last": parties,
        "refused_over": issues,
    }
    once = ["any_deal", "deal_day", "ended_day", "deals", "escalated", "escalation_peak", "sessions", "texts", "signed", "stopped_at_home", "side_deals"]
    by_party = [f"{column}.{party}" for column in ("in_person", "channel", "absent", "gain", "falls") for party in parties]
    return [
        *(f"{column}={word}" for column, listed in words.items() for word in listed),
        *once,
        *by_party,
        *(f"term.{issue}" for issue in issues),
    ]
