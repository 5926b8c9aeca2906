"""A text that all who must have accepted, and still can bear, is signed."""

from __future__ import annotations

import numpy as np

from sim.arrays import ALL, Array, Mask, marked, scatter, take
from sim.model.negotiation import Negotiation
from sim.model.party import Party
from sim.model.presence import ACCEPTED, REFUSED
from sim.model.stage import Stage
from sim.model.stakeholder import Stakeholder


def sign(talks: Negotiation) -> None:
    """Sign where enough have accepted; an acceptance is taken back first where the text has become worse than no deal."""
    deal, table, tally, protocol = talks.deal, talks.table, talks.tally, talks.settings.protocol
    gains = {party.name: _reconsider(talks, party) for party in talks.parties}
    accepted = [talks.party[name].answer == ACCEPTED for name in talks.required]
    enough = np.logical_and.reduce(accepted) if accepted else np.ones(talks.R, bool)
    if protocol.quota is not None:
        enough = enough & (talks.weight_of(ACCEPTED) >= protocol.quota - 1e-9)
    signed = enough & table.exists & deal.negotiating
    if not signed.any():
        return
    deal.signed_on = np.where(signed, talks.day, deal.signed_on)
    tally.signatures = tally.signatures + signed
    tally.stoppers[:, signed] = False
    tally.last_progress = np.where(signed, talks.day, tally.last_progress)
    for party in talks.parties:
        signs = marked(signed & (party.answer == ACCEPTED))
        gain = gains[party.name][signs]
        tally.gain_at_signature[party.name][signs] = gain
        tally.smallest_gain_at_signature[signs] = np.minimum(take(tally.smallest_gain_at_signature, signs), gain)
    talks.note("signed", signed, text=table.package)
    for party in talks.parties:
        give_up_lines(talks, party, party.name, signed & (party.answer == ACCEPTED))


def give_up_lines(talks: Negotiation, holder: Stakeholder, name: str, where: Mask) -> None:
    """Write down where somebody lets a text pass beyond a line that it had drawn: it was a price."""
    if holder.soft is None:
        return
    beyond = holder.soft.crossed(talks.table.package, ALL) & talks.deal.under_negotiation & where
    over, each = beyond.argmax(axis=0), np.arange(talks.R)
    lowest, highest = (bound[over, each] for bound in holder.claimed)
    point = np.where(talks.table.package[over, each] < lowest, lowest, highest)
    talks.note("line_given_up", np.asarray(beyond.any(axis=0)), name, over=over, text=talks.table.package, point=point)


def _reconsider(talks: Negotiation, party: Party) -> Array:
    """Take an acceptance back where the text would by now leave the party worse off than no deal; what it gains by the text where it has accepted, (R,)."""
    waiting = marked((party.answer == ACCEPTED) & talks.deal.negotiating & talks.table.exists)
    if not len(waiting):
        return np.zeros(talks.R)
    basis = party.weigh(take(talks.table.package, waiting), waiting)
    party.answer[waiting[~basis.acceptable]] = REFUSED
    return scatter(basis.value - basis.no_deal, waiting, talks.R)


SIGNING = Stage("signing", "A text that all who must have accepted, and still can bear, is signed.", sign)
