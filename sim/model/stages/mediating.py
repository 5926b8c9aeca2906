"""Mediators tell, press, sound out, and lose patience."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.arrays import Array, Mask, chance_in_a_day, marked
from sim.model.acting import FRESH_ENOUGH, apply_leverage
from sim.model.mediator import Mediator
from sim.model.negotiation import Negotiation
from sim.model.party import Party
from sim.model.presence import ABSENT, REFUSED
from sim.model.stage import Stage
from sim.rules import messages
from sim.rules.refusals import LINE


def mediate(talks: Negotiation) -> None:
    """Let mediators do what they do beside drafting, and everybody take it in."""
    if talks.sessions.today.any():
        for take_in in [told for mediator in talks.mediators for told in _messages(talks, mediator)]:
            take_in()  # when all has been said
        moved = [_press(talks, mediator) for mediator in talks.mediators]
    else:
        moved = []
    for mediator in talks.mediators:
        moved += [_sound_out(talks, mediator), _leave_or_return(talks, mediator)]
    if any(moved):
        talks.update_no_deals()


# --- messages --------------------------------------------------------------------------------------------------------------


def _messages(talks: Negotiation, sender: Mediator) -> list[Callable[[], None]]:
    """What it tells each party in reach, once, about each other; to be taken in when all has been said."""
    told = []
    for about in sender.settings.messages:
        if not _speaks(talks, sender, about):
            continue
        tell = _tell_resolve if about == "resolve" else _tell_trust
        for receiver in talks.parties:
            for subject in receiver.others:
                now = _first_time(talks, sender, about, receiver, subject)
                if now.any():
                    told.append(tell(talks, sender, receiver, subject, now))
    return told


def _speaks(talks: Negotiation, sender: Mediator, about: str) -> bool:
    """Whether a mediator tells something of that kind itself: where mediators speak in agreement one of them does, the chair if it tells any."""
    if talks.approach is None or talks.approach.settings.rivalry:
        return True
    tell = [one.name for one in talks.mediators if about in one.settings.messages]
    return sender.name == (talks.settings.chair if talks.settings.chair in tell else tell[0])


def _first_time(talks: Negotiation, sender: Mediator, about: str, receiver: Party, subject: Party) -> Mask:
    key = (about, receiver.name, subject.name)
    before = sender.told.setdefault(key, np.zeros(talks.R, bool))
    now = talks.sessions.today & sender.present & receiver.reachable & ~before
    sender.told[key] = before | now
    return now


def _message_draws(sender: Mediator, about: str, receiver: Party, subject: Party) -> tuple[Array, Array]:
    """Uniform draws (R,) for what its information shows and for whether it is candid about it."""
    stream_id, streams = f"{sender.stream_id}/{receiver.stream_id}/{subject.stream_id}/{about}", sender.model.streams
    return streams.uniform(f"{stream_id}/signal")[0], streams.uniform(f"{stream_id}/candour")[0]


def _tell_resolve(talks: Negotiation, sender: Mediator, receiver: Party, subject: Party, now: Mask) -> Callable[[], None]:
    """Tell a party how good another's prospects without a deal are. Source: Kydd 2003; Fey & Ramsay 2010."""
    believed, width, knowledge = receiver.estimates[subject.name], talks.constants.message_noise, sender.settings.independent_signal
    cutoff, honesty = subject.no_deal_if(believed.expectation), messages.honesty_about_resolve(sender.leaning(receiver.name))
    signal, candour = _message_draws(sender, "resolve", receiver, subject)
    high = signal < messages.chance_signal_is_high(subject.no_deal, cutoff, knowledge=knowledge, width=width)
    said, told = messages.says_high(high, honesty, candour), marked(now)
    talks.note("message", now, sender.name, about="resolve", to=receiver.name, of=subject.name, high=said)

    def likelihood(expectation: Array) -> Array:
        no_deal = subject.no_deal_if(expectation, told)
        chance = messages.chance_signal_is_high(no_deal, cutoff[told], knowledge=knowledge, width=width)
        return messages.likelihood_of_message(said[told], chance, honesty)

    return lambda: believed.learn(told, likelihood)


