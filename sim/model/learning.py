"""What all who hear an answer learn from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Index, Mask, clipped, logistic, sequential_sum, sum_of_issues, take
from sim.rules.acceptance import Answering
from sim.rules.demand import WeighsDemand
from sim.rules.refusals import chances, confusion, total

from .beliefs import Audience, Objection
from .party import Party
from .refusing import RefusalReasons


@dataclass(frozen=True)
class Answer:
    """How a party has answered the text on the table in some histories, what that rested on, and what it says where it refuses.

    `histories` (those,); `accepted` (those,); `objection` is about those of them in which it refuses. `reasons` (those,), where they are asked for, is
    the place of why it refuses, or would, among reasons; `readings` (readers, those) what each of the audience takes that for.
    """

    party: Party
    histories: Index
    basis: Answering
    accepted: Mask
    objection: Objection
    reasons: Index | None = None
    readings: Index | None = None


def thought_to_hold_out(party: Party) -> Array:
    """The share of its gain that whoever hears a party thinks it holds out for, (R,): evenly less to the deadline of the talks.

    A party that weighs its demand is thought to hold out for `others_hold_out` while all the time is left, and less in proportion.
    """
    model = party.model
    if isinstance(party.demand, WeighsDemand):
        return model.behaviour.others_hold_out * model.time_left(party.settings.demand.deadline, party.horizon)
    return clipped(1.0 - model.elapsed(None), 0.0, 1.0)


def learn_from_answer(answer: Answer, audience: Audience, heard: Mask) -> None:
    """Bayes on the likelihood of an answer, read as if the party held out for what it is thought to; refusals also name an issue.

    `heard` (readers, those) is where each of the audience hears it. What a deal is worth to the party if it is kept is plain to all.
    """
    party, who = answer.party, answer.histories
    model = party.model
    constant, shares = (take(part, who) for part in party.open_worth)
    holding_out = take(thought_to_hold_out(party), who)
    best = constant + sequential_sum(shares)
    satisfied = shares * (1.0 - audience.preference.subset(who).loss(take(model.table.package, who)))
    seen = constant + sum_of_issues(satisfied)

    def likelihood(expectation: Array) -> Array:
        no_deal = party.no_deal_if(expectation, who)
        chance = logistic(model.constants.reading_sharpness * (seen - no_deal - holding_out * np.maximum(best - no_deal, 0.0)))
        return np.where(answer.accepted, chance, 1.0 - chance)

    audience.learn(who, heard, likelihood)
    if len(answer.objection.histories):
        audience.hear(answer.objection, heard[:, ~answer.accepted])


def learn_from_reasons(answer: Answer, audience: Audience, heard: Mask, kept: RefusalReasons) -> Array:
    """Bayes over reasons in the place of the one reading: what a refusal was taken for decides what it tells; (4, readers, those) beliefs about reasons.

    An answer that tells nothing new, the same to all but the same text, is no further evidence. What is believed of a party's wants with some
    error blurs what its answer tells of its no-deal value (a logistic with normal error, MacKay 1992).
    """
    party, who = answer.party, answer.histories
    own, model = kept.settings, party.model
    package = take(model.table.package, who)
    seen, unsure = _as_seen(party, audience, who, package)
    plain = model.constants.reading_sharpness
    sharpness = plain / np.sqrt(1.0 + np.pi / 8.0 * plain**2 * unsure)
    line = np.where(_claimed(answer, audience, package), own.line_claimed, own.line_unclaimed)
    holding_out = take(thought_to_hold_out(party), who)
    right, wrong = confusion(kept.rights_of_readers(len(heard)))
    readings = np.zeros(heard.shape, int) if answer.readings is None else answer.readings

    def weighed(no_deal: Array) -> tuple[Array, Array]:
        """How likely each reason is along with how it was taken (4, ..., readers, those), and a yes."""
        reasons, agrees = chances(no_deal, seen, line, holding_out, sharpness)
        places = np.arange(len(reasons)).reshape(-1, *(1,) * no_deal.ndim)
        return reasons * np.where(readings == places, right, wrong), agrees

    def likelihood(expectation: Array) -> Array:
        refused, agrees = weighed(party.no_deal_if(expectation, who))
        return np.asarray(np.where(answer.accepted, agrees, total(refused)) ** own.answer_weight)

    fresh = kept.news(party.name, package, who, answer.accepted.astype(int))
    thought, _ = weighed(party.no_deal_if(take(audience.expectation, who), who))
    audience.learn(who, heard & fresh, likelihood)
    if len(answer.objection.histories):
        audience.hear(answer.objection, heard[:, ~answer.accepted])
    return thought / np.maximum(total(thought), 1e-300)


def _as_seen(party: Party, audience: Audience, who: Index, package: Array) -> tuple[tuple[Array, Array, Array], Array]:
    """What readers think `package` (issues, those) worth to a party if it is kept and with its doubts, and the best there is; and the variance of that.

    Each (readers, those), but for the best, (those,).
    """
    constant, shares = (take(part, who) for part in party.open_worth)
    sure, whole = party.outlook(who).weighing.worth_of_issues(np.ones(len(who)))
    wants = audience.preference.subset(who)
    loss = wants.loss(package)
    value, kept = (start + sum_of_issues(parts * (1.0 - loss)) for start, parts in ((constant, shares), (sure, whole)))
    slopes = (shares / wants.reach) ** 2 * take(audience.position_variance, who) * (loss > 0.0)
    return (kept, value, constant + sequential_sum(shares)), sum_of_issues(slopes)


def _claimed(answer: Answer, audience: Audience, package: Array) -> Mask:
    """Where a red line of the party that `package` crosses has been claimed, by now; (readers, those)."""
    who = answer.histories
    bound = take(answer.party.model.deal.under_negotiation, who)
    beyond = ((package < take(audience.lower, who)) | (package > take(audience.upper, who))) & bound
    now = np.zeros(len(who), bool)
    now[~answer.accepted] = answer.objection.is_limit
    return np.asarray(beyond.any(axis=1) | now)
