"""Factions decide on a signed text when their time is up; what nobody stops comes into force."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Index, Mask, marked, scatter, take
from sim.model.beliefs import Objection
from sim.model.faction import Faction
from sim.model.negotiation import Negotiation
from sim.model.objecting import objection_to
from sim.model.presence import ACCEPTED, REFUSED
from sim.model.stage import Stage
from sim.rules.acceptance import Answering
from sim.rules.acceptance.logistic import Logistic

from .clearing import clear_table
from .signing import give_up_lines


@dataclass(frozen=True)
class Veto:
    """Where a faction stops a signed text, (R,), what it says there and what that rests on."""

    faction: Faction
    where: Mask
    objection: Objection
    basis: Answering


def ratify(talks: Negotiation) -> None:
    """Let factions that are due decide, and put into force what has passed them all."""
    deal, tally, waiting = talks.deal, talks.tally, talks.deal.signed
    if not waiting.any():
        return
    since = talks.day - deal.signed_on
    vetoes = _decisions(talks, waiting, since)
    for veto in vetoes:
        _stop(talks, veto)
    stopped = talks.anywhere(veto.where for veto in vetoes)
    _hold_against_signers(talks, vetoes)
    deal.signed_on = np.where(stopped, -1, deal.signed_on)
    tally.stopped_at_home = tally.stopped_at_home + stopped
    passed = waiting & ~stopped & (since >= max((faction.settings.lag for faction in talks.vetoes), default=0))
    if not passed.any():
        return
    starts = deal.enter_into_force(passed, talks.table.package, talks.day)
    clear_table(talks, passed)
    talks.note("in_force", starts, text=deal.terms)
    talks.note("phase_agreed", passed & ~starts, text=deal.terms)


def _decisions(talks: Negotiation, waiting: Mask, since: Index) -> list[Veto]:
    """What the factions of those who signed decide, each after its own time."""
    signers = {party.name: party.answer == ACCEPTED for party in talks.parties}
    vetoes = []
    for place, faction in enumerate(talks.vetoes):
        due = waiting & (since == faction.settings.lag) & signers[faction.party.name]
        if due.any():
            veto = _decide(talks, faction, marked(due))
            if veto is not None:
                talks.tally.stoppers[place] |= veto.where
                vetoes.append(veto)
            passes = due if veto is None else due & ~veto.where
            talks.note("ratified", passes, faction.full_name)
            give_up_lines(talks, faction, faction.full_name, passes)
    return vetoes


def _decide(talks: Negotiation, faction: Faction, histories: Index) -> Veto | None:
    """Of some histories, those where a faction stops the text on the table; None where it lets it pass in all."""
    basis = faction.consider(take(talks.table.package, histories), histories)
    draws = take(faction.answer_draws[talks.day], histories)
    passes = Logistic(talks.constants.answer_sharpness).accepts(basis, draws)
    stopped = histories[~passes]
    if not len(stopped):
        return None
    crossed = ~faction.within_claims(take(talks.table.package, stopped), stopped)
    objection = objection_to(faction.party, faction, stopped, crossed)
    faction.claim_lines(objection.issue[objection.is_limit], stopped[objection.is_limit])
    where = scatter(np.ones(len(stopped), bool), stopped, talks.R)
    return Veto(faction, where, objection, basis.subset(marked(~passes)))


def _stop(talks: Negotiation, veto: Veto) -> None:
    """A faction stops a signed text; who drafts and who listens learns why."""
    faction, objection, basis = veto.faction, veto.objection, veto.basis
    party = faction.party
    party.answer = np.where(veto.where, REFUSED, party.answer)
    talks.refusals.remember(talks.day, talks.parties.index(party), objection.histories, objection.issue, basis.no_deal - basis.value)
    talks.audience[party.name].hear(objection, talks.hear(party, objection.histories))
    said = {"over": objection.issue, "text": take(talks.table.package, objection.histories), "point": objection.point, "crossed": objection.is_limit}
    if talks.lines_may_be_soft:
        said["for_a_price"] = objection.is_limit & faction.is_for_a_price(objection.issue, objection.histories)
    talks.note_of(objection.histories, "vetoed", faction.full_name, **said, value=basis.value, no_deal=basis.no_deal)


def _hold_against_signers(talks: Negotiation, vetoes: list[Veto]) -> None:
    """A text signed and then stopped at home costs its signer trust, once, however many factions stopped it."""
    for party in talks.parties:
        stopped = [veto.where for veto in vetoes if veto.faction.party is party]
        if stopped:
            for other in party.others:
                other.observe(party.name, "veto", np.logical_or.reduce(stopped))


RATIFYING = Stage("ratifying", "Factions decide on what is signed when their time is up; what nobody stops comes into force.", ratify)
