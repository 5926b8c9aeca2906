"""A session is called, by the calendar or when the mediators judge the moment ripe."""

from __future__ import annotations

import numpy as np

from sim.arrays import Mask
from sim.model.mediator import Mediator
from sim.model.negotiation import Negotiation
from sim.model.stage import Stage
from sim.rules.sessions import chance_when_ripe


def convene(talks: Negotiation) -> None:
    """Call a session, where something is left to agree."""
    every = talks.settings.calendar.sessions.every
    if every is not None:
        called = np.full(talks.R, talks.day % every == 0)
    elif talks.day == 0:
        called = np.ones(talks.R, bool)
    else:
        called = talks.anywhere(_finds_ripe(talks, mediator) & (talks.pen() == place) for place, mediator in enumerate(talks.mediators))
    talks.sessions.called = called & talks.deal.negotiating & (talks.day >= talks.put_off_until)


def _finds_ripe(talks: Negotiation, mediator: Mediator) -> Mask:
    """Where a mediator judges the moment ripe today: going on hurts, and it knows of no limits that leave no way out; (R,). Source: Zartman 1985."""
    constants = talks.constants
    lower, upper = mediator.known_limits(talks.signatories)
    way_out = ~((lower > upper) & talks.deal.under_negotiation).any(axis=0)
    gains = [talks.party[name].as_seen(mediator.estimates[name]).gain(talks.table.package) for name in talks.signatories]
    ripe = chance_when_ripe(np.minimum.reduce(gains), gap=constants.ripe_gap, sharpness=constants.ripe_sharpness)
    return mediator.around & way_out & (mediator.ripe_draws[talks.day] < ripe)


CONVENING = Stage("convening", "A session is called, by the calendar or when the mediators judge the moment ripe.", convene)