def _tell_trust(talks: Negotiation, sender: Mediator, receiver: Party, subject: Party, now: Mask) -> Callable[[], None]:
    """Tell a party whether another, if it is not betrayed itself, would rather keep its word than leave. Source: Kydd 2006."""
    knowledge, honesty = sender.settings.independent_signal, messages.honesty_about_trust(sender.settings.stake, sender.leaning(subject.name))
    keeps = subject.preference.utility(talks.table.package) >= subject.no_deal
    signal, candour = _message_draws(sender, "trust", receiver, subject)
    said = messages.says_high(signal < np.where(keeps, 0.5 + 0.5 * knowledge, 0.5 - 0.5 * knowledge), honesty, candour)
    talks.note("message", now, sender.name, about="trust", to=receiver.name, of=subject.name, high=said)
    ratio = messages.trust_likelihood_ratio(said, knowledge=knowledge, honesty=honesty)
    return lambda: receiver.trust[subject.name].hear(now, ratio)


# --- leverage, back channels, patience ---------------------------------------------------------------------------------


def _press(talks: Negotiation, mediator: Mediator) -> bool:
    """Apply leverage to a party that refused or stayed away, when what was applied before has worn off and some is left; whether it does anywhere."""
    pressed = False
    for name, level in mediator.leverage.items():
        party = talks.party[name]
        balking = talks.sessions.today & mediator.present & _balks(talks, mediator, party)
        apply = balking & (level < FRESH_ENOUGH * mediator.strength[name]) & (mediator.uses_left[name] > 0)
        pressed |= apply_leverage(talks, mediator, party, apply)
    return pressed


def _balks(talks: Negotiation, mediator: Mediator, party: Party) -> Mask:
    """Where a mediator sees cause to press a party: it stayed away, or refused; where refusals have reasons, what to do about them is a move."""
    away = party.presence == ABSENT
    if talks.reasons is None:
        return np.asarray((talks.table.exists & (party.answer == REFUSED)) | away)
    at_line = talks.reasons.believed(mediator.name, party.name).argmax(axis=0) == LINE
    refused = talks.table.exists & (party.answer == REFUSED) & talks.rivals(mediator)
    return np.asarray((away | refused) & ~at_line)


def _sound_out(talks: Negotiation, mediator: Mediator) -> bool:
    """Use the back channel: at times it ends in a deal of its own with one party, beside the talks; whether it does anywhere."""
    channel = mediator.settings.back_channel
    if channel is None:
        return False
    party, made = talks.party[channel.party], talks.deal.negotiating & ~talks.deal.standing & mediator.around
    made &= mediator.side_deal_draws[talks.day] < chance_in_a_day(np.asarray(channel.rate_per_day))
    made &= mediator.side_deals == 0
    if not made.any():
        return False
    mediator.side_deals = mediator.side_deals + made
    party.expectation = np.where(made, party.expectation + channel.gain, party.expectation)
    for other in party.others:
        other.observe(party.name, "side_deal", made)
    talks.note("side_deal", made, mediator.name, to=party.name)
    return True


def _leave_or_return(talks: Negotiation, mediator: Mediator) -> bool:
    """Withdraw when patience with talks that go nowhere runs out; come back after a time, where it does; whether it leaves anywhere."""
    if mediator.settings.patience is None:
        return False
    stuck = talks.day - np.maximum(talks.tally.last_progress, mediator.came_back)
    leaves = mediator.around & talks.deal.negotiating & ~talks.deal.standing & (stuck > mediator.patience)
    if not leaves.any():
        return False
    back = np.inf if mediator.settings.returns_after is None else talks.day + mediator.settings.returns_after
    mediator.away_until = np.where(leaves, back, mediator.away_until)
    mediator.came_back = np.where(leaves, back, mediator.came_back)
    talks.note("withdrew", leaves, mediator.name)
    return True


MEDIATING = Stage("mediating", "Mediators pass on what they know, press, sound out by back channels, or lose patience.", mediate, module="mediation")
