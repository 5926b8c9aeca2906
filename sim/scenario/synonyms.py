"""Words that people try, and the settings that they mean by them: one table beside the schema, for messages and for looking a dial up."""

from __future__ import annotations

import re
from difflib import get_close_matches

from sim.modules.module import ANY

MEANT: dict[str, str] = {
    "parties.NAME.demand.beta": "patience patient impatient stubborn stubbornness tough toughness hawk hawkish dove dovish hardline hardliner"
    " concede concession flexible flexibility intransigent firm firmness boulware",
    "parties.NAME.demand.share": "stubborn greed greedy ambition aspiration opening tough hawk hawkish",
    "parties.NAME.demand.deadline": "deadline clock hurry urgency",
    "parties.NAME.demand.reciprocity": "reciprocity reciprocal tit_for_tat",
    "parties.NAME.no_deal.expected": "power batna alternative fallback outside_option walk_away status_quo strength strong weak resolve hawk",
    "parties.NAME.no_deal.cost_per_day": "patience patient impatient cost costs pain weariness war_weariness attrition sanctions stalemate urgency",
    "parties.NAME.no_deal.delay_value": "patience delay stalling foot_dragging",
    "parties.NAME.no_deal.drift_per_day": "power_shift rise rising decline momentum",
    "parties.NAME.stances.NAME.position": "goal aim ideal preference target want demand",
    "parties.NAME.stances.NAME.red_line": "limit bottom_line reservation dealbreaker red_lines hawk",
    "parties.NAME.stances.NAME.salience": "priority importance weight weights interest",
    "parties.NAME.trust.NAME.mean": "trust mistrust distrust confidence credible credibility belief reputation",
    "parties.NAME.trust.NAME.strength": "trust confidence prior",
    "trust": "trust mistrust distrust confidence",
    "parties.NAME.counter_texts": "counter_offer counteroffer proposal initiative",
    "parties.NAME.capability": "power size military army votes capabilities",
    "parties.NAME.attendance.cost_of_being_seen": "boycott presence recognition shame stigma attend",
    "parties.NAME.preconditions": "precondition agenda condition conditions",
    "parties.NAME.factions": "faction hawk hardliner veto domestic cabinet parliament coalition opposition constituency",
    "parties.NAME.factions.NAME.spoils": "spoiler violence attack attacks terror",
    "parties.NAME.government": "coalition regime election elections collapse",
    "mediators.NAME.leverage.NAME.strength": "power leverage pressure carrot carrots stick sticks aid incentive incentives threat influence",
    "mediators.NAME.guarantee.strength": "guarantee guarantor enforcement enforce commitment assurance peacekeepers monitoring security",
    "mediators.NAME.bias": "biased neutral neutrality partial impartial favour favor lean leaning",
    "mediators.NAME.patience": "patience patient walk_out",
    "mediators.NAME.channel_to": "channel shuttle indirect",
    "mediators.NAME.independent_signal": "intelligence information knowledge knows",
    "calendar.deadline": "deadline clock time_pressure ultimatum urgency",
    "calendar.end": "duration length horizon time",
    "calendar.sessions": "frequency meeting meetings round rounds session ripe",
    "protocol.quota": "majority vote votes voting quorum",
    "protocol.required": "unanimity consensus signatories signatures veto",
    "escalation.start": "tension violence conflict war",
    "carrying_out.phases.NAME.tranches": "tranche steps stages phased sequencing gradual",
    "constants.answer_sharpness": "noise random randomness rational rationality luck temperature",
    "constants.face_saving": "face audience audience_costs honour honor",
    "outside_actors.NAME.spoils": "spoiler violence attack attacks terror",
    "events": "shock crisis surprise",
}
"""Each setting with the words for it, from talk about negotiations rather than from this model."""

KEYS: dict[str, str] = {"stream_id": "luck_id"}
"""Names that a setting has in the code, or had before, with the one that files use."""


def meant_by(word: str) -> list[str]:
    """The settings that somebody may mean by a word, as paths in which NAME stands for names of the file; none if nobody says it so."""
    plain = re.sub(r"[^a-z0-9]+", "_", word.casefold()).strip("_")
    return [path for path, words in MEANT.items() if plain in words.split()]


def meant_nearly_by(word: str) -> list[str]:
    """The same, for a word that may be misspelt."""
    words = sorted({one for listed in MEANT.values() for one in listed.split()})
    close = get_close_matches(word.casefold(), words, 1, 0.8)
    return meant_by(word) or (meant_by(close[0]) if close else [])


def fits(path: str, pattern: str) -> bool:
    """Whether a path of a scenario is one that a path with NAMEs stands for, or lies below it."""
    given, wanted = path.split("."), pattern.split(".")
    return len(given) >= len(wanted) and all(want in (ANY, word) for word, want in zip(given, wanted, strict=False))


def in_words(paths: list[str]) -> str:
    """A hint such as ` (did you mean parties.NAME.demand.beta?)`; those named first are the likeliest. Empty if there are none."""
    some = paths[:3]
    return f" (did you mean {', '.join(some[:-1])}{' or ' if some[:-1] else ''}{some[-1]}?)" if some else ""
