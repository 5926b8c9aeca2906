"""Governments may fall over the talks, while no deal is in force."""

from __future__ import annotations

import numpy as np

from sim.arrays import chance_in_a_day
from sim.model.negotiation import Negotiation
from sim.model.stage import Stage

from .clearing import clear_table


def let_governments_fall(talks: Negotiation) -> None:
    """A government that falls voids what was signed and keeps its party away for a time. Source: assumption."""
    deal, tally, day = talks.deal, talks.tally, talks.day
    fallen, signed = np.zeros(talks.R, bool), deal.signed
    for place, party in enumerate(talks.parties):
        government = party.settings.government
        if government is None:
            continue
        chance = chance_in_a_day(government.fall_per_day * np.exp(government.when_signed * signed))
        falls = (day >= party.away_until) & ~deal.standing & (party.government_draws[day] < chance)
        tally.falls[party.name] = tally.falls[party.name] + falls
        party.away_until = np.where(falls, day + government.away, party.away_until)
        fallen |= falls
        tally.stoppers[len(talks.vetoes) + place] |= falls & signed
        talks.note("government_fell", falls, party.name, until=day + government.away)
    deal.signed_on = np.where(fallen, -1, deal.signed_on)
    clear_table(talks, fallen)


GOVERNMENTS = Stage("governments", "A government may fall, and void what it has signed.", let_governments_fall, module="ratification")
