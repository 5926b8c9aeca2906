"""Parties answer the text on the table; then all who hear it learn from the answers."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, Index, Mask, chance_in_a_day, marked, take
from sim.endings import REASONS
from sim.model.firmness import learn_of_lines
from sim.model.learning import Answer, learn_from_answer, learn_from_reasons
from sim.model.negotiation import Negotiation
from sim.model.objecting import objection_to
from sim.model.party import Party
from sim.model.presence import ABSENT, ACCEPTED, CHANNEL, IN_PERSON, NO_ANSWER, REFUSED
from sim.model.stage import Stage
from sim.rules.acceptance import Answering
from sim.rules.refusals import true_reason


def answer(talks: Negotiation) -> None:
    """Let parties answer, at once in person, later through a channel, and everybody learn."""
    changes = [_come_round(talks, party) for party in talks.parties] if talks.approach is not None else []
    answers = [given for given in (*changes, *(_answer_of(talks, party) for party in talks.parties)) if given is not None]
    for given in answers:
        _remember(talks, given)
    for given in answers:
        _teach(talks, given)
    if talks.reasons is not None:
        missing = [talks.party[name].presence == ABSENT for name in talks.required]
        talks.reasons.unanswered += talks.sessions.today & talks.table.exists & talks.anywhere(missing)
    if talks.sessions.today.any():
        for audience in talks.audience.values():
            audience.drift(talks.constants.resolve_drift, talks.sessions.today)
        _tell_priorities(talks)


def _tell_priorities(talks: Negotiation) -> None:
    """Where a session is held, let others learn a share of what they do not know of what matters to a party."""
    for one in chain(*(mediator.estimates.values() for mediator in talks.mediators), *(party.estimates.values() for party in talks.parties)):
        if one.ignorance is not None:
            one.ignorance = one.ignorance * (1.0 - talks.behaviour.telling * talks.sessions.today)


def _answer_of(talks: Negotiation, party: Party) -> Answer | None:
    """A party's answer to the text on the table, where it answers today; None where it does nowhere."""
    today = _speaks_today(talks, party, NO_ANSWER)
    if not today.any():
        return None
    party.heard |= today
    here, table = marked(today), talks.table
    basis = _considered(talks, party, here)
    willing = party.accepts_by(basis, take(party.answer_draws[talks.day], here)) | (basis.acceptable & take(table.is_by(party), here))
    party.answer[here] = np.where(willing, ACCEPTED, REFUSED)
    refused = here[~willing]
    party.claim[refused] = party.preference.subset(refused).utility(party.demanded[:, refused])
    claims = party.within_claims(take(table.package, here), here)
    objection = objection_to(party, party, refused, ~claims[~willing])
    party.claim_lines(objection.issue[objection.is_limit], refused[objection.is_limit])
    if talks.reasons is None:
        return Answer(party, here, basis, willing, objection)
    if_kept = party.outlook(here).weighing.value(take(table.package, here), np.ones(len(here)))
    reasons = true_reason(replace(basis, within_limits=claims), if_kept)
    return Answer(party, here, basis, willing, objection, reasons, talks.reasons.readings(party.name, talks.day, here, reasons))


def _come_round(talks: Negotiation, party: Party) -> Answer | None:
    """Where a party that has refused the text on the table accepts it by now, as it holds out for less or something has changed; None where it does nowhere."""
    here = marked(_speaks_today(talks, party, REFUSED))
    if not len(here):
        return None
    basis = _considered(talks, party, here)
    willing = party.accepts_by(basis, take(party.answer_draws[talks.day], here))
    here, basis = here[willing], basis.subset(marked(willing))
    if not len(here):
        return None
    party.answer[here] = ACCEPTED
    nothing = objection_to(party, party, here[:0], willing[:0])
    return Answer(party, here, basis, np.ones(len(here), bool), nothing, np.zeros(len(here), int), None)


def _teach(talks: Negotiation, given: Answer) -> None:
    """Let all who hear an answer learn from it; mediators also about reasons, where refusals have any."""
    party, here = given.party, given.histories
    audience, heard = talks.audience[party.name], talks.hear(party, here)
    learn_of_lines(given, audience, heard)
    if talks.reasons is None:
        learn_from_answer(given, audience, heard)
        return
    thought = learn_from_reasons(given, audience, heard, talks.reasons)
    for row, mediator in enumerate(talks.mediators):
        told = heard[row] & ~given.accepted
        talks.reasons.believe(mediator.name, party.name, here[told], thought[:, row, told])


def _considered(talks: Negotiation, party: Party, here: Index) -> Answering:
    """What a party's answer to the text on the table rests on; it holds out for less than before while a mediator calls the text the last."""
    basis, approach = party.consider(take(talks.table.package, here), here), talks.approach
    if approach is None or not (final := take(approach.final_until > talks.day, here) & take(talks.table.by_mediator, here)).any():
        return basis
    left = np.where(final, 1.0 - approach.settings.last_text_counts, 1.0)
    return replace(basis, aspiration=basis.no_deal + left * (basis.aspiration - basis.no_deal))


