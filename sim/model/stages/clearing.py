"""Taking a text off the table."""

from __future__ import annotations

from sim.arrays import Mask
from sim.model.negotiation import Negotiation


def clear_table(talks: Negotiation, where: Mask) -> None:
    """Take the text off the table in some histories, with the answers to it and what was held out for."""
    if not where.any():
        return
    talks.table.exists &= ~where
    for party in talks.parties:
        party.start_afresh(where)
