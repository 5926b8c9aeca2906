"""Synthetic runs: a toy of talks, just rich enough to fill every column and count that a run holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np

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
LONG = " and the territories administered under the interim arrangement"
BITS = {"session": 1, "text": 2, "refusal": 4, "signed": 8, "in_force": 16, "broken": 32, "withdrew": 64, "event": 128}


def a_scenario(issues=3, parties=2, days=140, anchors=True, long_labels=False, as_of=True, title="A synthetic negotiation") -> Scenario:
    """A scenario with so many issues and parties; sides alternate in wanting more and less, every fifth party wants a peak."""
    start = date(2024, 8, 15)
    wants = ["more", "less", "more", "less", "peak"]
    names = [f"i{k}" for k in range(issues)]
    stance = lambda p, k: {  # noqa: E731
        "wants": wants[p % 5],
        "position": {"mean": {"more": 85.0, "less": 15.0, "peak": 45.0}[wants[p % 5]] - 3 * (k % 3), "sd": 6.0},
        "salience": 1.0 + (p + k) % 3,
    }
    return Scenario.model_validate(
        {
            "title": title + (LONG if long_labels else ""),
            **({"as_of": start} if as_of else {}),
            "calendar": {"start": start, "end": start + timedelta(days=days - 1), "sessions": "every 7 days"},
            "issues": {name: {"label": ISSUES[k] + (LONG if long_labels else ""), "scale": ANCHORS if anchors else {}} for k, name in enumerate(names)},
            "parties": {
                f"p{p}": {
                    "label": PARTIES[p] + (LONG if long_labels else ""),
                    "stances": {name: stance(p, k) for k, name in enumerate(names)},
                    "no_deal": {"expected": 0.4},
                }
                for p in range(parties)
            },
        }
    )


@dataclass(frozen=True)
class Synthetic:
    """The fields of a run."""

    scenario: Scenario
    name: str
    seed: int
    n: int
    replicates: dict[str, np.ndarray]
    series: dict[str, np.ndarray]
    issues: list[str]
    parties: list[str]


def counts(values, bins=101):
    """How often each point 0..100 occurs along the first axis of `values` (n, ...); nan is not counted."""
    shape = values.shape[1:]
    flat = np.rint(values.reshape(values.shape[0], -1))
    known = np.isfinite(flat)
    cell = np.broadcast_to(np.arange(flat.shape[1]), flat.shape)[known]
    point = np.clip(flat[known], 0, bins - 1).astype(int)
    return np.bincount(cell * bins + point, minlength=flat.shape[1] * bins).reshape(*shape, bins)


def a_run(
    n=300, days=140, issues=3, parties=2, every=7, pace=0.06, walkout=0.02, breach=0.1, gap=0.0, texts=True, sessions=True, one_day=None, seed=1, **scenario
):
    """A run of the toy: `pace` is the chance a session of a signature, `walkout` that of the talks ending, `gap` keeps limits apart."""
    luck = np.random.default_rng(seed)
    plan = a_scenario(issues, parties, days, **scenario)
    names, who = list(plan.issues), list(plan.parties)
    held_days = np.arange(0, days, every) if sessions else np.array([], dtype=int)
    side = np.array([{"more": 1, "less": -1, "peak": 0}[plan.parties[p].stances[names[0]].wants] for p in who])
    position = np.clip(50 + 35 * side[:, None] + luck.normal(0, 6, (n, parties, issues)), 1, 99)
    give = luck.normal(45 - gap, 9, (n, parties, issues))
    limit = np.clip(np.where(side[:, None] == 0, position + give, position - side[:, None] * give), 0, 100)

    # When the talks end for each history: a signature, a walk-out, or not at all.
    signs = luck.random((n, held_days.size)) < pace
    walks = luck.random((n, held_days.size)) < walkout
    first = lambda mask: np.where(mask.any(1), mask.argmax(1), 10**6) if held_days.size else np.full(n, 10**6)  # noqa: E731
    sign_at, walk_at = first(signs), first(walks)
    signed, over = sign_at < walk_at, walk_at <= sign_at
    over &= walk_at < 10**6
    last = np.minimum(np.minimum(sign_at, walk_at), held_days.size - 1)
    day_of = lambda at: held_days[np.clip(at, 0, held_days.size - 1)].astype(float) if held_days.size else np.zeros(n)  # noqa: E731
    sign_day = np.where(signed, day_of(sign_at), np.nan)
    deal_day = sign_day + 4
    deal_day[deal_day >= days] = np.nan
    if one_day is not None:
        deal_day[np.isfinite(deal_day)] = one_day
    deal = np.isfinite(deal_day)
    broken = deal & (luck.random(n) < breach)
    ending = np.where(broken, "broken", np.where(deal, np.where(luck.random(n) < 0.7, "agreement", "partial"), np.where(over, "breakdown", "stalemate")))
    ended = np.where(broken, np.minimum(np.floor(deal_day + luck.integers(5, 40, n)), days - 1), np.where(ending == "breakdown", day_of(walk_at), np.nan))

    clock = np.arange(days)
    session_of = np.searchsorted(held_days, clock, side="right") - 1
    settled = np.where(deal[:, None], 50 + luck.normal(0, 9, (n, issues)), np.nan)
    per_session = np.clip(50 + 12 * np.sin(np.arange(max(1, held_days.size)) / 3) + luck.normal(0, 7, (n, issues, max(1, held_days.size))), 0, 100)
    text = per_session[:, :, np.clip(session_of, 0, None)]
    on_table = (session_of >= 0) & (clock < np.where(np.isfinite(sign_day), sign_day + 1, np.where(over, day_of(walk_at), days))[:, None]) & texts
    text = np.where(on_table[:, None, :], text, np.nan)
    fall = np.clip(1 - clock / days, 0, 1) ** 0.6
    demand = np.clip(50 + (position - 50)[..., None] * fall + luck.normal(0, 3, (n, parties, issues, 1)), 0, 100)
    escalation = np.clip(0.3 + 0.25 * np.sin(clock / 17 + luck.normal(0, 1, (n, 1))) + luck.normal(0, 0.08, (n, 1)), 0, 1)

    present = luck.random((n, parties, held_days.size))
    how = np.where(present < 0.6, 0, np.where(present < 0.8, 1, 2))
    held = np.arange(held_days.size) <= last[:, None] if held_days.size else np.zeros((n, 0), bool)
    attendance = np.stack([((how == k) & held[:, None, :]).sum(0) for k in range(3)], axis=-1)
    took_part = {kind: ((how == k) & held[:, None, :]).sum(2) for k, kind in enumerate(["in_person", "channel", "absent"])}

    W = min(40, n)
    events = np.zeros((W, days), np.uint8)
    for r in range(W):
        if held_days.size:
            days_held = held_days[: last[r] + 1]
            events[r, days_held] |= BITS["session"]
            if texts:
                events[r, days_held] |= BITS["text"]
                events[r, days_held[: len(days_held) - int(signed[r])]] |= BITS["refusal"]
        if signed[r]:
            events[r, int(sign_day[r])] |= BITS["signed"]
        if deal[r]:
            events[r, int(deal_day[r])] |= BITS["in_force"]
        if np.isfinite(ended[r]):
            events[r, int(ended[r])] |= BITS["broken"] if broken[r] else BITS["withdrew"]
        events[r, luck.random(days) < 0.01] |= BITS["event"]
    value = np.clip(0.55 - 0.008 * np.abs(text[:W].mean(1)[:, None, :] - position[:W].mean(2)[..., None]) + 0.15, 0, 1).astype(np.float32)
    no_deal = np.clip(0.4 + luck.normal(0, 0.03, (W, parties, 1)) + np.cumsum(luck.normal(0, 0.003, (W, parties, days)), axis=2), 0, 1).astype(np.float32)

    refused = np.where(luck.random(n) < 0.9, np.array(who)[luck.integers(0, parties, n)], "")
    refused_over = np.where(refused == "", "", np.array(names)[luck.integers(0, issues, n)])
    replicates = {
        "history": np.arange(n),
        "ending": ending,
        "any_deal": deal,
        "deal_day": deal_day,
        "ended_day": ended,
        "escalated": escalation.max(1) > 0.6,
        "escalation_peak": escalation.max(1),
        "sessions": held.sum(1),
        **{f"{kind}.{p}": took_part[kind][:, k] for kind in took_part for k, p in enumerate(who)},
        "refused_last": refused,
        "refused_over": refused_over,
        **{f"term.{name}": settled[:, k] for k, name in enumerate(names)},
        **{f"gain.{p}": luck.random(n) for p in who},
        "texts": held.sum(1),
        "side_deals": np.zeros(n, int),
        "deals": deal.astype(int),
        "broken_by": np.where(broken, who[0], ""),
    }
    series = {
        "text": counts(text),
        "demand": counts(demand),
        "escalation": counts(escalation * 100),
        "position": counts(position),
        "limit": counts(limit),
        "attendance": attendance,
        "watched_text": text[:W].astype(np.float32),
        "watched_demand": demand[:W].astype(np.float32),
        "watched_escalation": escalation[:W].astype(np.float32),
        "watched_value": value,
        "watched_no_deal": no_deal,
        "watched_events": events,
    }
    return Synthetic(plan, "synthetic", seed, n, replicates, series, names, who)


def written_by_hand(**replicates) -> SimpleNamespace:
    """A run of two parties and one issue whose columns are given; the rest is that of the toy."""
    (n,) = {len(values) for values in replicates.values()}
    toy = a_run(n=n, issues=1, days=30)
    return Synthetic(
        toy.scenario,
        toy.name,
        toy.seed,
        n,
        toy.replicates | {name: np.asarray(values) for name, values in replicates.items()},
        toy.series,
        toy.issues,
        toy.parties,
    )