def _speaks_today(talks: Negotiation, party: Party, answer: int) -> Mask:
    """Where a party whose answer to the text was that so far, or that has given none, can give one today; (R,)."""
    replies = party.presence == CHANNEL
    if replies.any():
        replies &= party.reply_draws[talks.day] < chance_in_a_day(np.asarray(1.0 / talks.constants.channel_lag))
    session, free = talks.sessions.today, talks.can_reach(party)
    asked = talks.table.exists & talks.deal.negotiating & (party.answer == answer) & free
    return np.asarray(asked & ((session & (party.presence == IN_PERSON)) | (replies & ~session)))


def _remember(talks: Negotiation, given: Answer) -> None:
    """Keep who refused over what, when there was progress, and write it down."""
    party, here, basis, objection = given.party, given.histories, given.basis, given.objection
    short = (basis.aspiration - basis.value)[~given.accepted]
    talks.refusals.remember(talks.day, talks.parties.index(party), objection.histories, objection.issue, short)
    talks.tally.last_progress[here[given.accepted]] = talks.day
    why = _reasons_of(talks, given)
    if talks.journal is not None:
        seen = talks.journal.among(here)
        _write_down(talks, given, seen.start + marked(given.accepted[seen]), seen.start + marked(~given.accepted[seen]), why)


def _write_down(talks: Negotiation, given: Answer, accepting: Index, refusing: Index, why: dict[str, Any]) -> None:
    """Write down what a party accepted and refused in the histories at some places among those in which it answered, and `why` it refused."""
    party, here, objection = given.party, given.histories, given.objection
    if len(accepting):
        talks.note_of(here[accepting], "accepted", party.name, **_basis_told(given, accepting))
    if len(refusing):
        refused = here[refusing]
        said = objection.histories.searchsorted(refused)
        over, text = objection.issue[said], take(talks.table.package, refused)
        told = {"line_of": _line_of(party, over, text, refused), "over": over, "text": text, "point": objection.point[said]}
        basis = _basis_told(given, refusing)
        if talks.lines_may_be_soft:
            told["for_a_price"] = basis["crossed"] & (told["line_of"] == party.name) & party.is_for_a_price(over, refused)
        talks.note_of(refused, "refused", party.name, **told, **{name: fact[refusing] for name, fact in why.items()}, **basis)


def _reasons_of(talks: Negotiation, given: Answer) -> dict[str, Any]:
    """Keep why a party refused, where refusals have reasons; what is written down of that: the reason, and what whoever holds the pen takes it for."""
    kept, party, here = talks.reasons, given.party, given.histories
    if kept is None or given.reasons is None or given.readings is None:
        return {}
    refused, reasons = ~given.accepted, given.reasons
    kept.remember(party.name, here[refused], reasons[refused])
    pen = take(talks.pen(), here)
    taken_for = given.readings[np.maximum(pen, 0), np.arange(len(here))] if talks.mediators else reasons
    heard = refused & (pen >= 0)
    kept.heard[here[heard]] += 1
    kept.misheard[here[heard & (taken_for != reasons)]] += 1
    words = np.array(REASONS, dtype=object)
    return {"reason": words[reasons], "taken_for": words[np.where(pen >= 0, taken_for, reasons)]}


def _basis_told(given: Answer, places: Index) -> dict[str, NDArray[Any]]:
    """What an answer rested on in the histories at some places among those in which it was given; by name, each (those,)."""
    party, basis, histories = given.party, given.basis, given.histories[places]
    told = {} if isinstance(basis.misjudged, float) else {"seems": (basis.value + basis.misjudged)[places]}
    return told | {
        "value": basis.value[places],
        "if_kept": party.preference.subset(histories).utility(take(party.model.table.package, histories)),
        "no_deal": party.no_deal[histories],
        "wanted": basis.aspiration[places],
        "crossed": ~party.within_claims(take(party.model.table.package, histories), histories),
        "through_channel": party.presence[histories] == CHANNEL,
    }


def _line_of(party: Party, issue: Index, text: Array, histories: Index) -> NDArray[np.object_]:
    """Whose red line `text` (issues, those) has crossed that crosses one on `issue` (those,): the party's, or that of a faction that has told it; names."""
    at, named = (issue, histories), np.full(len(histories), party.name, dtype=object)
    least, most = (bound[at] for bound in party.claimed)
    below = text[issue, np.arange(len(histories))] < least

    def holds_it(own_lower: Array, own_upper: Array) -> Mask:
        return np.asarray(np.where(below, own_lower[at] == least, own_upper[at] == most))

    own = holds_it(*party.own_claimed)
    for faction in party.factions:
        if faction.declares_to("party"):
            named = np.where(~own & holds_it(*faction.claimed), f"{party.name}.{faction.name}", named)
    return named


ANSWERING = Stage("answering", "Parties answer the text on the table; all who hear it learn from the answers.", answer)
