"""Mediators, then parties, come or stay away; a session is held if somebody can talk to somebody."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Mask, indices, scatter, sequential_sum, take
from sim.model.negotiation import Negotiation
from sim.model.party import Party
from sim.model.presence import ABSENT, CHANNEL, IN_PERSON
from sim.model.stage import Stage
from sim.rules.attendance import chance_of_coming, still_unmet


def attend(talks: Negotiation) -> None:
    """Settle who comes where a session is called, and where one is held."""
    sessions, parties, mediators = talks.sessions, talks.parties, talks.mediators
    if not sessions.called.any():
        sessions.today = np.zeros(talks.R, bool)
        return
    for mediator in mediators:
        comes = mediator.presence_draws[talks.day] < talks.constants.mediator_presence
        mediator.present = sessions.called & mediator.around & comes
    for party in parties:
        _decide(talks, party)
    mediated = talks.anywhere(mediator.present for mediator in mediators) if mediators else np.ones(talks.R, bool)
    sessions.hold(_possible(talks))
    for party in parties:
        for code in (ABSENT, CHANNEL, IN_PERSON):
            talks.tally.sat[party.name][code] += sessions.today & (party.presence == code)
    talks.note("session", sessions.called, held=sessions.today, mediated=mediated, presence=np.stack([party.presence for party in parties]))


def _possible(talks: Negotiation) -> Mask:
    """Where somebody can talk to somebody: all who must sign, where they make offers in turn; else a party and a mediator."""
    if talks.settings.protocol.kind == "alternating_offers":
        return np.asarray(np.logical_and.reduce([talks.party[name].presence == IN_PERSON for name in talks.signatories]))
    came = talks.anywhere(party.presence == IN_PERSON for party in talks.parties)
    possible = came & talks.anywhere(mediator.present for mediator in talks.mediators)
    if talks.settings.protocol.direct:
        possible |= np.logical_and.reduce([talks.party[name].presence == IN_PERSON for name in talks.signatories])
    return possible


def _decide(talks: Negotiation, party: Party) -> None:
    """Come in person, or be reached through a channel, or stay away."""
    constants, called, hoped = talks.constants, talks.sessions.called, _hoped_for(talks, party)
    here = indices(called)
    outlook = party.outlook(here)
    gain = np.maximum(0.0, outlook.value(take(hoped, here)) - outlook.no_deal)
    chance = chance_of_coming(
        scatter(gain, here, talks.R),
        _unmet(talks, party, hoped),
        constants.leverage_attendance * talks.leverage_on(party.name),
        readiness=constants.attendance_readiness,
        pull=constants.attendance_gain,
        cost_of_being_seen=party.settings.attendance.cost_of_being_seen,
    )
    free = talks.day >= party.away_until
    comes = called & free & (party.attendance_draws[talks.day] < chance)
    reached = called & ~comes & talks.can_reach(party) & talks.channel_to(party.name)
    presence = np.where(comes, IN_PERSON, np.where(reached, CHANNEL, ABSENT))
    party.presence = np.where(called, presence, party.presence)
    party.missed = np.where(called, np.where(presence == ABSENT, party.missed + 1, 0), party.missed)


def _hoped_for(talks: Negotiation, party: Party) -> Array:
    """The package the talks are expected to turn on: the text on the table, or what is expected of them; (issues, R)."""
    position = party.preference.position
    if talks.readings:
        read = [talks.readings[one.name] for one in talks.parties if one.name in talks.readings]
        expected = sequential_sum(read) / len(read) + np.zeros_like(position)
    else:
        others = sequential_sum([party.estimates[other.name].position for other in party.others]) / len(party.others)
        expected = (position + others) / 2.0
    return np.where(talks.table.exists, talks.table.package, expected)


def _unmet(talks: Negotiation, party: Party, hoped: Array) -> Array:
    """What preconditions that do not hold, and violence, weigh against coming, in log-odds; (R,)."""
    unmet = np.zeros(talks.R) if talks.violence is None else talks.tense(talks.violence.attendance)
    for condition in party.settings.preconditions:
        agenda = np.ones(talks.R) if condition.agenda_is is None else _agenda_met(talks, party, hoped)
        words = [mediator.credibility_of_word(party.name) for mediator in talks.assurers] if condition.or_assured_by_anyone_credible else []
        others = np.ones(talks.R) if condition.requires is None else talks.holds(condition.requires).astype(float)
        unmet = unmet + still_unmet(condition.weight, agenda, words, others)
    return unmet


def _agenda_met(talks: Negotiation, party: Party, package: Array) -> Array:
    """1 where the talks turn on the reference text as this party reads it, or better for it, else 0; (R,)."""
    reading = talks.readings.get(party.name)
    if reading is None:
        return np.ones(talks.R)
    worse = party.preference.utility(reading + np.zeros_like(package)) - party.preference.utility(package)
    return (worse <= talks.constants.agenda_tolerance).astype(float)


ATTENDING = Stage("attending", "Mediators, then parties, come in person, are reached through a channel, or stay away.", attend)
