"""A deal in force is carried out a day further, or left, or lapses because the next phase was not agreed in time."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Mask, chance_in_a_day, marked, scatter, sequential_sum, take
from sim.model.negotiation import Negotiation
from sim.model.party import Party
from sim.model.stage import Stage
from sim.rules.carrying_out import breach_rate, handed_over

from .clearing import clear_table


def carry_out(talks: Negotiation) -> None:
    """Carry deals out for a day; without the module for that, a deal in force is complete."""
    deal = talks.deal
    alive = deal.standing & ~deal.complete
    if not talks.on("carrying_out"):
        deal.complete = deal.complete | alive
        return
    if not alive.any():
        return
    alive = _let_breach(talks, alive)
    moves = alive & ~(talks.delay_draws[talks.day] < talks.constants.hand_over_delay)
    deal.progress = deal.progress + moves
    _hand_over(talks, moves)
    for k in range(len(talks.phase_plans)):
        _finish_phase(talks, k, alive & (deal.current == k))


def _let_breach(talks: Negotiation, alive: Mask) -> Mask:
    """Where the deal survives the day's temptations; of two who leave on one day, the one with the lower draw is first."""
    deal, table, here = talks.deal, talks.table, marked(alive)
    first, by = np.full(talks.R, np.inf), np.full(talks.R, -1)
    terms = np.where(np.isnan(take(deal.terms, here)), take(table.package, here), take(deal.terms, here))
    values = [scatter(party.outlook(here, deal.current).value(terms), here, talks.R) for party in talks.parties]
    for place, party in enumerate(talks.parties):
        if party.name in talks.signatories:
            draws = party.breach_draws[talks.day]
            leaves = alive & (draws < chance_in_a_day(_breach_rate(talks, party, values[place]))) & (draws < first)
            first, by = np.where(leaves, draws, first), np.where(leaves, place, by)
    broken = by >= 0
    if broken.any():
        for place, party in enumerate(talks.parties):
            for other in party.others:
                other.observe(party.name, "promise_broken", by == place)
            talks.note("broke", by == place, party.name, value=values[place], no_deal=party.no_deal)
        _end_deal(talks, broken, by)
    return alive & ~broken


def _breach_rate(talks: Negotiation, party: Party, value: Array) -> Array:
    """Daily hazard (R,) that a party leaves a deal worth `value` (R,) to it."""
    constants, nobody = talks.constants, np.zeros(talks.R)
    others = [other for other in party.others if other.name in talks.signatories]
    trust = sequential_sum([nobody, *(party.trust[other.name].mean for other in others)]) / len(others) if others else np.ones(talks.R)
    guarantee = sequential_sum([nobody, *(other.guarantees for other in others)]) / max(len(others), 1)
    return breach_rate(
        party.no_deal - value,
        trust,
        guarantee,
        base=constants.breach_rate,
        by_temptation=constants.breach_temptation,
        by_trust=constants.breach_trust,
        by_guarantee=constants.breach_guarantee,
    )


def _end_deal(talks: Negotiation, where: Mask, by: Array) -> None:
    if not where.any():
        return
    talks.deal.end(where, by, talks.day)
    for party in talks.parties:
        party.divide_over_phases()
    talks.tally.last_progress = np.where(where, talks.day, talks.tally.last_progress)
    clear_table(talks, where)


def _hand_over(talks: Negotiation, moves: Mask) -> None:
    """Exchanges advance together, tranche by tranche; what is handed over is leverage spent."""
    deal = talks.deal
    for k, phase in enumerate(talks.phase_plans):
        here = moves & (deal.current == k)
        if not here.any():
            continue
        share = np.where(here, handed_over(deal.progress, phase.lasts, phase.tranches), 0.0)
        step = np.maximum(share - deal.handed[k], 0.0)
        deal.handed[k] = deal.handed[k] + step
        for party in talks.parties:
            party.spent = party.spent + phase.hands_over.get(party.name, 0.0) * step


def _finish_phase(talks: Negotiation, k: int, here: Mask) -> None:
    """Go on to the next phase once this one is carried out and the next agreed; else extend it once, or let the deal lapse."""
    deal, lasts, last = talks.deal, talks.phase_plans[k].lasts, k == len(talks.phase_plans) - 1
    done = here & (deal.progress >= lasts)
    if not done.any():
        return
    finished = done if last else done & (deal.open > k + 1)
    for party in talks.parties:
        for other in party.others:
            other.observe(party.name, "promise_kept", finished)
    talks.note("phase_done", finished, phase=k + 1)
    if last:
        deal.complete = deal.complete | done
        return
    chance = talks.settings.carrying_out.extension
    extends = done & ~finished & ~deal.extended & (talks.extension_draws[talks.day] < chance)
    lapses = done & ~finished & ~extends & (~deal.extended | (deal.progress >= 2 * lasts))
    deal.extended = (deal.extended | extends) & ~finished
    deal.current, deal.progress = np.where(finished, k + 1, deal.current), np.where(finished, 0.0, deal.progress)
    talks.note("extended", extends, phase=k + 1)
    _end_deal(talks, lapses, np.full(talks.R, -1))
    talks.note("lapsed", lapses, phase=k + 1)


CARRYING_OUT = Stage("carrying_out", "A deal in force is carried out a day further, or left, or lapses.", carry_out)
