"""Parties that weigh going on talking against acting alone or letting the matter drop, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.columns import Column
from sim.events import HAPPENING, WITHDRAWAL, Event
from sim.values import Days, LogOdds, Rate, Share, Steepness, Strict, measured

from .module import Module, ModuleStage, Talks

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


class Leaving(Strict):
    """When parties leave talks, how, and when they come back."""

    rate: Rate = measured(
        0.002,
        0.0007,
        0.006,
        "per day and party",
        "mediated crises 1918-2021 (ICB): half are over within 130 days, and 58 % of all end by an act, imposed, tacit or faded, 0.0015 a day and party at middling hopes; Slantchev 2003 for why",
        "How often a day a party leaves talks of which it hopes for nothing more than no deal, while they are young.",
    )
    hope: Steepness = measured(
        12.0,
        5.0,
        25.0,
        "log-hazard per unit of value",
        "assumption",
        "How much rarer it leaves for each unit of value that it expects of going on beyond no deal.",
    )
    weariness: LogOdds = measured(
        1.0,
        0.0,
        2.0,
        "log-hazard",
        "assumption; Zartman 2000: a stalemate hurts the more the longer it lasts",
        "How much readier it is to leave talks that have been stuck for long; half of that when they have been for as long as it reckons with.",
    )
    seen: LogOdds = measured(
        0.3, 0.0, 1.0, "log-hazard per log-odds", "assumption", "How much readier it is to leave for each unit of what being seen at the table costs it."
    )
    acts: Share = measured(
        0.78,
        0.6,
        0.9,
        "probability",
        "of crises 1918-2021 that one side ended, or that ended by themselves, 78 % ended by an act of one side (ICB: unilateral and imposed, against faded and tacit)",
        "How often who leaves acts alone; otherwise the matter is let drop.",
    )
    force: Share = measured(0.0, 0.0, 0.5, "escalation", "assumption: 0, an act of no force", "How much it adds to escalation when who leaves acts alone.")
    reopens_at: Share = measured(
        0.05, 0.02, 0.15, "value", "assumption", "By how much what it expects without a deal must have fallen since, for a party that has left to come back."
    )
    reopens_after: Days = measured(14, 0, 60, "days", "assumption", "For how long it stays away in any case.")


def begin(talks: Talks) -> None:
    """On the eve of the talks nobody has left."""
    import numpy as np

    count, streams = len(talks.parties), talks.streams
    talks.kept["leaving"] = {
        "draws": [(streams.uniform(f"{party.stream_id}/leaving"), streams.uniform(f"{party.stream_id}/leaving_how")) for party in talks.parties],
        "since": np.full((count, talks.R), -1),
        "no_deal": np.zeros((count, talks.R)),
        "acted": np.zeros((count, talks.R), bool),
    }


def leave(talks: Talks) -> None:
    """Let each party whose signature counts weigh whether to go on, leave, or come back; nobody is called where one has left.

    Source: Slantchev 2003; the log-linear hazard is an assumption.
    """
    import numpy as np

    from sim.arrays import chance_in_a_day

    own, kept = talks.settings.leaving, talks.kept["leaving"]
    deal, sessions = talks.deal, talks.sessions
    talking = deal.negotiating & ~deal.standing & (sessions.held > 0)
    for place, party in enumerate(talks.parties):
        if party.name not in talks.signatories:
            continue
        draws, how = kept["draws"][place]
        there = talking & ~np.isinf(party.away_until)
        hopes = talks.hopes_of(party)
        leaves = there & (draws[talks.day] < chance_in_a_day(own.rate * np.exp(_readiness(talks, party, hopes))))
        acts = leaves & (how[talks.day] < own.acts)
        back = (kept["since"][place] >= 0) & np.isinf(party.away_until) & _prospects_changed(talks, place)
        party.away_until = np.where(leaves, np.inf, np.where(back, talks.day, party.away_until))
        kept["since"][place] = np.where(leaves, talks.day, np.where(back, -1, kept["since"][place]))
        kept["no_deal"][place] = np.where(leaves, party.no_deal, kept["no_deal"][place])
        kept["acted"][place] = np.where(leaves, acts, kept["acted"][place])
        talks.jumps = talks.jumps + own.force * acts
        talks.note("left_to_act", acts, party.name, hopes=hopes)
        talks.note("let_drop", leaves & ~acts, party.name, hopes=hopes)
        talks.note("came_back", back, party.name)
    sessions.called = sessions.called & ~(kept["since"] >= 0).any(axis=0)


def _readiness(talks: Talks, party: Any, hopes: Array) -> Array:
    """How ready a party is to leave, as log-hazard beside that of one that hopes for nothing; (R,)."""
    own = talks.settings.leaving
    stuck = talks.day - talks.talking_since
    weary = stuck / (stuck + party.horizon)
    ready: Array = own.weariness * weary + own.seen * party.settings.attendance.cost_of_being_seen - own.hope * hopes
    return ready


def _prospects_changed(talks: Talks, place: int) -> Mask:
    """Where a party that has left expects so much less without a deal by now that it comes back; (R,)."""
    own, kept = talks.settings.leaving, talks.kept["leaving"]
    fallen = kept["no_deal"][place] - talks.parties[place].no_deal
    late: Mask = (talks.day - kept["since"][place] >= own.reopens_after) & (fallen >= own.reopens_at)
    return late


def left_last(kept: Any) -> Any:
    """The place of the party that was the last to leave of those that have not come back, -1 where all are there; (R,)."""
    import numpy as np

    since = kept["since"]
    return np.where(since.max(axis=0) >= 0, since.argmax(axis=0), -1)


def _by(end: Any) -> Any:
    return end.as_words([party.name for party in end.model.parties], left_last(end.model.kept["leaving"]))


def _how(end: Any) -> Any:
    kept = end.model.kept["leaving"]
    by = left_last(kept)
    return end.as_words(["faded", "act"], (by >= 0) * (1 + kept["acted"][by, range(len(by))]) - 1)


MODULE = Module(
    name="leaving",
    known_as="exit, breakdown of negotiations",
    adds="A party that hopes for little leaves the talks, to act alone or to let the matter drop, and may come back when its prospects have changed.",
    Settings=Leaving,
    begins=begin,
    stages=(ModuleStage(name="leaving", says="Parties that hope for little leave the talks, or come back.", run=leave, after="convening"),),
    absent="Nobody walks out of talks that go nowhere in this file.",
    events=(
        Event(
            "left_to_act",
            measured=("hopes",),
            mark=WITHDRAWAL,
            turn="{who} leaves the talks to act alone",
            sentence="{who} leaves the talks and acts alone: it hopes for too little from going on.",
        ),
        Event(
            "let_drop",
            measured=("hopes",),
            mark=WITHDRAWAL,
            turn="{who} lets the matter drop",
            sentence="{who} lets the matter drop: it hopes for too little from going on.",
        ),
        Event(
            "came_back",
            mark=HAPPENING,
            turn="{who} comes back to the talks",
            sentence="{who} comes back to the talks: without a deal it expects less than when it left.",
        ),
    ),
    columns=(
        Column(
            "left_by",
            "word",
            "party",
            "who has left the talks and not come back, of several the last; empty if nobody has",
            read=_by,
            words=lambda parties, _issues: list(parties),
        ),
        Column(
            "left_how",
            "word",
            "word",
            "how the talks were left: act (one side acts alone) or faded (the matter is let drop); empty if nobody has left",
            read=_how,
            words=lambda _parties, _issues: ["act", "faded"],
        ),
    ),
)
