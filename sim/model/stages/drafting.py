"""Whoever's turn it is tables a text, where one is wanted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.arrays import Array, Index, Mask, marked, take
from sim.model.equilibrium import chance_first_proposes
from sim.model.mediator import Mediator
from sim.model.negotiation import Negotiation
from sim.model.party import Party
from sim.model.presence import IN_PERSON, NO_ANSWER, REFUSED
from sim.model.stage import Stage
from sim.model.stakeholder import without_clash
from sim.reference.bargain import Bargain
from sim.reference.means import weighted_mean
from sim.rules.bridging import Draft, bridging_rule


def draft(talks: Negotiation) -> None:
    """Put a text on the table where one is wanted, by the protocol of the talks; earlier answers do not count for it."""
    if not talks.sessions.today.any():
        return
    table = talks.table
    table.stood = table.stood + talks.sessions.today
    before = table.count
    _PROTOCOLS[talks.settings.protocol.kind](talks)
    fresh = table.count > before
    for party in talks.parties:
        party.answer = np.where(fresh, NO_ANSWER, party.answer)
    authors = np.array([agent.name for agent in table.authors])
    guesses = [[talks.party[name].no_deal_if(one.estimates[name].expectation) for name in talks.signatories] for one in talks.mediators]
    talks.note("tabled", fresh, by=authors[table.author], text=table.package, guesses=np.array(guesses) if guesses else None)


def _dead(talks: Negotiation) -> Mask:
    """Where the text on the table can no longer be signed; (R,)."""
    refused = talks.anywhere(talks.party[name].answer == REFUSED for name in talks.required)
    return refused | (talks.weight_of(REFUSED) > (1.0 - (talks.settings.protocol.quota or 0.0)) + 1e-9)


def _locked(talks: Negotiation, package: Array) -> Array:
    """A package with the issues that are settled already at their terms; (issues, R)."""
    return np.where(talks.deal.settled, talks.deal.terms, package)


# --- a mediator's text -----------------------------------------------------------------------------------------------------


def _mediated_text(talks: Negotiation) -> None:
    """A mediator drafts where there is no text, it can no longer be signed, or it has stood for too long; unless a party that refused tables its own."""
    table = talks.table
    wanted = talks.sessions.today & (~table.exists | _dead(talks) | (table.stood >= talks.constants.text_patience))
    wishes = [np.where(wanted, _wish_to_table(talks, party), np.inf) for party in talks.parties]
    strongest = np.minimum.reduce(wishes)
    for party, wish in zip(talks.parties, wishes, strict=True):
        tables = np.isfinite(wish) & (wish == strongest)
        table.put(tables, _locked(talks, party.demanded), np.asarray(table.place_of(party)))
        wanted = wanted & ~tables
    pen = talks.pen()
    for place, mediator in enumerate(talks.mediators):
        drafts = wanted & (pen == place)
        histories = marked(drafts)
        if len(histories):
            text = table.package.copy()
            text[:, histories] = _text_of(talks, mediator, histories)
            text = _locked(talks, text)
            table.put(drafts & _worth_tabling(talks, text), text, np.asarray(place))
    if talks.settings.protocol.direct:
        _text_of_a_party(talks, wanted & (pen < 0))


def _text_of_a_party(talks: Negotiation, wanted: Mask) -> None:
    """Where parties meet without a mediator each in turn tables what it asks for."""
    signatories = [talks.party[name] for name in talks.signatories]
    turn = talks.table.count % len(signatories)
    for place, party in enumerate(signatories):
        talks.table.put(wanted & (turn == place), _locked(talks, party.demanded), np.asarray(talks.table.place_of(party)))


def _worth_tabling(talks: Negotiation, text: Array) -> Mask:
    """Where a mediator tables a text, (issues, R): anywhere, but where it looks for moves not one that was refused and is all but unchanged.

    Unless something has changed since that speaks for it, or time has passed. A text that it has called the last stays as it is.
    """
    approach, table = talks.approach, talks.table
    if approach is None:
        return np.ones(talks.R, bool)
    final = table.exists & (talks.day < approach.final_until)
    text[:, final] = table.package[:, final]
    same = table.exists & (np.abs(text - table.package).max(axis=0) <= 100.0 * approach.settings.same_text)
    worth = ~same | approach.again | (table.stood >= approach.settings.text_rests)
    approach.again &= ~talks.sessions.today
    return np.asarray(worth)


def _wish_to_table(talks: Negotiation, party: Party) -> Array:
    """How strongly a party wants to table a text of its own today after refusing one: the smaller the more, infinite where it does not; (R,)."""
    chance = party.settings.counter_texts
    if chance == 0.0:
        return np.full(talks.R, np.inf)
    draws = party.counter_text_draws[talks.day]
    wants = (party.answer == REFUSED) & (party.presence == IN_PERSON) & (draws < chance)
    return np.where(wants, draws / chance, np.inf)


def _text_of(talks: Negotiation, mediator: Mediator, histories: Index) -> Array:
    """The text a mediator proposes in some histories, given what it believes the parties want, bear and have ruled out; (issues, those)."""
    names, parties = talks.signatories, [talks.party[name] for name in talks.signatories]
    sides = [party.as_seen(mediator.estimates[party.name], histories) for party in parties]
    lower, upper = mediator.known_limits(names)
    bargain = Bargain(sides, *without_clash(take(lower, histories), take(upper, histories)))
    leanings, capabilities = [mediator.leaning(name) for name in names], [party.settings.capability for party in parties]
    texts = take(talks.table.count, histories)
    return bridging_rule(mediator.settings.bridging).text(Draft(bargain, names, leanings, capabilities, texts))


# --- offers of the parties -------------------------------------------------------------------------------------------------


def _offer_in_turn(talks: Negotiation) -> None:
    """The party whose turn it is offers what it holds out for, or what backward induction says."""
    turn = _turn(talks)
    for place, party in enumerate(talks.parties):
        offer = party.demanded if talks.offers is None else talks.offers.package(talks.day, place)
        talks.table.put(talks.sessions.today & (turn == place), _locked(talks, offer), np.asarray(talks.table.place_of(party)))


def _turn(talks: Negotiation) -> Array:
    """The place of the party that proposes; (R,)."""
    every, protocol, parties = talks.settings.calendar.sessions.every, talks.settings.protocol, talks.parties
    number = talks.sessions.held - 1 if every is None else np.full(talks.R, talks.day // every)
    draws = talks.proposer_draws[talks.day]
    if len(parties) == 2:
        chances = [chance_first_proposes(protocol, parties[0].name, k) for k in range(int(number.max()) + 1)]
        return np.where(draws < np.array(chances)[number], 0, 1)
    start = next((k for k, party in enumerate(parties) if party.name == protocol.first), 0)
    by_turn = {"alternating": (start + number) % len(parties), "fixed": np.full(talks.R, start)}
    return by_turn.get(protocol.proposer, (draws * len(parties)).astype(int))


def _all_offer(talks: Negotiation) -> None:
    """The text between what all demand, weighted by capability and salience, where there is none, it is dead, or all have answered it."""
    sides = [talks.party[name] for name in talks.signatories]
    weights = np.stack([side.settings.capability * side.preference.salience for side in sides])
    text = weighted_mean(np.stack([side.demanded for side in sides]), weights)
    answered = np.asarray(np.logical_and.reduce([side.answer != NO_ANSWER for side in sides]))
    wanted = talks.sessions.today & (~talks.table.exists | _dead(talks) | answered)
    talks.table.put(wanted, _locked(talks, text), np.maximum(talks.pen(), 0))


_PROTOCOLS: dict[str, Callable[[Negotiation], None]] = {
    "mediated_text": _mediated_text,
    "alternating_offers": _offer_in_turn,
    "simultaneous_offers": _all_offer,
}

DRAFTING = Stage("drafting", "Whoever's turn it is tables a text, where one is wanted.", draft)
