"""Whoever holds the pen makes its next move, by the reason for which it thinks that a text was refused."""

from __future__ import annotations

import numpy as np

from sim.arrays import Mask
from sim.endings import REASONS
from sim.model.acting import MediatorActs
from sim.model.approach import Approach
from sim.model.mediator import Mediator
from sim.model.negotiation import Negotiation
from sim.model.party import Party
from sim.model.presence import REFUSED
from sim.model.refusing import RefusalReasons
from sim.model.stage import Stage
from sim.rules.moves import Impasse


def approach(talks: Negotiation) -> None:
    """Make a move where a session is held over a text that was refused; about the party that was furthest from a yes."""
    moves, reasons = talks.approach, talks.reasons
    if moves is None or reasons is None or not talks.sessions.today.any():
        return
    moves.start_afresh(talks.tally.signatures)
    moves.today, moves.taken_for = np.full(talks.R, -1), np.full(talks.R, -1)
    stuck = talks.sessions.today & talks.table.exists & talks.deal.negotiating
    pen, last = talks.pen(), talks.refusals.by
    moved = False
    for place, party in enumerate(talks.parties):
        about = stuck & (last == place) & (party.answer == REFUSED)
        for which, mediator in enumerate(talks.mediators):
            where = about & (pen == which) & mediator.present
            if where.any():
                _move(talks, moves, reasons, mediator, party, where)
                moved = True
    if moved:
        talks.update_no_deals()


def _move(talks: Negotiation, moves: Approach, reasons: RefusalReasons, mediator: Mediator, party: Party, where: Mask) -> None:
    """Let one mediator make its moves about one party."""
    acts = MediatorActs(talks, moves, mediator, party)
    believed = reasons.believed(mediator.name, party.name)
    chosen = moves.choose(mediator.name, party.name, Impasse(believed, acts.at_hand, moves.vain), mediator.settings.style)
    likeliest = believed.argmax(axis=0)
    words = np.array(REASONS, dtype=object)[likeliest]
    for place, move in enumerate(moves.moves[mediator.name]):
        here = where & (chosen == place)
        if here.any():
            changed = here & (moves.last[mediator.name] != place)
            talks.note("move", here, mediator.name, move=move.name, to=party.name, taken_for=words, changed=changed)
            move.make(acts, here)
            moves.tried[mediator.name, party.name][place] += here
            named = moves.names.index(move.name)
            moves.made[named] += here
            moves.today, moves.taken_for = np.where(here, named, moves.today), np.where(here, likeliest, moves.taken_for)
            moves.last[mediator.name] = np.where(here, place, moves.last[mediator.name])
            moves.vain += here


APPROACHING = Stage("approaching", "Whoever drafts makes its next move, by the reason for which it thinks that a text was refused.", approach, module="reasons")
