"""How far a party could give way: reservation points, and the range of each issue that it could sign."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Mask, sequential_sum

from .party import Party

_NOTHING = 1e-200  # what an issue is worth below which it counts as worth nothing (numerical accuracy: a share of less would overflow)


def reservation_points(party: Party) -> Array:
    """How far it could give way on each issue alone, all else as it wants, until a deal is worth no more than none; (issues, R).

    Its red line, where that is nearer. For a `peak` the side on which the other parties lie. Source: Raiffa 1982.
    """
    preference, (low, high, _) = party.preference, _acceptable(party)
    middle = sequential_sum([other.preference.position for other in party.others]) / len(party.others)
    towards = middle > preference.position
    upwards = np.where(preference.hurt_below == 0.0, True, np.where(preference.hurt_above == 0.0, False, towards))
    return np.clip(np.where(upwards, high, low), party.lower, party.upper)


def ranges(party: Party) -> tuple[Array, Array]:
    """The lowest and the highest point that it could sign on each issue alone, all else as it wants; each (issues, R).

    The lowest lies above the highest where it could sign nothing at all.
    """
    preference, (low, high, worthwhile) = party.preference, _acceptable(party)
    low = np.where(preference.hurt_below > 0.0, low, 0.0)
    high = np.where(preference.hurt_above > 0.0, high, 100.0)
    lowest, highest = np.maximum(low, party.lower), np.minimum(high, party.upper)
    return np.where(worthwhile, lowest, 101.0), np.where(worthwhile, highest, -1.0)


def _acceptable(party: Party) -> tuple[Array, Array, Mask]:
    """How far below and above its position a deal that is otherwise as it wants is worth no less than none, (issues, R), and where one is at all, (R,)."""
    preference = party.preference
    constant, shares = party.outlook().worth_of_issues(party.model.table.package)
    gain = constant + sequential_sum(shares) - party.no_deal
    spare = np.maximum(gain, 0.0)
    counts = shares > _NOTHING
    share = np.clip(spare / np.where(counts, shares, 1.0), 0.0, 1.0)
    acceptable = np.where(counts, share, 1.0) ** (1.0 / preference.shape)
    far = acceptable * preference.reach
    return preference.position - far, preference.position + far, gain >= 0.0
