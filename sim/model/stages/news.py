"""Time passes: memories fade, power drifts, the news of the day shakes what parties expect."""

from __future__ import annotations

from sim.model.negotiation import Negotiation
from sim.model.stage import Stage


def let_news_arrive(talks: Negotiation) -> None:
    """Let a day pass; the first day is as it was drawn."""
    if talks.day == 0:
        return
    talks.let_time_pass(1)
    for party in talks.parties:
        own = party.settings.no_deal
        party.expectation = party.expectation + own.drift_per_day
        if own.noise_per_day:
            party.expectation += own.noise_per_day * party.news[talks.day]
        talks.audience[party.name].expectation += own.drift_per_day  # a shift of power is plain to all, the news is not
    for mediator in talks.mediators:
        mediator.wear_off()


NEWS = Stage("news", "Time passes: memories fade, power drifts, the news of the day shakes what parties expect.", let_news_arrive)
