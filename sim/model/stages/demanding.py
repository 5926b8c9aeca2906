"""Parties settle how much they hold out for, and which package that is."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Mask, Some, clipped, indices, sequential_sum, side_by_side, sum_of_issues, take, with_columns
from sim.model.negotiation import Negotiation
from sim.model.outlook import Outlook
from sim.model.party import Party
from sim.model.stage import Stage
from sim.model.stakeholder import without_clash
from sim.reference.frontier import Frontier, Side
from sim.reference.preference import Preference
from sim.rules.demand import Prospect, WeighsDemand
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
    """The package that a party asks for, (issues, R), having settled in some histories, (R,), for which share of its gain, and which it accepts."""
    here = indices(where)
    outlook = party.outlook(here)
    ladder = _ladder(party, outlook, here)
    gain = np.maximum(ladder.highest - outlook.no_deal, 0.0)
    if talks.offers is not None:
        least = talks.offers.least_gain(talks.day, talks.parties.index(party))
        share = accepted = clipped(take(least, here) / np.where(gain > 0.0, gain, 1.0), 0.0, 1.0)
    elif isinstance(party.demand, WeighsDemand):
        weighed = party.demand.weigh(_prospect(talks, party, ladder, outlook.no_deal, here))
        share, accepted = weighed.asked, weighed.accepted
    else:
        elapsed = take(talks.elapsed(party.settings.demand.deadline), here)
        share = accepted = party.demand.share(take(party.demand_share, here), elapsed, _conceded_by_others(party, gain, here))
    wanted = ladder.package_worth(outlook.no_deal + share * gain)
    settled = take(talks.deal.settled, here)
    wanted = np.where(settled, take(party.demanded, here), wanted)
    party.highest, party.demand_share = with_columns(party.highest, here, ladder.highest), with_columns(party.demand_share, here, share)
    party.accepted_share = with_columns(party.accepted_share, here, accepted)
    earlier = party.earlier_demands
    party.earlier_demands = {other.name: with_columns(earlier[other.name], here, take(other.demanded, here)) for other in party.others}
    return with_columns(party.demanded, here, wanted)


def _prospect(talks: Negotiation, party: Party, ladder: Ladder, no_deal: Array, histories: Some) -> Prospect:
    """What a party considers that weighs what to hold out for, in some histories."""
    demand, behaviour, constants = party.settings.demand, talks.behaviour, talks.constants
    packages = ladder.packages
    margins, unsure = zip(*(_margin(party, other, packages, histories) for other in party.counterparts or party.others), strict=True)
    gap = talks.settings.calendar.sessions.every or constants.ripe_gap
    deadline = talks.deadline_of(demand.deadline)
    last = talks.day + gap > deadline
    named_doubted = 0.0 if talks.approach is None else talks.approach.settings.named_doubted
    real = (deadline == talks.deadline) | (demand.deadline is not None)  # named by the file, not by a mediator
    before_deadline = np.where(~last, 1.0, np.where(real, talks.deadline_doubted, named_doubted))
    later = np.where(np.isfinite(deadline), before_deadline, np.exp(-gap / party.horizon))
    dearer = 1.0 + talks.escalation_cost * talks.escalation
    return Prospect(
        gains=np.where(ladder.allowed, np.maximum(ladder.values - no_deal, 0.0), 0.0),
        highest=np.maximum(ladder.highest - no_deal, 0.0),
        margins=margins,
        unsure=unsure,
        left=take(talks.time_left(demand.deadline, party.horizon), histories),
        later=take(later, histories),
        cost=take(gap * party.cost_per_day * dearer + talks.price_of_missing * (last & real), histories),
        own_favour=take(behaviour.own_favour, histories),
        coming_round=take(behaviour.coming_round, histories),
    )


def _margin(party: Party, other: Party, packages: Array, histories: Some) -> tuple[Array, Array]:
    """What a party thinks that another gains over no deal by packages (rungs, issues, those), and the standard deviation of that; each (rungs, those)."""
    believed = party.estimates[other.name]
    side = other.as_seen(believed, histories)
    loss = side.preference.loss(packages)
    lost = side.worth * loss
    margin = side.base + sequential_sum(side.worth) - sum_of_issues(lost)
    slope = (side.worth / side.preference.reach) ** 2 * take(believed.position_variance, histories)
    about_wants = sum_of_issues(slope * (lost > 0.0)) + believed.doubt_of_priorities(loss, histories)
    return margin, np.sqrt(take(believed.variance, histories) + about_wants)


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
    (lower, upper), open_issues = (take(bound, histories) for bound in party.claimed), outlook.limits[2]
    lower, upper = np.where(open_issues, lower, 0.0), np.where(open_issues, upper, 100.0)
    path = Frontier.between(mine, theirs[0] if len(theirs) == 1 else _merge_sides(theirs), *without_clash(lower, upper))
    points = rungs(path.length)
    parts = [path.packages(points[some]) for some in side_by_side(len(points), lower.shape[-1])]
    whole = None
    if (grain := party.model.grain) is not None:
        wants, there = outlook.preference, grain.subset(histories)
        parts = [np.stack([there.towards(package, up=wants.hurt_below, down=wants.hurt_above) for package in part]) for part in parts]
        whole = np.concatenate(parts)
    values = np.concatenate([outlook.value(part) for part in parts])
    allowed = np.concatenate([party.within_claims(part, histories) for part in parts])
    return Ladder(path, points, values, allowed, whole)


def _merge_sides(sides: list[Side]) -> Side:
    """Several other sides as one that wants a point between them."""
    weights = [side.worth for side in sides]
    total = sequential_sum(weights)
    position = sequential_sum([side.worth * side.preference.position for side in sides]) / np.where(total > 0.0, total, 1.0)
    wants = Preference.of(["peak"] * len(position), position, total)
    return Side(wants, sequential_sum([side.base for side in sides]), total)


DEMANDING = Stage("demanding", "Parties settle what they hold out for, and voice it at once.", demand)
