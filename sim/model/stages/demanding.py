"""Parties settle how much they hold out for, and which package that is."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Mask, Some, clipped, indices, sequential_sum, take, with_columns
from sim.model.negotiation import Negotiation
from sim.model.outlook import Outlook
from sim.model.party import Party
from sim.model.stage import Stage
from sim.model.stakeholder import without_clash
from sim.reference.frontier import Frontier, Side
from sim.reference.preference import Preference
from sim.rules.offers import Ladder, rungs


def demand(talks: Negotiation) -> None:
    """Settle demands where a session is held; all voice theirs at once."""
    if not talks.sessions.today.any():
        return
    for party in talks.parties:
        party.look_ahead(talks.sessions.today)
    demanded = [demanded_by(talks, party, talks.sessions.today) for party in talks.parties]
    for party, package in zip(talks.parties, demanded, strict=True):
        party.demanded = package


def demanded_by(talks: Negotiation, party: Party, where: Mask) -> Array:
    """The package that a party holds out for, (issues, R), having settled in some histories, (R,), for which share of its gain."""
    here = indices(where)
    outlook = party.outlook(here)
    ladder = _ladder(party, outlook, here)
    gain = np.maximum(ladder.highest - outlook.no_deal, 0.0)
    if talks.offers is not None:
        least = talks.offers.least_gain(talks.day, talks.parties.index(party))
        share = clipped(take(least, here) / np.where(gain > 0.0, gain, 1.0), 0.0, 1.0)
    else:
        elapsed = take(talks.elapsed(party.settings.demand.deadline), here)
        share = party.demand.share(take(party.demand_share, here), elapsed, _conceded_by_others(party, gain, here))
    wanted = ladder.package_worth(outlook.no_deal + share * gain)
    settled = take(talks.deal.settled, here)
    wanted = np.where(settled, take(party.demanded, here), wanted)
    party.highest, party.demand_share = with_columns(party.highest, here, ladder.highest), with_columns(party.demand_share, here, share)
    earlier = party.earlier_demands
    party.earlier_demands = {other.name: with_columns(earlier[other.name], here, take(other.demanded, here)) for other in party.others}
    return with_columns(party.demanded, here, wanted)


def _conceded_by_others(party: Party, gain: Array, histories: Some) -> Array:
    """What the others' latest move gives a party in some histories, as a share of its own possible gain there; (those,)."""
    preference = party.preference.subset(histories)
    moves = [(take(other.demanded, histories), take(party.earlier_demands[other.name], histories)) for other in party.others]
    moved = [preference.utility(now) - preference.utility(before) for now, before in moves]
    return sequential_sum(moved) / np.where(gain > 0.0, gain, 1.0)


def _ladder(party: Party, outlook: Outlook, histories: Some) -> Ladder:
    """Packages from its best to the others' best, as it sees them, and what each is worth to it."""
    constant, shares = party.open_worth
    mine = Side(outlook.preference, take(constant, histories) - outlook.no_deal, take(shares, histories))
    theirs = [other.as_seen(party.estimates[other.name], histories) for other in party.counterparts or party.others]
    lower, upper, open_issues = outlook.limits
    lower, upper = np.where(open_issues, lower, 0.0), np.where(open_issues, upper, 100.0)
    path = Frontier.between(mine, theirs[0] if len(theirs) == 1 else _merge_sides(theirs), *without_clash(lower, upper))
    points = rungs(path.length)
    packages = path.packages(points)
    values = np.stack([outlook.value(package) for package in packages])
    return Ladder(path, points, values, np.stack([outlook.within_limits(package) for package in packages]))


def _merge_sides(sides: list[Side]) -> Side:
    """Several other sides as one that wants a point between them."""
    weights = [side.worth for side in sides]
    total = sequential_sum(weights)
    position = sequential_sum([side.worth * side.preference.position for side in sides]) / np.where(total > 0.0, total, 1.0)
    wants = Preference.of(["peak"] * len(position), position, total)
    return Side(wants, sequential_sum([side.base for side in sides]), total)


DEMANDING = Stage("demanding", "Parties settle what they hold out for, and voice it at once.", demand)
