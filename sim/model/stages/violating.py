"""A deal in force is violated by something smaller than leaving it; that is answered in kind or overlooked."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Mask, chance_in_a_day
from sim.model.dispositions import Dispositions
from sim.model.negotiation import Negotiation
from sim.model.stage import Stage


def violate(talks: Negotiation) -> None:
    """Let a day pass for deals in force: parties answer for what was done yesterday, and violate the deal, or not."""
    deal, kept = talks.deal, talks.dispositions
    alive = deal.standing & ~deal.complete
    if kept is None or not (alive.any() or kept.days.any()):
        return
    kept.let_a_day_pass(alive, _meant_to_last(talks))
    answers = [kept.owed[place] & alive for place in range(len(talks.parties))]
    kept.owed[:] = False
    signs = [party.name in talks.signatories for party in talks.parties]
    for place, party in enumerate(talks.parties):
        if not signs[place]:
            continue
        rate = kept.settings.violations * np.where(kept.keeps[place], 1.0, kept.settings.use_violates)
        violates = alive & ~answers[place] & (kept.violation_draws[place][talks.day] < chance_in_a_day(rate))
        kept.violated, kept.answered = kept.violated + violates, kept.answered + answers[place]
        talks.note("violated", violates, party.name)
        talks.note("answered", answers[place], party.name)
        kept.take_note_of_violation(place, violates)
        talks.jumps = talks.jumps + kept.settings.violation_escalates * (violates | answers[place])
        echoes = answers[place] & (kept.echo_draws[place][talks.day] < kept.settings.echoes)
        _take_it(talks, kept, place, violates | echoes)


def _meant_to_last(talks: Negotiation) -> Array:
    """How many days a deal that starts now is meant to take, what earlier ones have carried out left out; (R,)."""
    left = 1.0 - talks.deal.handed
    return np.asarray(sum((plan.lasts * left[k] for k, plan in enumerate(talks.phase_plans)), np.zeros(talks.R)))


def _take_it(talks: Negotiation, kept: Dispositions, by: int, done: Mask) -> None:
    """Let the others overlook what a party has done to them, or be wronged and answer in kind tomorrow."""
    if not done.any():
        return
    for place, other in enumerate(talks.parties):
        if place != by and other.name in talks.signatories:
            overlooks = done & (kept.patience_draws[place][talks.day] < kept.overlooks(place, talks.parties[by]))
            wronged = done & ~overlooks
            kept.wrongs[place] += wronged
            kept.owed[place] |= wronged
            talks.note("overlooked", overlooks, other.name)


VIOLATING = Stage("violating", "A deal in force is violated, or not; that is answered in kind or overlooked.", violate, module="keeping")
