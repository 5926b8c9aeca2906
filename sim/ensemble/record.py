"""What is kept of a batch of histories: a row a history, and counts per day in fixed bins, so that a million histories fit."""

from __future__ import annotations

from dataclasses import dataclass
from operator import is_
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, Mask, take
from sim.columns import Column, laid_out
from sim.endings import TOLD
from sim.events import bit_of
from sim.model import CHANNEL, IN_PERSON, Journal, TalksModel, claimed_lines, reservation_points, within
from sim.modules.registry import own_columns
from sim.rules.moves import moves_of

from .columns import LINE_AT_HOME, LINE_OF_ITS_OWN
from .ended import Ended
from .ranges import room
from .series import POINTS, SERIES

WATCHED = 40  # histories of which every day is kept, for single lines and rasters in figures

Columns = dict[str, NDArray[Any]]


@dataclass
class Record:
    """Rows and counts of some histories; records of several batches add up."""

    rows: Columns
    counts: Columns
    watched: Columns
    draws: Columns
    """What each history drew from the spreads of the scenario, by the path of the setting."""

    def add(self, other: Record) -> None:
        """Take in the counts of a later batch."""
        for name, values in other.counts.items():
            self.counts[name] += values


class Recorder:
    """Keeps the record of one batch, of which the first `keep` histories count and the first `watched` are followed closely."""

    def __init__(self, model: TalksModel, keep: int, watched: int) -> None:
        self.model, self.keep, self.watched = model, keep, watched
        self._last: dict[str, tuple[Array, Mask]] = {}
        self._lines: tuple[Array, Mask, list[Array]] | None = None
        self._beyond = np.zeros((0, 0), np.uint8)
        parties, issues, days = len(model.parties), len(model.issue_names), model.days
        every = model.settings.calendar.sessions.every
        sessions = days if every is None else -(-days // every)
        sizes = {"party": parties, "issue": issues, "issue, then all": issues + 1, "day": days, "session": sessions}
        sizes |= {"point": POINTS, "presence": 3, "history": watched}
        sizes |= {"move": len(moves_of([])), "reason": TOLD}
        there = {name: one for name, one in SERIES.items() if not one.module or one.module in model.settings.modules}
        self.counts: Columns = {name: one.empty(sizes) for name, one in there.items() if not one.follows}
        self.follow: Columns = {name: one.empty(sizes) for name, one in there.items() if one.follows}

    def observe(self, day: int) -> None:
        """Count the state at the end of a day."""
        model, keep = self.model, self.keep
        if day == 0:
            self._measure_ranges()
        some = model.table.exists[:keep] | model.deal.standing[:keep]
        text = np.where(model.deal.settled, model.deal.terms, model.table.package)
        demanded = np.stack([party.demanded for party in model.parties])
        self._count("text", day, text, some)
        self._count("demand", day, demanded, model.sessions.held[:keep] > 0)
        self.counts["escalation"][day] = np.bincount(np.rint(100.0 * model.escalation[:keep]).astype(int), minlength=POINTS)
        self._count_attendance(model.sessions.today[:keep])
        self._count_moves(day, model.sessions.today[:keep])
        if self.watched:
            self._follow(day, text, demanded)

    def _measure_ranges(self) -> None:
        """How far the parties would go, with all that counts once the first session is over: what has happened by then, guarantees, leverage.

        `meet` counts the histories in which ranges meet on each issue, and last those in which they do on all.
        """
        parties, (points, meet) = self.model.parties, room(self.model)
        self.counts["position"] = self._points(np.stack([party.preference.position for party in parties]))
        self.counts["limit"] = self._points(np.stack([reservation_points(party) for party in parties]))
        self.counts["common"] = points[..., : self.keep].sum(axis=-1, dtype=np.int32).T.copy()
        meet = np.concatenate([meet, meet.all(axis=0, keepdims=True)])
        self.counts["meet"] = meet[:, : self.keep].sum(axis=-1, dtype=np.int32)

    def _count(self, name: str, day: int, values: Array, where: Mask) -> None:
        """Count in bins where the values of a day lie; on a day that changes nothing, as the day before."""
        before = self._last.get(name)
        if before is not None and np.array_equal(values, before[0], equal_nan=True) and np.array_equal(where, before[1]):
            self.counts[name][..., day, :] = self.counts[name][..., day - 1, :]
        else:
            self.counts[name][..., day, :] = self._points(values, where)
            self._last[name] = values, where

    def _points(self, values: Array, where: Mask | None = None) -> NDArray[np.int32]:
        """Counts in bins of whole points of values (..., R), over histories that count and satisfy `where`; (..., 101)."""
        kept = values[..., : self.keep] if where is None else values[..., : self.keep][..., where]
        flat = np.rint(np.clip(np.nan_to_num(kept, nan=0.0), 0.0, 100.0)).astype(int).reshape(int(np.prod(kept.shape[:-1])), kept.shape[-1])
        offset = POINTS * np.arange(len(flat))[:, None]
        return np.bincount((flat + offset).ravel(), minlength=POINTS * len(flat)).reshape(*values.shape[:-1], POINTS).astype(np.int32)

    def _count_attendance(self, session: Mask) -> None:
        if not session.any():
            return
        number = self.model.sessions.held[: self.keep][session] - 1
        for place, party in enumerate(self.model.parties):
            presence = party.presence[: self.keep][session]
            kind = np.where(presence == IN_PERSON, 0, np.where(presence == CHANNEL, 1, 2))
            np.add.at(self.counts["attendance"][place], (number, kind), 1)

    def _count_moves(self, day: int, session: Mask) -> None:
        approach = self.model.approach
        if approach is None or not session.any():
            return
        every = [move.name for move in moves_of([])]
        places = np.array([every.index(name) for name in approach.names], int)
        made = session & (approach.today[: self.keep] >= 0)
        np.add.at(self.counts["moves"][day], (places[approach.today[: self.keep][made]], approach.taken_for[: self.keep][made]), 1)
        self.counts["sessions"][day] = session.sum()

    def _follow(self, day: int, text: Array, demanded: Array) -> None:
        model, few, follow = self.model, self.watched, self.follow
        watched = np.arange(few)
        some = (model.table.exists | model.deal.standing)[:few]
        follow["watched_text"][:, :, day] = np.where(some, text[:, :few], np.nan).T
        follow["watched_demand"][..., day] = np.where(model.sessions.held[:few] > 0, demanded[..., :few], np.nan).transpose(2, 0, 1)
        follow["watched_escalation"][:, day] = model.escalation[:few]
        for place, party in enumerate(model.parties):
            follow["watched_value"][:, place, day] = np.where(some, party.outlook(watched).value(text[:, :few]), np.nan)
            follow["watched_no_deal"][:, place, day] = party.no_deal[:few]
        follow["watched_crossed"][:, :, day] = self._crossed(watched).T

    def _crossed(self, watched: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Of which red lines the text on the table is beyond, (parties, watched): LINE_OF_ITS_OWN and LINE_AT_HOME, added up."""
        model = self.model
        text, bound = take(model.table.package, watched), take(model.deal.under_negotiation & model.table.exists, watched)
        lines = [party.own_claimed[0] for party in model.parties]  # made anew where an event moves them
        if self._lines is not None and all(map(is_, lines, self._lines[2])) and np.array_equal(text, self._lines[0]) and np.array_equal(bound, self._lines[1]):
            return self._beyond
        self._lines = text, bound, lines
        crossed = np.zeros((len(model.parties), len(watched)), np.uint8)
        for place, party in enumerate(model.parties):
            for name, lower, upper in claimed_lines(model, [party]):
                inside = within(text, take(lower, watched), take(upper, watched), bound)
                crossed[place] |= np.where(inside, 0, LINE_OF_ITS_OWN if name == party.name else LINE_AT_HOME).astype(np.uint8)
        self._beyond = crossed
        return crossed

    def finish(self, journal: Journal | None) -> Record:
        """The record, once the batch has run."""
        if journal is not None:
            for column, entries in journal.entries.items():
                for entry in entries:
                    if 0 <= entry.day < self.model.days and column < self.watched:
                        self.follow["watched_events"][column, entry.day] |= bit_of(entry.kind, entry.facts)
        rows = {name: values[: self.keep] for name, values in rows_of(self.model).items()}
        draws = {path: self.model.streams.drawn[path][: self.keep] for path in sorted(self.model.streams.drawn)}
        return Record(rows, self.counts, self.follow, draws)


def rows_of(model: TalksModel) -> Columns:
    """A row a history of a batch that has run: column name -> values (R,); words are references to one copy of each."""
    end = Ended(model)
    return {name: read(one, end, about) for name, (one, about) in laid_out(end.parties, end.issues, own_columns(model.settings.modules)).items()}


def read(column: Column, end: Ended, about: str) -> NDArray[Any]:
    """The values of a column, (R,), of the party or issue that it is about, if it is of a family."""
    return np.array(column.read(end, about) if column.of else column.read(end), column.dtype)
