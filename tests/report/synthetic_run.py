"""Synthetic runs: a toy of talks, just rich enough to fill every column and count that a run holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from sim import events
from sim.columns import laid_out
from sim.endings import CAUSES, TOLD
from sim.ensemble.run import Run
from sim.rules.moves import moves_of
from sim.scenario.schema import Scenario

ANCHORS = {0: "full and open-ended", 25: "reduced posts without an end date", 50: "a dated exit", 75: "a third party with an alarm", 100: "none at all"}
ISSUES = [
    "Presence on the border",
    "Permanence of the halt",
    "Exchange of prisoners",
    "Return of the displaced",
    "Transit of goods",
    "Who governs",
    "Monitoring",
    "Reconstruction",
]
PARTIES = ["Upland", "Lowland", "Northern League", "Eastern Union", "Islands", "Coast", "Delta Republic", "Western Assembly", "Midland", "Archipelago"]
WANTS = ["more", "less", "more", "less", "peak"]
LONG = " and the territories administered under the interim arrangement"
_MARKS = (events.SESSION, events.TABLED, events.REFUSAL, events.SIGNED, events.IN_FORCE, events.BROKEN, events.WITHDRAWAL, events.HAPPENING)
SESSION, TEXT, REFUSAL, SIGNED, IN_FORCE, BROKEN, WITHDREW, EVENT = (mark.bit for mark in _MARKS)
NEVER = 10**6


def a_scenario(*, issues=3, parties=2, days=140, anchors=True, long_labels=False, as_of=True, title="A synthetic negotiation", required=None):
    """A scenario with so many issues and parties, which want more, less, or every fifth a point."""
    start = date(2024, 8, 15)
    more = LONG if long_labels else ""
    names = [f"i{k}" for k in range(issues)]
    middle = {"more": 85.0, "less": 15.0, "peak": 45.0}

    def stance(p, k):
        return {"wants": WANTS[p % 5], "position": {"mean": middle[WANTS[p % 5]] - 3 * (k % 3), "sd": 6.0}, "salience": 1.0 + (p + k) % 3}

    return Scenario.model_validate(
        {
            "title": title + more,
            **({"as_of": start} if as_of else {}),
            "calendar": {"start": start, "end": start + timedelta(days=days - 1), "sessions": "every 7 days"},
            "protocol": {"required": required},
            "issues": {name: {"label": ISSUES[k] + more, "scale": ANCHORS if anchors else {}} for k, name in enumerate(names)},
            "parties": {
                f"p{p}": {
                    "label": PARTIES[p] + more,
                    "stances": {name: stance(p, k) for k, name in enumerate(names)},
                    "no_deal": {"expected": 0.4},
                }
                for p in range(parties)
            },
        }
    )


@dataclass(frozen=True)
class Ends:
    """How and when the talks of each history end, (n,) each; days are nan where it never happens."""

    session: np.ndarray
    signed: np.ndarray
    deal: np.ndarray
    ended: np.ndarray
    ending: np.ndarray


def a_run(*, n=300, days=140, issues=3, parties=2, every=7, pace=0.06, walkout=0.02, breach=0.1, gap=0.0, texts=True, sessions=True, one_day=None, **scenario):
    """A run of the toy: chances a session of a signature (`pace`) and of the end of talks (`walkout`); `gap` keeps the limits apart."""
    luck = np.random.default_rng(1)
    plan = a_scenario(issues=issues, parties=parties, days=days, **scenario)
    held_days = np.arange(0, days, every) if sessions else np.array([], dtype=int)
    ends = the_ends(luck, n, days, held_days, pace, walkout, breach, one_day)
    side = np.array([{"more": 1, "less": -1, "peak": 0}[WANTS[p % 5]] for p in range(parties)])[:, None]
    position = np.clip(50 + 35 * side + luck.normal(0, 6, (n, parties, issues)), 1, 99)
    give = luck.normal(45 - gap, 9, (n, parties, issues))
    limit = np.clip(np.where(side == 0, position + give, position - side * give), 0, 100)
    settled = np.where(np.isfinite(ends.deal)[:, None], 50 + luck.normal(0, 9, (n, issues)), np.nan)
    text = the_texts(luck, days, held_days, ends, issues) if texts else np.full((n, issues, days), np.nan)
    fall = np.clip(1 - np.arange(days) / days, 0, 1) ** 0.6
    demand = np.clip(50 + (position - 50)[..., None] * fall + luck.normal(0, 3, (n, parties, issues, 1)), 0, 100)
    wave = 0.3 + 0.25 * np.sin(np.arange(days) / 17 + luck.normal(0, 1, (n, 1))) + luck.normal(0, 0.08, (n, 1))
    escalation = np.clip(wave, 0, 1)
    held = np.arange(held_days.size) <= ends.session[:, None]
    presence = np.digitize(luck.random((n, parties, held_days.size)), (0.6, 0.8))

    few = slice(0, 40)
    series = {
        "text": counts(text),
        "demand": counts(demand),
        "escalation": counts(escalation * 100),
        "position": counts(position),
        "limit": counts(limit),
        **the_room(limit, side, plan.required or list(plan.parties), list(plan.parties)),
        "attendance": np.stack([((presence == kind) & held[:, None, :]).sum(0) for kind in range(3)], axis=-1),
        **the_moves(luck, held_days, held, days, texts=texts),
        "watched_text": text[few].astype(np.float32),
        "watched_demand": demand[few].astype(np.float32),
        "watched_escalation": escalation[few].astype(np.float32),
        "watched_value": the_values(text[few], position[few]),
        "watched_no_deal": np.clip(0.4 + np.cumsum(luck.normal(0, 0.004, (min(40, n), parties, days)), axis=2), 0, 1).astype(np.float32),
        "watched_crossed": the_crossings(luck, text[few, 0], parties),
        "watched_events": the_events(luck, ends, held_days, days, texts=texts)[few],
    }
    names, who = list(plan.issues), list(plan.parties)
    causes = np.where(np.isfinite(ends.deal), "", np.array(CAUSES)[luck.integers(0, len(CAUSES), n)])
    both = " + ".join(who[:2])
    refused = np.where(luck.random(n) < 0.9, np.array(who)[luck.integers(0, parties, n)], "")
    histories = {
        **{name: np.full(n, "" if one.kind == "word" else 0, one.dtype) for name, (one, _) in laid_out(who, names).items()},
        "history": np.arange(n),
        "ending": ends.ending,
        "any_deal": np.isfinite(ends.deal),
        "deal_day": ends.deal,
        "ended_day": ends.ended,
        "escalated": escalation.max(1) > 0.6,
        "escalation_peak": escalation.max(1),
        "sessions": held.sum(1),
        "why_no_deal": causes,
        "why_issue": np.where(causes == "lines", np.array(names)[luck.integers(0, issues, n)], ""),
        "why_whose": np.where(causes == "lines", both, np.where(np.isin(causes, ["home", "doubt"]), np.array(who)[luck.integers(0, parties, n)], "")),
        "refused_last": refused,
        "refused_over": np.where(refused == "", "", np.array(names)[luck.integers(0, issues, n)]),
        **{f"{kind}.{p}": ((presence[:, k] == code) & held).sum(1) for code, kind in enumerate(("in_person", "channel", "absent")) for k, p in enumerate(who)},
        **{f"term.{name}": settled[:, k] for k, name in enumerate(names)},
    }
    return Run(scenario=plan, name="synthetic", seed=1, n=n, histories=histories, series=series, parties=who, issues=names)


def the_room(limit, side, needed, who):
    """Where the ranges of all whose signature is needed meet, from `limit` (n, parties, issues): counts for each point, and of histories."""
    low = np.where(side > 0, limit, 0)[:, [who.index(name) for name in needed]].max(1)
    high = np.where(side < 0, limit, 100)[:, [who.index(name) for name in needed]].min(1)
    points = np.arange(101)[:, None, None]
    meet = low <= high
    return {"common": ((points >= low) & (points <= high)).sum(1).T, "meet": np.append(meet.sum(0), meet.all(1).sum())}


def the_ends(luck, n, days, held_days, pace, walkout, breach, one_day):
    """When the talks of each history end: with a signature, a walk-out, or not at all."""

    def first(chance):
        happens = luck.random((n, held_days.size)) < chance
        return np.where(happens.any(1), np.argmax(happens, axis=1), NEVER) if held_days.size else np.full(n, NEVER)

    def day_of(session):
        return np.where(session < NEVER, held_days[np.minimum(session, held_days.size - 1)], np.nan) if held_days.size else np.full(n, np.nan)

    sign, walk = first(pace), first(walkout)
    signed = np.where(sign < walk, day_of(sign), np.nan)
    over = np.where(walk <= sign, day_of(walk), np.nan)
    deal = np.where(signed + 4 < days, signed + 4, np.nan)
    if one_day is not None:
        deal = np.where(np.isfinite(deal), one_day, np.nan)
    broken = np.isfinite(deal) & (luck.random(n) < breach)
    standing = np.where(luck.random(n) < 0.7, "agreement", "partial")
    ending = np.where(broken, "broken", np.where(np.isfinite(deal), standing, np.where(np.isfinite(over), "breakdown", "stalemate")))
    ended = np.where(broken, np.minimum(deal + luck.integers(5, 40, n), days - 1), np.where(ending == "breakdown", over, np.nan))
    return Ends(np.minimum(np.minimum(sign, walk), held_days.size - 1), signed, deal, ended, ending)


def the_texts(luck, days, held_days, ends, issues):
    """A text a session, until the talks are over: (n, issues, days)."""
    sessions = max(1, held_days.size)
    tabled = np.clip(50 + 12 * np.sin(np.arange(sessions) / 3) + luck.normal(0, 7, (len(ends.deal), issues, sessions)), 0, 100)
    session = np.searchsorted(held_days, np.arange(days), side="right") - 1
    until = np.nan_to_num(np.where(np.isfinite(ends.signed), ends.signed + 1, np.where(ends.ending == "breakdown", ends.ended, np.nan)), nan=days)
    there = (session >= 0) & (np.arange(days) < until[:, None])
    return np.where(there[:, None, :], tabled[:, :, np.maximum(session, 0)], np.nan)


def the_moves(luck, held_days, held, days, *, texts):
    """At three sessions in four over a text a move, whichever it is, for whichever reason: sessions, and counts by move and reason, day by day."""
    sessions, made = np.zeros(days, int), np.zeros((days, len(moves_of([])), TOLD), int)
    for place, day in enumerate(held_days):
        sessions[day] = held[:, place].sum()
        moved = round(0.75 * sessions[day]) if texts else 0
        np.add.at(made[day], (luck.integers(0, made.shape[1], moved), luck.integers(0, TOLD, moved)), 1)
    return {"sessions": sessions, "moves": made}


def the_values(text, position):
    """Something that falls as the text moves away from the positions: (few, parties, days)."""
    distance = np.abs(text.mean(1)[:, None, :] - position.mean(2)[..., None])
    return np.clip(0.7 - 0.008 * distance, 0, 1).astype(np.float32)


def the_crossings(luck, text, parties):
    """Bits of the red lines that a text (few, days) crosses, in three histories of ten, another kind for each party: (few, parties, days)."""
    crosses = (luck.random((len(text), parties, 1)) < 0.3) & np.isfinite(text)[:, None]
    return (crosses * (1 + np.arange(parties)[:, None] % 3)).astype(np.uint8)


def the_events(luck, ends, held_days, days, *, texts):
    """The bits of what happens on each day: (n, days)."""
    events = np.where(luck.random((len(ends.deal), days)) < 0.01, EVENT, 0).astype(np.uint8)
    for r, history in enumerate(events):
        met = held_days[: ends.session[r] + 1]
        history[met] |= SESSION | TEXT if texts else SESSION
        history[met[met != ends.signed[r]]] |= REFUSAL if texts else 0
        for bit, day in ((SIGNED, ends.signed[r]), (IN_FORCE, ends.deal[r]), (BROKEN if ends.ending[r] == "broken" else WITHDREW, ends.ended[r])):
            if np.isfinite(day):
                history[int(day)] |= bit
    return events


def counts(values):
    """How often each point 0..100 occurs along the first axis of `values` (n, ...); nan is not counted."""
    flat = np.rint(values.reshape(len(values), -1))
    known = np.isfinite(flat)
    cell = np.broadcast_to(np.arange(flat.shape[1]), flat.shape)[known]
    return np.bincount(cell * 101 + flat[known].astype(int), minlength=flat.shape[1] * 101).reshape(*values.shape[1:], 101)


def with_columns(run, **histories):
    """The run with other values in some of its columns."""
    return replace(run, histories=run.histories | {name.replace("__", "."): np.asarray(values) for name, values in histories.items()})
