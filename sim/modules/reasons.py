"""Why a party refuses, what others take for the reason, and what they learn from that."""

from __future__ import annotations

from pydantic import Field

from sim.columns import Column
from sim.endings import REASONS, TOLD
from sim.values import Factor, LogOdds, Share, SomeDays, Strict, stated

from .module import Module


class Reasons(Strict):
    """How rightly reasons of refusals are read, and how much is learnt from them."""

    read_by_mediators: Share = stated(0.75, "probability", "assumption", "How often a mediator takes a refusal for what it is; else for one of the others.")
    read_by_parties: Share = stated(
        0.6,
        "probability",
        "assumption: below that of mediators, to whom parties speak in confidence",
        "How often another party takes a refusal for what it is; else for one of the others.",
    )
    line_claimed: Share = stated(
        0.9, "probability", "assumption", "How likely others think it that a red line is the reason where one was claimed that the text crosses."
    )
    line_unclaimed: Share = stated(0.05, "probability", "assumption", "How likely others think it that a red line is the reason where none was claimed.")
    answer_weight: Share = stated(
        0.5,
        "share of the evidence",
        "assumption: below 1, since readers may err in how they picture the other (generalized Bayes, Holmes & Walker 2017)",
        "How much of what an answer says others take in.",
    )
    news_from: Share = stated(
        0.02,
        "share of the scale",
        "assumption",
        "By how much a text has to differ on some issue from the last that the party answered in the same way, for its answer to tell anything new.",
    )
    rivalry: bool = Field(
        default=False,
        description="Whether mediators act each on its own; else they speak in agreement, and the others follow whoever holds the pen.",
        json_schema_extra={"unit": "yes or no", "source": "assumption"},
    )
    same_text: Share = stated(
        0.02, "share of the scale", "assumption", "By how much a text has to differ on some issue from one that was refused, for a mediator to table it."
    )
    text_rests: SomeDays = stated(4.0, "sessions", "assumption", "After how many sessions a mediator tables a refused text again, unchanged.")
    guarantee_raise: Factor = stated(0.5, "multiple", "assumption", "By how much more a guarantee counts once it has been made firmer.")
    monitors: LogOdds = stated(0.3, "log-odds", "assumption; direction from Fortna 2003", "What monitors add to the belief that a deal is kept.")
    deadline_in: SomeDays = stated(28.0, "days", "assumption", "How far off a deadline is that a mediator names.")
    named_doubted: Share = stated(
        0.5,
        "probability",
        "assumption: as likely as not",
        "How likely parties think a later occasion at the last session before a deadline that a mediator has named.",
    )
    insists_for: SomeDays = stated(28.0, "days", "assumption", "How long a mediator stands by a text that it has called the last.")
    last_text_counts: Share = stated(0.5, "share", "assumption", "By how much less parties hold out for while a text is on the table that was called the last.")
    steps: Factor = stated(2.0, "multiple", "assumption", "Into how many more tranches a deal is divided where smaller steps are proposed.")
    pause: SomeDays = stated(14.0, "days", "assumption", "For how long a mediator puts talks off.")
    leave_after: SomeDays = stated(
        273.0,
        "days",
        "three in four mediated crises 1918-2021 were over by then (ICB)",
        "After how many days in which nothing was signed a mediator without a set patience may give up (mean; it differs between histories).",
    )
    memory: Share = stated(0.85, "share", "assumption", "How much of its belief about a party's reasons a mediator keeps from one refusal to the next.")


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
    settings=("mediators.NAME.style", "mediators.NAME.moves"),
    notes=("move",),
    acts_in=("approaching", "drafting", "answering"),
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
        Column(
            "moves",
            "count",
            "moves",
            "moves that mediators made after a refusal (module reasons)",
            read=lambda end: end.model.approach.made.sum(axis=0),
        ),
        *(_share(reason) for reason in REASONS[:TOLD]),
    ),
)
