"""Why a party refuses, what others take for the reason, and what they learn from that."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from sim.columns import Column
from sim.values import Share, Strict

from .module import Module

REASONS = ("line", "price", "doubt", "holding_out", "nobody")
"""Why a text is not accepted: it crosses a red line; it is not worth no deal even if kept; it is, but not with doubts that it is kept; it is
worth signing, but less than is held out for; or nobody could be reached who answers."""
TOLD = 4
"""How many of these a refusal can have: all but the last."""


def _setting(value: float, unit: str, source: str, description: str) -> Any:
    return Field(value, description=description, json_schema_extra={"unit": unit, "source": source})


class Reasons(Strict):
    """How rightly reasons of refusals are read, and how much is learnt from them."""

    read_by_mediators: Share = _setting(0.75, "probability", "assumption", "How often a mediator takes a refusal for what it is; else for one of the others.")
    read_by_parties: Share = _setting(
        0.6,
        "probability",
        "assumption: below that of mediators, to whom parties speak in confidence",
        "How often another party takes a refusal for what it is; else for one of the others.",
    )
    line_claimed: Share = _setting(
        0.9, "probability", "assumption", "How likely others think it that a red line is the reason where one was claimed that the text crosses."
    )
    line_unclaimed: Share = _setting(0.05, "probability", "assumption", "How likely others think it that a red line is the reason where none was claimed.")
    answer_weight: Share = _setting(
        0.5,
        "share of the evidence",
        "assumption: below 1, since readers may err in how they picture the other (generalized Bayes, Holmes & Walker 2017)",
        "How much of what an answer says others take in.",
    )
    news_from: Share = _setting(
        0.02,
        "share of the scale",
        "assumption",
        "By how much a text has to differ on some issue from the last that the party answered in the same way, for its answer to tell anything new.",
    )
    memory: Share = _setting(0.85, "share", "assumption", "How much of its belief about a party's reasons a mediator keeps from one refusal to the next.")


def _share(reason: str) -> Column:
    place = REASONS.index(reason)
    said = {
        "line": "crossed a red line of {label}",
        "price": "was worth less than no deal to {label} even if kept",
        "doubt": "was worth signing to {label} if kept, but not with its doubts",
        "holding_out": "was worth signing to {label}, but less than it held out for",
    }[reason]
    return Column(
        f"refused_{reason}",
        "number",
        "0 to 1",
        f"share of the refusals of {{label}} in which the text {said}; empty if it refused nothing (module reasons)",
        read=lambda end, party: end.model.reasons.share(party, place),
        of="party",
    )


MODULE = Module(
    name="reasons",
    known_as="attribution of refusals",
    adds="A refusal has a reason, which others read with error; they learn from the reason, and mediators choose their next move by it.",
    fills=(),
    acts_in=("answering",),
    Settings=Reasons,
    columns=(
        Column(
            "refused_for",
            "word",
            "word",
            f"why the last refusal was given: {', '.join(REASONS[:TOLD])} (module reasons)",
            read=lambda end: end.as_words(REASONS, end.model.reasons.last),
            words=lambda _parties, _issues: REASONS[:TOLD],
        ),
        Column(
            "misread",
            "number",
            "0 to 1",
            "share of the refusals that whoever held the pen took for something else; empty if there were none (module reasons)",
            read=lambda end: end.model.reasons.misread_share(),
        ),
        Column(
            "unanswered",
            "count",
            "sessions",
            "sessions with a text on the table to which a party whose signature a deal needs could not be reached (module reasons)",
            read=lambda end: end.model.reasons.unanswered,
        ),
        *(_share(reason) for reason in REASONS[:TOLD]),
    ),
)
