"""A deal in force is carried out a day further, or left, or lapses because the next phase was not agreed in time."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Mask, chance_in_a_day, marked, scatter, sequential_sum, take
from sim.model.dispositions import Dispositions
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
            leaves = alive & (draws < chance_in_a_day(_hazard_of_leaving(talks, place, values[place]))) & (draws < first)
            first, by = np.where(leaves, draws, first), np.where(leaves, place, by)
    broken = by >= 0
    if broken.any():
        for place, party in enumerate(talks.parties):
            for other in party.others:
                other.observe(party.name, "promise_broken", by == place)
            talks.note("broke", by == place, party.name, value=values[place], no_deal=party.no_deal, **_disposition(talks, place))
        _end_deal(talks, broken, by)
    return alive & ~broken


def _disposition(talks: Negotiation, place: int) -> dict[str, Array]:
    """What led a party to leave a deal beside what that is worth, where the parties differ in whether they mean to keep deals."""
    kept = talks.dispositions
    return {} if kept is None else {"keeps": kept.keeps[place], "wrongs": kept.wrongs[place]}


def _hazard_of_leaving(talks: Negotiation, place: int, value: Array) -> Array:
    """Hazard of today (R,) that the party in that place leaves a deal worth `value` (R,) to it."""
    party = talks.parties[place]
    others = [other for other in party.others if other.name in talks.signatories]
    guarantee = sequential_sum([np.zeros(talks.R), *(other.guarantees for other in others)]) / max(len(others), 1)
    if talks.dispositions is None:
        return _breach_rate(talks, party, others, value, guarantee)
    unrest = np.zeros(talks.R) if talks.violence is None else talks.tense(talks.violence.leaving)
    return talks.dispositions.hazard(place, party.no_deal - value, guarantee, unrest)


def _breach_rate(talks: Negotiation, party: Party, others: list[Party], value: Array, guarantee: Array) -> Array:
    """Daily hazard (R,) that a party leaves a deal worth `value` (R,) to it, where all parties are alike in how they keep deals."""
    constants, nobody = talks.constants, np.zeros(talks.R)
    trust = sequential_sum([nobody, *(party.trust[other.name].mean for other in others)]) / len(others) if others else np.ones(talks.R)
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
    if talks.dispositions is not None:
        _shake(talks, talks.dispositions, where, by)


def _shake(talks: Negotiation, kept: Dispositions, where: Mask, by: Array) -> None:
    """A deal that has failed raises escalation and puts talks off; one that lapses costs trust on all sides, one that is left has cost the leaver's."""
    own, left, lapsed = kept.settings, where & (by >= 0), where & (by < 0)
    talks.jumps = talks.jumps + own.breach_escalates * left + own.lapse_escalates * lapsed
    talks.put_off(left, own.breach_puts_off)
    talks.put_off(lapsed, own.lapse_puts_off)
    for place, party in enumerate(talks.parties):
        kept.used |= (by == place) & where & ~kept.keeps[place]
        for belief in party.trust.values():
            belief.observe(broken=own.lapse_costs * lapsed.astype(float))
    kept.forget(where)


def _hand_over(talks: Negotiation, moves: Mask) -> None:
    """Exchanges advance together, tranche by tranche; what is handed over is leverage spent."""
    deal = talks.deal
    for k, phase in enumerate(talks.phase_plans):
        here = moves & (deal.current == k)
        if not here.any():
            continue
        share = np.where(here, handed_over(deal.progress, phase.lasts, phase.tranches if talks.finer is None else phase.tranches * talks.finer), 0.0)
        step = np.maximum(share - deal.handed[k], 0.0)
        deal.handed[k] = deal.handed[k] + step
        if talks.dispositions is not None:
            talks.dispositions.build_trust(step > 0.0)
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
