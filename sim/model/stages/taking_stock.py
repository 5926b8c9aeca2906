"""What tomorrow's rates and conditions will look back on."""

from __future__ import annotations

import numpy as np

from sim.arrays import sequential_sum
from sim.model.negotiation import Negotiation
from sim.model.presence import ACCEPTED, REFUSED
from sim.model.stage import Stage


def take_stock(talks: Negotiation) -> None:
    """Settle how near a deal is, whether talks are alive, and how many sessions have failed in a row."""
    deal, table, tally = talks.deal, talks.table, talks.tally
    accepted = [talks.party[name].answer == ACCEPTED for name in talks.signatories]
    share = sequential_sum([one.astype(float) for one in accepted]) / len(accepted)
    talks.deal_near = np.where(deal.signed | deal.standing, 1.0, np.where(deal.negotiating & table.exists, share, 0.0))
    refused = talks.anywhere(talks.party[name].answer == REFUSED for name in talks.signatories)
    talks.sessions.count_failures(table.exists & refused, deal.negotiating)
    over = talks.talks_over & ~deal.standing
    since = np.where(tally.talks_over_since < 0, talks.day, tally.talks_over_since)
    tally.talks_over_since = np.where(over, since, -1)
    talks.talks_alive = (talks.sessions.last_was_held & ~over).astype(float)


TAKING_STOCK = Stage("taking_stock", "What tomorrow's rates and conditions will look back on is settled.", take_stock)
