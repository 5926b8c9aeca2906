"""What a refusal says: which issue is in the way, and what is wanted there."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Index, Mask, clipped, marked, take, with_columns

from .beliefs import Objection
from .party import Party
from .presence import CHANNEL
from .stakeholder import Stakeholder

_NOWHERE, _NO_POINT, _NO_MASK = np.zeros(0, int), np.zeros(0), np.zeros(0, bool)
_NONE = Objection(_NOWHERE, _NOWHERE, _NO_POINT, _NO_POINT, _NO_MASK, _NO_MASK)


def objection_to(party: Party, judge: Stakeholder, histories: Index, crossed: Mask) -> Objection:
    """What refusals of the text on the table say in some histories, by the lights of `judge`: the party itself, or a faction of it.

    A red line is named if one is crossed, `crossed` (those,), real or not, since nobody can tell; else the issue that hurts most, or at times another;
    and what is wanted is said.
    """
    if not len(histories):
        return _NONE
    model, day = party.model, party.model.day
    package, wants, each = take(model.table.package, histories), judge.preference.subset(histories), np.arange(len(histories))
    open_issues = ~take(model.deal.settled, histories)
    worst = np.where(open_issues, wants.pain(package), -1.0).argmax(axis=0)
    if crossed.any():
        least, most = (take(bound, histories) for bound in judge.claimed)
        beyond = np.maximum(np.maximum(least - package, package - most), 0.0)
        worst = np.where(crossed, np.where(take(model.deal.under_negotiation, histories), beyond, 0.0).argmax(axis=0), worst)
    aside = ~crossed & (take(judge.naming_draws[day], histories) >= model.constants.truthful_naming)
    elsewhere = _another(worst[aside], open_issues[:, aside], take(judge.other_issue_draws[day], histories)[aside])
    issue = with_columns(worst, marked(aside), elsewhere)
    channelled = take(party.presence, histories) == CHANNEL
    garbled = np.where(channelled, model.constants.channel_noise, 1.0) * model.constants.statement_noise
    lowest, highest = (bound[issue, histories] for bound in judge.claimed)
    too_low = package[issue, each] < lowest
    claimed = wants.position[issue, each] + garbled * take(judge.claim_draws[day], histories)
    point = np.where(crossed, np.where(too_low, lowest, highest), claimed)
    return Objection(histories, issue, clipped(point, 0.0, 100.0), garbled, crossed, too_low)


def _another(worst: Index, open_issues: Mask, draws: Array) -> Index:
    """One of the other open issues, all equally likely, (R,); the worst itself where there is no other."""
    count = len(open_issues)
    if not len(worst) or count == 1:
        return worst
    others = (worst + np.arange(1, count)[:, None]) % count
    is_open = np.take_along_axis(open_issues, others, 0)
    left = np.floor(draws * np.maximum(open_issues.sum(axis=0) - 1, 0)).astype(int)
    chosen = is_open & (np.cumsum(is_open, axis=0) == left + 1)
    return np.where(chosen.any(axis=0), np.take_along_axis(others, chosen.argmax(axis=0)[None], 0)[0], worst)
