"""What the day has brought raises escalation, and moves what no deal is worth."""

from __future__ import annotations

import numpy as np

from sim.model.negotiation import Negotiation
from sim.model.stage import Stage


def settle_tension(talks: Negotiation) -> None:
    """Let what has happened stir up the surroundings, and everybody take it in."""
    talks.stir_up()
    talks.tally.escalation_peak = np.maximum(talks.tally.escalation_peak, talks.escalation)
    talks.update_no_deals()


TENSION = Stage("tension", "What has happened raises escalation, and moves what no deal is worth to each party.", settle_tension)
