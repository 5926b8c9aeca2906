"""Why a history came to no deal: one cause for each, by a stated precedence, from the state in which its last day leaves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, Index, Mask, take
from sim.endings import CAUSES, TOGETHER
from sim.reference.bargain import Bargain, equal_gains
from sim.reference.frontier import Side
from sim.rules.acceptance import EQUAL

from .negotiation import Negotiation
from .outlook import Outlook
from .party import Party

_GROUPS = 64  # with a quota, so many winning groups are looked at, the smallest first (numerical accuracy)
_ROUNDS, _STEPS = 4, 8  # the same, of the search for a text that survives doubt: rounds, and steps between two corners of the path of efficient texts

Words = NDArray[np.object_]
_Lines = Sequence[tuple[str, Array, Array]]


@dataclass(frozen=True)
class Reasons:
    """Of each history, (R,): the place of its cause in CAUSES and of the issue in question among issues, -1 for none; names of whom it concerns."""

    cause: Index
    issue: Index
    whose: Words


def reasons(model: Negotiation) -> Reasons:
    """Why each history came to no deal, as far as it has gone; -1 where a deal has come into force.

    The first of CAUSES that holds. Red lines are those of the parties and of the factions that decide on a text; what texts are worth is asked
    of the parties alone, as they see them now. Where a text was signed there was one worth signing, so that what stopped it is asked first.
    """
    found = Reasons(np.full(model.R, -1), np.full(model.R, -1), np.full(model.R, "", dtype=object))
    without = np.flatnonzero(model.deal.first_day < 0)
    if not len(without):
        return found
    rooms = [_Room(model, without, group) for group in _groups(model)]
    alone = rooms[0] if model.settings.protocol.quota is None else None
    signed, gone = take(model.tally.signatures, without) > 0, {name: take(mask, without) for name, mask in model.gone().items()}
    heard = {name: take(model.party[name].heard, without) for name in model.signatories}
    no_lines = np.logical_and.reduce([room.clash for room in rooms])
    depth = np.where(no_lines | signed, 2, 0)
    for room in rooms:
        if len(asked := np.flatnonzero(depth < 2)):
            depth[asked] = np.maximum(depth[asked], room.depth(asked))
    holds = {
        "lines": no_lines,
        "home": signed & take(model.tally.stoppers, without).any(axis=0),
        "late": signed,
        "prices": depth == 0,
        "doubt": depth == 1,
        "nobody": ~_enough(model, heard),
        "ended": take(model.talks_over, without),
        "bluff": np.logical_and.reduce([room.bluff for room in rooms]),
    }
    *places, last = range(len(CAUSES))
    cause = np.select([holds[CAUSES[place]] for place in places], places, last)
    concern = {
        "home": dict(zip(model.tally.stopper_names, take(model.tally.stoppers, without), strict=True)),
        "nobody": _some_of({name: ~answered for name, answered in heard.items()}) if alone else {},
        "ended": gone,
    }
    if alone is not None:
        concern |= {"lines": alone.holders, "doubt": alone.doubters, "bluff": alone.bluffers}
        found.issue[without] = np.where(no_lines, alone.issue, -1)
    found.cause[without] = cause
    for name, masks in concern.items():
        here = cause == CAUSES.index(name)
        found.whose[without[here]] = _joined({who: mask[here] for who, mask in masks.items()}, int(here.sum()))
    return found


class _Room:
    """Which texts a group of parties, all of whom must sign, could agree on in some histories; `clash` (those,) is where red lines leave none."""

    def __init__(self, model: Negotiation, histories: Index, group: Sequence[Party]) -> None:
        self.model, self.histories, self.group = model, histories, group
        bound = take(model.deal.under_negotiation, histories)
        (self.lower, self.upper), self.issue, self.clash, self.holders = _clash(red_lines(model, group), bound, histories)
        self.bluff, self.bluffers = np.zeros(len(histories), bool), dict.fromkeys(self.holders, np.zeros(len(histories), bool))
        """Where lines that are drawn leave no text, real or not, and by whose the widest clash is."""
        if model.lines_may_be_soft:
            _, _, self.bluff, self.bluffers = _clash(claimed_lines(model, group), bound, histories)
        self.doubters: dict[str, Mask] = {party.name: np.zeros(len(histories), bool) for party in group}

    def depth(self, asked: Index) -> Index:
        """How far a text comes, (asked,), in some of the histories, by their places.

        0 where none is worth as much as no deal to all even if it is sure to be kept, 1 where one is but none with their doubts, else 2.
        """
        here, lower, upper = self.histories[asked], take(self.lower, asked), take(self.upper, asked)
        lower = np.minimum(lower, upper)  # where other groups have room and this one has none, it is set right below
        outlooks = [party.outlook(here) for party in self.group]
        sure = Bargain([Side(one.preference, one.payment - one.no_deal, one.preference.salience) for one in outlooks], lower, upper)
        text = equal_gains(sure)
        would = sure.gains(text).min(axis=0) >= 0.0
        doubted = np.stack([_worth(one, text) < one.no_deal for one in outlooks])
        for party, doubts in zip(self.group, doubted, strict=True):
            self.doubters[party.name][asked] = doubts
        does = would & ~doubted.any(axis=0)
        left = np.flatnonzero(would & ~does)
        if len(left):
            does[left] = self._survives_doubt(here[left], text[:, left], take(lower, left), take(upper, left))
        return np.where(take(self.clash, asked), 0, would.astype(int) + does)

    def _survives_doubt(self, histories: Index, text: Array, lower: Array, upper: Array) -> Mask:
        """Where some text is worth as much as no deal to all with their doubts: sought from `text` (issues, those) on, each believed to hold as the last."""
        found, left = np.zeros(len(histories), bool), np.arange(len(histories))
        for turn in range(_ROUNDS):
            outlooks = [party.outlook(histories[left]) for party in self.group]
            sides = []
            for one in outlooks:
                constant, shares = one.worth_of_issues(text)
                sides.append(Side(one.preference, constant - one.no_deal, shares))
            bargain = Bargain(sides, take(lower, left), take(upper, left))
            text = equal_gains(bargain)
            here, path = _acceptable(outlooks, text), bargain.frontier
            if path is not None and turn == _ROUNDS - 1:
                for point in np.linspace(0.0, path.length, _STEPS * path.length + 1):
                    here |= _acceptable(outlooks, path.package(np.full(len(left), point)))
            found[left[here]] = True
            left, text = left[~here], text[:, ~here]
            if not len(left):
                break
        return found


def _clash(lines: _Lines, bound: Mask, histories: Index) -> tuple[tuple[Array, Array], Index, Mask, dict[str, Mask]]:
    """Between which points lines leave a text on issues that are `bound`, (issues, those); the issue of the widest clash, where there is one, whose it is.

    Whose: the highest floor and the lowest ceiling on that issue; a faction shares its party's line, not the reverse.
    """
    floors, ceilings = (np.stack([take(values, histories) for values in ends]) for ends in ([line[1] for line in lines], [line[2] for line in lines]))
    lower, upper = np.where(bound, floors.max(axis=0), 0.0), np.where(bound, ceilings.min(axis=0), 100.0)
    beyond, each = lower - upper, np.arange(len(histories))
    issue = beyond.argmax(axis=0)
    highest, lowest = floors[:, issue, each].argmax(axis=0), ceilings[:, issue, each].argmin(axis=0)
    holders = {line[0]: (highest == place) | (lowest == place) for place, line in enumerate(lines)}
    return (lower, upper), issue, np.asarray(beyond.max(axis=0) > 0.0), holders


def red_lines(model: Negotiation, group: Sequence[Party]) -> list[tuple[str, Array, Array]]:
    """Whose red lines bind a text of these parties, and between which points each leaves it, both (issues, R): the parties' own, then their factions'."""
    lines = [(party.name, party.own_lower, party.own_upper) for party in group]
    return lines + [(one.full_name, one.lower, one.upper) for one in model.vetoes if one.party in group]


def claimed_lines(model: Negotiation, group: Sequence[Party]) -> list[tuple[str, Array, Array]]:
    """The same of all lines that they have drawn, real or not."""
    lines = [(party.name, *party.own_claimed) for party in group]
    return lines + [(one.full_name, *one.claimed) for one in model.vetoes if one.party in group]


def _acceptable(outlooks: list[Outlook], text: Array) -> Mask:
    return np.asarray(np.logical_and.reduce([_worth(one, text) >= one.no_deal - EQUAL for one in outlooks]))


def _worth(outlook: Outlook, text: Array) -> Array:
    """What a text is worth without the price of lines that it crosses, which is asked of apart; (those,)."""
    return outlook.weighing.value(text, outlook.holds(text))


def _groups(model: Negotiation) -> Iterator[list[Party]]:
    """The smallest groups of parties whose signatures are enough: all that are required, or with a quota those that reach it, at most so many."""
    if model.settings.protocol.quota is None:
        yield [model.party[name] for name in model.required] or model.parties
        return
    others = [name for name in model.signatories if name not in model.required]
    groups = ([*model.required, *more] for size in range(len(others) + 1) for more in combinations(others, size))
    wins = (group for group in groups if _wins(model, group) and not any(_wins(model, _without(group, name)) for name in group if name in others))
    for group in islice(wins, _GROUPS):
        yield [model.party[name] for name in group]


def _without(group: list[str], name: str) -> list[str]:
    return [one for one in group if one != name]


def _wins(model: Negotiation, group: Sequence[str]) -> bool:
    everything = np.full(model.R, False)[:1]
    return bool(_enough(model, {name: everything | (name in group) for name in model.signatories})[0])


def _enough(model: Negotiation, masks: dict[str, Mask]) -> Mask:
    """Where parties, marked by name, are enough to sign; (R,)."""
    everybody = np.logical_and.reduce([masks[name] for name in model.required] or [np.ones_like(next(iter(masks.values())))])
    quota = model.settings.protocol.quota
    if quota is None:
        return np.asarray(everybody)
    weights = {name: model.party[name].settings.capability for name in masks}
    total = sum(weights.values())
    return np.asarray(everybody & (sum(mask * (weights[name] / total) for name, mask in masks.items()) >= quota - 1e-9))


def _some_of(masks: dict[str, Mask]) -> dict[str, Mask]:
    """The masks (those,), but nobody where all are marked."""
    everybody = np.logical_and.reduce(list(masks.values()))
    return {name: mask & ~everybody for name, mask in masks.items()}


def _joined(masks: dict[str, Mask], n: int) -> Words:
    """The names that are marked in each history, in alphabetical order, as one word; (n,)."""
    names = sorted(masks)
    words = np.full(n, "", dtype=object)
    if not n or not names:
        return words
    rows, place = np.unique(np.stack([masks[name] for name in names]), axis=1, return_inverse=True)
    said: list[Any] = [TOGETHER.join(name for name, marked in zip(names, row, strict=True) if marked) for row in rows.T]
    return np.array(said, dtype=object)[place.reshape(-1)]
